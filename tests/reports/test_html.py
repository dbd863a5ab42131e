"""The report: complete, self-contained, harmless."""

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import html5lib
import pytest
from houqin.reports.html import html
from houqin.reports.sentences import SENTENCES
from houqin.reports.words import PHRASES, STATUS

HOSTILE = (
    '<script>alert(1)</script>"onerror="alert(1)',
    "</style><style>*{display:none}</svg><svg onload=alert(1)>",
    "'><img src=x onerror=alert(1)> javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %} datum.v + ' ]]><![CDATA[<b><!--<b>-->",
)


@lru_cache(maxsize=4)
def parsed(page: str) -> Any:
    """Return the tree of a page as a browser has it; not to be changed."""
    return html5lib.parse(page, namespaceHTMLElements=False)


def shape(page: str) -> Counter[tuple[str, tuple[str, ...]]]:
    """Return how often each tag with its attribute names stands in a page."""
    return Counter((str(e.tag), tuple(sorted(map(str, e.attrib)))) for e in parsed(page).iter())


@pytest.mark.parametrize("text", HOSTILE)
def test_names_cannot_become_markup(text: str, renamed: Callable[[str], Any], pages: dict[str, str]) -> None:
    """A hostile name leaves the tags and attributes of the harmless report, in the same numbers, and is shown."""
    page = html(*renamed(text))
    assert shape(page) == shape(pages["zh"])
    assert text in "".join(parsed(page).itertext())


def test_nothing_is_loaded(pages: dict[str, str]) -> None:
    """The report has no script, link, address or event handler, and forbids the browser to fetch anything."""
    page = pages["zh"]
    tags = {tag for tag, _ in shape(page)}
    names = {name for _, attributes in shape(page) for name in attributes}
    assert not tags & {"script", "link", "iframe", "img", "object", "embed", "base", "foreignObject", "use", "image"}
    assert not names & {"src", "href", "xlink:href", "action", "srcset"}
    assert not [name for name in names if name.startswith("on")]
    assert not re.findall(r"(?:https?:|//)\w+", page)
    assert "default-src 'none'" in page


def test_ids_are_unique(pages: dict[str, str]) -> None:
    """No two charts share an id, and every reference to one leads somewhere."""
    page = pages["zh"]
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", page)) <= set(ids)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("status", sorted(STATUS))
def test_status_is_never_absent(status: str, lang: Any, bare: dict[str, Any]) -> None:
    """Whatever the status, its banner is there."""
    page = html(bare | {"status": status}, [], lang)
    assert f'<p class="banner {status}">' in page
    assert STATUS[status].say(lang) in page.replace("&#39;", "'")


def test_infeasible_names_the_rules(result: dict[str, Any], sources: list[Any]) -> None:
    """Without a plan the report names the rules in conflict in the reader's words."""
    for key in ("plan", "objective", "certificate", "difference", "baseline", "menu_points", "workforce", "totals"):
        result[key] = None
    way = {"rule": "x", "amount": 1, "unit": "yuan", "text": {"zh": "预算加 1 元", "en": "1 yuan more"}}
    conflicts = [{**r, "proven": True, "repairs": [way]} for r in result["rules"][:2]]
    result |= {"status": "infeasible", "conflicts": conflicts}
    page = html(result, sources)
    assert "分流职工不得辞退" in page
    assert SENTENCES["minimal"].zh in page
    assert page.count("预算加 1 元") == 1


def test_barest_result_renders() -> None:
    """A result with nothing but its heading still gives a page that says so."""
    bare = {"status": "cancelled", "scenario": {"id": "x", "hash": "0" * 64}, "seed": 1, "provenance": {}}
    assert PHRASES["partial"].zh in html(bare, [])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_rules_tell_points_of_quality(lang: Any, bare: dict[str, Any]) -> None:
    """What quality gains without a rule stands beside its price, with a sign; a rule without points has an empty cell."""
    rules = [bare["rules"][0] | {"points": points} for points in (-3.0, 1.504, 0.0, None)]
    page = html(bare | {"rules": rules}, [], lang)
    assert PHRASES["points_gained"].say(lang) in page
    cells = [row.split('<td class="n">')[-1].partition("</td>")[0] for row in page.split("<tr")]
    assert [cell for cell in cells if cell in ("-3.00", "+1.50", "0.00")] == ["-3.00", "+1.50", "0.00"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_part_is_there(lang: Any, pages: dict[str, str]) -> None:
    """Every section has its heading, and every chart is drawn."""
    page = pages[lang]
    keys = ("what", "cost", "turns", "build", "quality", "staffing", "certificates", "gaps", "rules", "traps_head")
    for key in (*keys, "hand", "assumptions", "provenance"):
        assert PHRASES[key].say(lang) in page.replace("&#39;", "'"), key
    assert page.count("<svg") == 2 + 8 + 3


def test_page_one_says_what_to_decide(pages: dict[str, str]) -> None:
    """Recommendation, saving with its interval and nearest break-even price stand before the first chart."""
    first = pages["zh"].partition("<svg")[0]
    for said in ("净达保洁", "省 138.9 万元", "122.0 至 151.2", "84 元", "分流职工不得辞退"):
        assert said in first


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_one_answers_what_was_asked(lang: Any, pages: dict[str, str]) -> None:
    """Price of a unit, switches, rosters, waits and the survey stand before the table of years."""
    first = pages[lang].partition("<h3>")[0]
    said = {
        "zh": ("每人次净支出(补贴) 3.12 元", "智能结算台划算", "早班(服务员) 16", "在岗服务员 22-32", "一起定每年省", "平均 1.8"),
        "en": ("3.12 yuan a meal", "smart checkout pays", "早班 (server) 16", "on duty 22-32", "at once saves", "mean 1.8"),
    }
    for text in (*said[lang], "98.0%", "850"):
        assert text in first


def test_headings_are_numbered_in_order(pages: dict[str, str], bare: dict[str, Any]) -> None:
    """Whatever parts there are, their headings count from one without a gap."""
    for page in (pages["zh"], html(bare, [])):
        heads = re.findall(r"<h2>([^<、]+)、", page)
        numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]
        numerals += [f"十{n}" for n in numerals[:9]]
        assert heads == numerals[: len(heads)]
        assert len(heads) == page.count("<h2>")
    assert [int(n) for n in re.findall(r"<h2>(\d+)\. ", pages["en"])] == list(range(1, pages["en"].count("<h2>") + 1))


def test_opening_by_time_is_shaded(pages: dict[str, str]) -> None:
    """The largest number of a table over time has the darkest shade, its blanks none."""
    assert '<td class="n h5">32</td>' in pages["zh"]
    assert '<td class="n"></td>' in pages["zh"]


def test_flows_are_built_up_by_the_year(pages: dict[str, str]) -> None:
    """Units whose money follows what they sell are compared by the year, others by the square metre."""
    assert "<figcaption>二区保洁 (万元/年)</figcaption>" in pages["zh"]
    assert "<figcaption>市政府办公区保洁 (元/㎡·年)</figcaption>" in pages["zh"]


def test_every_number_has_a_source(pages: dict[str, str], sources: list[Any]) -> None:
    """Each number of the scenario is listed with its source, and assumptions are marked."""
    tree = parsed(pages["zh"])
    rows = [e for e in tree.iter("tr") if (e.get("class") or "") == "assumed"]
    assert len(rows) == sum(s["kind"] == "assumption" for s in sources)
    assert all("假设" in "".join(row.itertext()) for row in rows)
    text = "".join(tree.itertext())
    assert all(
        said in text
        for said in ("面积 70,000 ㎡", "投标工资(月) 1,480 元", "triangular(low 0.02, mode 0.05, high 0.08)")
    )


def test_a_source_without_kind_is_an_assumption(bare: dict[str, Any]) -> None:
    """A number nobody gave a source for is shown as an assumption."""
    page = html(bare, [{"path": "a.b", "value": 3, "unit": "yuan", "kind": None, "title": None}])
    assert 'class="assumed"' in page


def test_two_bids_of_one_vendor_are_told_apart(result: dict[str, Any], sources: list[Any]) -> None:
    """Where a vendor has several bids for a unit, each bar and row names its bid, so that none are merged."""
    twin = next(r for r in result["cost_by_mode"] if r["vendor"])
    result["cost_by_mode"].append({**twin, "bid": "另一报价", "chosen": False})
    page = html(result, sources)
    assert f"[{twin['bid']}]" in page
    assert "[另一报价]" in page


def test_today_that_cannot_go_on_is_said(result: dict[str, Any], sources: list[Any]) -> None:
    """When today's way breaks a rule or misses a standard, the first page says that it is no equal alternative."""
    now = result["baseline"][0]
    barred = {"unit": now["unit"], "mode": now["mode"], "bid": now["bid"], "vendor": now["vendor"], "extra": None}
    result["alternatives"].append({**barred, "break_even_per_post_month": None, "feasible": False})
    first = html(result, sources).partition("<svg")[0]
    assert f"若保持现在的做法, 就没有符合全部规则的方案: {now['unit']}" in first
    assert "两者的质量并不相同" in first


def test_roster_names_each_lever(result: dict[str, Any], sources: list[Any]) -> None:
    """Levers that share a label are called by their own names, so that no posts are lost."""
    award = result["plan"][0]
    for lever in ("rounds_day", "tasks_early"):
        result["units"][award["unit"]]["levers"][lever] = {"zh": "岗", "en": "post"}
    assert "rounds_day 16、tasks_early 22、顶班 3" in html(result, sources)


def test_open_interval_claims_nothing(bare: dict[str, Any]) -> None:
    """When the interval of the difference contains zero, the report does not speak of a saving."""
    bare["difference"] |= {"lower": -1_000_000, "upper": 2_000_000, "value": -10_000}
    assert "是省是费尚不能断言" in html(bare, [])


def test_report_survives_gbk(pages: dict[str, str]) -> None:
    """All fixed text of both reports can be encoded in GBK."""
    for page in pages.values():
        text = re.sub(r"<svg.*?</svg>", "", page, flags=re.S)
        assert text.encode("gbk").decode("gbk") == text


def test_same_result_same_report(result: dict[str, Any], sources: list[Any], pages: dict[str, str]) -> None:
    """The report is a function of its input."""
    assert html(result, sources) == pages["zh"]


def test_a_bound_with_seen_flows_is_told_apart(result: dict[str, Any]) -> None:
    """A second bound, under what was seen of income and quantities, has a sentence and a gap; an equal one has none."""
    bare = result | {"cost_by_mode": [], "menu_points": [], "plan": [], "baseline": []}
    assert "最有利的收入和用量" not in html(bare, [])
    bare["years"] = 3
    bare["objective"] |= {"seen_bound": 1_124_000_000, "seen_gap": 0.0046}
    page = html(bare, [])
    assert "下界是 1,124.0 万元, 最多只差 0.5%" in page
    assert PHRASES["seen_gap"].zh in page
    bare["objective"] |= {"seen_bound": bare["objective"]["lower_bound"]}
    assert "最有利的收入和用量" not in html(bare, [])


STANDING = ("任何方案都不低于", "经检验但未证明", "3 对配置不成立")


@pytest.mark.parametrize(("proven", "pairs", "told"), [(True, 3, 0), (False, 0, 1), (False, 3, 2)])
def test_a_bound_that_tests_contradict_says_so(result: dict[str, Any], proven: bool, pairs: int, told: int) -> None:
    """A bound is told as proven, as tested, or as contradicted by so many pairs of settings; as one of these only."""
    bare = result | {"cost_by_mode": [], "menu_points": [], "plan": [], "baseline": [], "years": 3}
    page = html(bare | {"objective": bare["objective"] | {"proven": proven, "contrary": pairs}}, [])
    assert [n for n, words in enumerate(STANDING) if words in page] == [told]


def test_a_gap_is_told_of_what_is_spent_too(result: dict[str, Any]) -> None:
    """Where users pay, the gap is also a share of what is spent before that; nowhere else."""
    bare = result | {"cost_by_mode": [], "menu_points": [], "plan": [], "baseline": [], "years": 3}
    for spent in (None, bare["objective"]["value"]):
        aim = bare["objective"] | {"spent": spent, "spent_gap": bare["objective"]["menu_gap"]}
        assert PHRASES["spent_gap"].zh not in html(bare | {"objective": aim}, [])
    aim = bare["objective"] | {"spent": 3_000_000_000, "spent_gap": 0.0123}
    page = html(bare | {"objective": aim}, [])
    assert "占未扣收入的支出 3,000.0 万元的 1.2%" in page
    assert PHRASES["spent_gap"].zh in page


def test_bound_in_whole_numbers_is_told(result: dict[str, Any]) -> None:
    """A bound recomputed in whole numbers has a sentence and a gap of its own, another one when it is the value."""
    bare = result | {"cost_by_mode": [], "menu_points": [], "plan": [], "baseline": [], "years": 3}
    assert PHRASES["exact_gap"].zh not in html(bare, [])
    value = bare["objective"]["value"]
    near = bare | {"objective": bare["objective"] | {"exact_bound": value - value // 200}}
    page = html(near, [])
    assert PHRASES["exact_gap"].zh in page
    assert "方案最多只差 0.50%" in page
    best = bare | {"objective": bare["objective"] | {"exact_bound": value}}
    assert "没有更便宜的方案" in html(best, [])
