"""Each trap is raised where its cause is, and only there."""

import copy
import re
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest
from houqin.model.evidence import Evidence, findings
from houqin.model.origin import origin, trust
from houqin.model.scenario import Scenario
from ruamel.yaml import YAML

Case = dict[str, Any]
CODES = ("T01", "T02", "T03", "T04", "T05", "T06", "T07", "T08")


@pytest.fixture(scope="module")
def case() -> Case:
    """Return the shipped case as it stands in its file."""
    text = files("houqin.scenarios.library").joinpath("changchun.yaml").read_text(encoding="utf-8")
    loaded: Case = YAML(typ="safe", pure=True).load(text)
    return loaded


def raised(case: Case) -> dict[str, list[Evidence]]:
    """Return the findings of a case by code."""
    found: dict[str, list[Evidence]] = {}
    for evidence in findings(Scenario.model_validate(case)):
        found.setdefault(evidence.code, []).append(evidence)
    return found


def test_shipped_case_raises_every_trap(case: Case) -> None:
    """All eight rules speak on the shipped case, in the order of their codes."""
    codes = [evidence.code for evidence in findings(Scenario.model_validate(case))]
    assert sorted(set(codes)) == list(CODES)
    assert codes == sorted(codes)


def gross_pay(case: Case) -> None:
    """State the pay of the staff as gross pay."""
    pay = case["workforce"]["宾馆分流职工"]["pay"]
    pay["gross_per_month"] = pay.pop("take_home_per_month")
    del pay["take_home_share"]
    pay["cited"] = {"gross_per_month": "changchun2017"}


def fee_documented(case: Case) -> None:
    """Let the dispatch fee come from the article."""
    case["bids"]["天庭派遣主院"]["cited"]["fee_per_month"] = "changchun2017"


def as_many_machines(case: Case) -> None:
    """Give the main compound more machines than the second."""
    case["units"]["主院保洁"]["owned"]["洗地机"] = 6


def young_people(case: Case) -> None:
    """Let nobody of the vendor be past retirement age."""
    case["vendors"]["天庭物业"]["ages"] = [20, 50]


def service_contract(case: Case) -> None:
    """Let today's contracts be service contracts."""
    del case["bids"]["天庭派遣主院"], case["bids"]["天庭派遣二院"]


def better_wages(case: Case) -> None:
    """Let every bid pay more than the minimum wage."""
    for bid in case["bids"].values():
        bid["wage_per_month"] = max(1481, bid["wage_per_month"])


def agency_pay_documented(case: Case) -> None:
    """Let the pay of the four agency people come from the article."""
    case["bids"]["天庭派遣二院"]["cited"] = {"wage_per_month": "changchun2017"}


def unprotected(case: Case) -> None:
    """Let the staff be dismissible."""
    case["workforce"]["宾馆分流职工"]["protected"] = False


REMEDIES: dict[str, Callable[[Case], None]] = dict(
    zip(
        CODES,
        (gross_pay, fee_documented, as_many_machines, young_people, service_contract, better_wages,
         agency_pay_documented, unprotected),
        strict=True,
    )
)  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_trap_goes_with_its_cause(case: Case, code: str) -> None:
    """Removing the cause of one trap silences that rule for the bids, units and people it spoke of."""
    before = raised(case)
    mended = copy.deepcopy(case)
    REMEDIES[code](mended)
    after = raised(mended)
    still = {e.text.zh for e in after.get(code, [])}
    assert code in before
    assert not still if code != "T02" else not any("天庭派遣主院" in text for text in still)


@pytest.mark.parametrize("code", [c for c in CODES if c not in ("T05",)])
def test_one_remedy_leaves_the_other_traps(case: Case, code: str) -> None:
    """A rule is silenced by its own cause, not by any change of the case."""
    mended = copy.deepcopy(case)
    REMEDIES[code](mended)
    assert set(CODES) - {code} <= set(raised(mended))


def value(text: str) -> float:
    """Return what a side of an equation comes to."""
    cleaned = text.replace(",", "").replace("÷", "/").replace("×", "*").strip()
    cleaned = re.sub(r"([\d.]+) ?%", r"(\1/100)", cleaned)
    assert re.fullmatch(r"[\d.+\-*/() ]+", cleaned), cleaned
    return float(eval(cleaned))


def test_arithmetic_adds_up(case: Case) -> None:
    """Every equation of every finding holds to the last digit it prints."""
    equations = 0
    for evidence in findings(Scenario.model_validate(case)):
        for part in evidence.arithmetic.split("; "):
            if "=" not in part:
                continue
            left, right = part.split("→")[0].split("=")
            digits = len(right.split("%")[0].split(".")[1].strip()) if "." in right else 0
            step = 10.0 ** -(digits + (2 if "%" in right else 0))
            assert abs(value(left) - value(right)) <= 0.5001 * step, part
            equations += 1
    assert equations >= 15


def test_figures_of_the_source_stand_in_the_arithmetic(case: Case) -> None:
    """The hand checks of the case appear: 1,628 and 1,395 ㎡ a person, 1,475,040 yuan, 47 of 86 dispatched."""
    sums = {code: " | ".join(e.arithmetic for e in found) for code, found in raised(case).items()}
    assert "70,000 ÷ 43 = 1,628; 60,000 ÷ 43 = 1,395; 5 < 7" in sums["T03"]
    assert "(39 × 3,000 + 4 × 1,480) × 12 = 1,475,040" in sums["T07"]
    assert "47 ÷ (39 + 47) = 54.7%" in sums["T05"]
    assert "(1,780 - 1,480) × 47 × 12 = 169,200" in sums["T06"]


def test_texts_survive_gbk_and_a_second_format(case: Case) -> None:
    """Every sentence can be printed on a Chinese console, also when a name holds braces."""
    renamed = copy.deepcopy(case)
    renamed["vendors"]["天庭{0}"] = renamed["vendors"].pop("天庭物业")
    for bid in renamed["bids"].values():
        bid["vendor"] = bid["vendor"].replace("天庭物业", "天庭{0}")
    for unit in renamed["units"].values():
        unit["today"]["vendor"] = "天庭{0}"
    for evidence in findings(Scenario.model_validate(renamed)):
        for lang in ("zh", "en"):
            said = evidence.text.say(lang)  # type: ignore[arg-type]
            said.encode("gbk")
            assert "{{" not in said
        evidence.arithmetic.encode("gbk")
    assert "天庭{0}" in raised(renamed)["T04"][0].text.say("zh")


CLAIMS: dict[str, tuple[Case, Case, str]] = {
    "T10": ({"before": 48650000, "after": 220000000, "times": 8}, {"times": 4.5}, "= 4.52; 4.52 ≠ 8"),
    "T11": ({"amount": 1000000, "share": 0.12}, {"before": 8300000}, "1,000,000 ÷ 0.12 = 8,333,333"),
    "T12": ({"before": 0.95, "before_of": "埋怨", "after": 0.98, "after_of": "满意"}, {"before_of": "满意"}, "0.95 → 0.98"),
    "T13": ({"amount": 6000000, "covers": "工资"}, {"covers": None}, "6,000,000 ÷ 12 = 500,000.00"),
}
"""By trap: what a source claims, what would make it sound, and the sums."""


@pytest.mark.parametrize("code", CLAIMS)
def test_claim_raises_its_trap_and_no_other(case: Case, code: str) -> None:
    """What a source claims is held to its own figures: the trap has the sums and the source, and goes with its cause."""
    claim, sound, sums = CLAIMS[code]
    silent = {**case, "claims": {"某事": {"source": "changchun2017", **claim, **sound}}}
    spoken = raised({**case, "claims": {"某事": {"source": "changchun2017", **claim}}})
    assert set(spoken) - set(CODES) == {code}
    assert spoken[code][0].arithmetic.endswith(sums)
    assert "某事" in spoken[code][0].text.say("zh")
    assert case["sources"]["changchun2017"]["title"] in spoken[code][0].text.say("en")
    assert code not in raised(silent)


HEADINGS = {
    (2, 3): ("(1)", "(2)、(3)", "3 - 2 = 1"),
    (1, 2, 3, 1, 2, 3): ("(1)、(2)、(3) 印了", "(1)、(2)、(3)、(1)、(2)、(3)", "6 - 3 = 3"),
    (1, 4, 4): ("缺 (2)、(3)", "(4) 印了", "4 - 2 = 2; 3 - 2 = 1"),
}
"""By numbers of headings as printed: what is said of them, twice, and the sums."""


@pytest.mark.parametrize("printed", HEADINGS)
def test_headings_that_skip_or_repeat_are_a_trap(case: Case, printed: tuple[int, ...]) -> None:
    """Numbers that are missing or printed twice are named with their sums; of whole lists nothing is said."""
    one, other, sums = HEADINGS[printed]
    spoken = raised({**case, "headings": {"某章": {"source": "changchun2017", "printed": list(printed)}}})["T14"]
    assert [(e.level, e.arithmetic) for e in spoken] == [("trap", sums)]
    said = spoken[0].text
    assert one in said.zh
    assert other in said.zh
    assert "某章" in said.en
    assert case["sources"]["changchun2017"]["title"] in said.en
    whole = {"某章": {"source": "changchun2017", "printed": sorted(set(range(1, max(printed) + 1)))}}
    assert "T14" not in raised({**case, "headings": whole})


def test_headings_unused_leave_the_hash(case: Case) -> None:
    """A case without headings hashes as it did before there were any; with some it is another case."""
    plain = Scenario.model_validate(case)
    assert Scenario.model_validate({**case, "headings": {}}).hash() == plain.hash()
    told = {"某章": {"source": "changchun2017", "printed": [2]}}
    assert Scenario.model_validate({**case, "headings": told}).hash() != plain.hash()


@pytest.mark.parametrize("code", ["T11", "T13"])
def test_loose_figures_are_called_ranges(case: Case, code: str) -> None:
    """“Over a million” is told as a range; an exact figure is not."""
    for loose in (True, False):
        claim = {"某事": {"source": "changchun2017", **CLAIMS[code][0], "loose": loose}}
        assert ("ranges" in raised({**case, "claims": claim})[code][0].text.say("en")) == loose


def test_dispatch_not_barred_is_said_so(case: Case) -> None:
    """With the rule off, the finding does not claim that the case bars dispatch."""
    open_case = copy.deepcopy(case)
    open_case["policy"]["no_dispatch"]["state"] = "off"
    assert "policy.no_dispatch" in raised(open_case)["T05"][0].text.en


def test_nearest_source_wins(case: Case) -> None:
    """A field named in `cited` goes before `source`; a source further down goes before one further up."""
    scenario = Scenario.model_validate(case)
    assert origin(scenario, "bids", "天庭派遣主院", "wage_per_month") == "changchun2017"
    assert origin(scenario, "bids", "天庭派遣主院", "fee_per_month") == "假设"
    assert origin(scenario, "units", "主院保洁", "today", "setting", "洗地机") == "changchun2017"
    assert origin(scenario, "units", "主院保洁", "today", "setting", "早班巡回") == "假设"
    assert origin(scenario, "services", "保洁", "tasks", "大厅洗地", "machine", "rate") == "公开数据"
    assert trust(scenario, "vendors", "天庭物业", "conduct", "turnover") == "published"


def test_number_without_a_source_is_an_assumption(case: Case) -> None:
    """Where nobody says where a number comes from, it is not trusted."""
    bare = copy.deepcopy(case)
    del bare["hiring"]["source"]
    scenario = Scenario.model_validate(bare)
    assert origin(scenario, "hiring", "pay", "gross_per_month") is None
    assert trust(scenario, "hiring", "pay", "gross_per_month") == "assumption"


def test_source_for_a_field_that_does_not_exist_is_refused(case: Case) -> None:
    """`cited` must name a field of its mapping."""
    wrong = copy.deepcopy(case)
    wrong["hiring"]["cited"] = {"wages": "假设"}
    with pytest.raises(ValueError, match="no field"):
        Scenario.model_validate(wrong)


def test_cited_source_must_exist(case: Case) -> None:
    """`cited` must lead to an entry of `sources`."""
    wrong = copy.deepcopy(case)
    wrong["hiring"]["cited"] = {"overhead_rate": "传闻"}
    with pytest.raises(ValueError, match="lead nowhere"):
        Scenario.model_validate(wrong)
