"""`houqin fit`: from a log to a patch that the reader takes."""

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from houqin.scenarios.positions import Origin, tree
from houqin.scenarios.read import load, read

Call = Callable[..., tuple[int, str, str]]
CASE, UNIT, LOG = "changzhou-canteen", "食堂", "changzhou-canteen.csv"
FEW = ("--set", f"units.{UNIT}.place.headcount=560", "--lead", "30")
"""The shipped log is of a fifth of the case's people."""


def test_fit_prints_a_patch(call: Call) -> None:
    """What `fit` prints is YAML with one override, and the reader takes it; numbers it changes are the log's."""
    code, out, _ = call("fit", CASE, UNIT, LOG, *FEW)
    assert code == 0
    root, faults = tree(out, Origin("t"))
    assert not faults
    (patch,) = root.child("overrides").bare().values()
    case = read(CASE, overrides={f"units.{UNIT}.place.headcount": 560, **patch})
    lunch = case.units[UNIT].place.crowds["午餐"]
    # 60 visitors of the case are taken off: (410 - 60) / 504
    assert 0.65 < sum(lunch.participation[d] for d in ("mon", "tue", "wed", "thu", "fri")) / 5 < 0.74
    assert abs(lunch.shares["吃饱"] - 0.45) < 0.03
    weights = case.services[UNIT].meals["午餐"].weights
    assert len(weights) == 12 and abs(sum(weights) - 1) < 0.001
    assert case.hash() != read(CASE).hash()


def test_a_pasted_patch_is_an_override(call: Call, tmp_path: Path) -> None:
    """The printed block, put at the head of the case's overrides, is chosen by its name."""
    _, out, _ = call("fit", CASE, UNIT, LOG, *FEW)
    folder = files("houqin.scenarios.library")
    text = (folder / f"{CASE}.yaml").read_text(encoding="utf-8")
    (tmp_path / LOG).write_bytes((folder / LOG).read_bytes())
    block = out[out.index("overrides:\n") :]
    assert text.count("\noverrides:\n") == 1
    Path("pasted.yaml").write_text(text.replace("\noverrides:\n", "\n" + block), encoding="utf-8")
    loaded = load("pasted.yaml", scenario=("记录拟合",))
    assert len(loaded.inputs.patches) == 16
    assert {name for _, _, name in loaded.inputs.patches} == {"记录拟合"}


def test_fit_as_json(call: Call) -> None:
    """As JSON: the patch, every number with its interval, and what was left out."""
    code, out, _ = call("fit", CASE, UNIT, LOG, *FEW, "--format", "json")
    answer = json.loads(out)
    assert code == 0
    assert (answer["days"], answer["unit"]) == (10, UNIT)
    assert all(row["lower"] <= row["value"] <= row["upper"] and row["n"] >= 0 for row in answer["learnt"])
    assert any("30" in note["en"] and "payment" in note["en"] for note in answer["notes"])
    read(CASE, overrides=answer["patch"])


def test_fit_to_a_file(call: Call) -> None:
    """`-o` writes the patch, and does not write over a file unless forced."""
    _, out, _ = call("fit", CASE, UNIT, LOG, *FEW, "-o", "p.yaml", "--format", "json")
    assert json.loads(out)["files"] == ["p.yaml"]
    made = Path("p.yaml").read_text(encoding="utf-8")
    assert not tree(made, Origin("t"))[1]
    Path("p.yaml").write_text("mine", encoding="utf-8")
    assert call("fit", CASE, UNIT, LOG, *FEW, "-o", "p.yaml")[0] == 2
    assert Path("p.yaml").read_text(encoding="utf-8") == "mine"
    assert call("fit", CASE, UNIT, LOG, *FEW, "-o", "p.yaml", "--force")[0] == 0
    assert Path("p.yaml").read_text(encoding="utf-8") == made


def test_a_language_of_its_own(call: Call) -> None:
    """In English the patch has an English name and English remarks; names of the case stay."""
    _, out, _ = call("--lang", "en", "fit", CASE, UNIT, LOG, *FEW)
    assert "\n  fitted:\n" in out
    assert "a swipe marks payment, not arrival" in out


LINES = [
    (("fit", CASE, UNIT, "absent.csv"), 3),
    (("fit", CASE, UNIT, "bad.csv", "--format", "json"), 3),
    (("fit", CASE, UNIT, "night.csv", "--format", "json"), 3),
    (("fit", CASE, UNIT, "."), 3),
    (("fit", "absent.yaml", UNIT, LOG), 3),
    (("fit", CASE, "食店", LOG), 2),
    (("fit", CASE, "餐饮楼保洁", LOG, "--format", "json"), 2),
    (("fit", CASE, UNIT), 2),
    (("fit", CASE, UNIT, LOG, "--lead", "-1"), 2),
]


@pytest.mark.parametrize(("line", "code"), LINES)
def test_exit_codes_of_fit(line: tuple[str, ...], code: int, call: Call) -> None:
    """A wrong unit or option is 2, a faulty case or log 3; a sentence, no traceback; with JSON nothing else on stdout."""
    Path("bad.csv").write_text("时间,窗口,金额\n昨天,1号窗,5.5\n", encoding="utf-8")
    Path("night.csv").write_text("时间,窗口,金额\n2026-03-02 03:00:00,1号窗,5.5\n", encoding="utf-8")
    found, out, err = call(*line)
    assert found == code
    assert err.strip()
    assert "Traceback" not in err
    assert json.loads(out)["exit_code"] == code if "json" in line else not out


def test_faults_of_a_log_have_a_place(call: Call) -> None:
    """A bad cell is reported with file, line and column, as everywhere."""
    Path("bad.csv").write_text("时间,窗口,金额\n昨天,1号窗,5.5\n", encoding="utf-8")
    assert call("fit", CASE, UNIT, "bad.csv")[2].startswith("bad.csv:2:1: error HQ1704 ")


def test_init_brings_the_log(call: Call) -> None:
    """A case made by `init` has its log beside it, byte for byte."""
    assert call("init", "new", "--template", CASE)[0] == 0
    assert Path("new", LOG).read_bytes() == (files("houqin.scenarios.library") / LOG).read_bytes()
    assert call("fit", f"new/{CASE}.yaml", UNIT, f"new/{LOG}", *FEW)[0] == 0
