"""Every key and value knows where it stands; what YAML can do beyond plain data is refused."""

import codecs
import json
from pathlib import Path

import pytest
from houqin.model.errors import ScenarioError
from houqin.scenarios import positions
from houqin.scenarios.decode import LARGEST, decode
from houqin.scenarios.positions import DEEPEST, Node, Origin, tree
from houqin.scenarios.read import read, validate
from hypothesis import given, settings
from hypothesis import strategies as st

NAMES = st.text(st.sampled_from("abcxyz保洁岗位东西北 -"), min_size=1, max_size=8).map(str.strip).filter(bool)
LEAVES = st.one_of(
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: x != 0),
    st.booleans(),
    st.none(),
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), max_size=12),
)
DATA = st.dictionaries(
    NAMES, st.recursive(LEAVES, lambda x: st.lists(x, max_size=3) | st.dictionaries(NAMES, x, max_size=3)), max_size=4
).filter(bool)


def parsed(text: str) -> Node:
    """Return the tree of a text without faults."""
    root, faults = tree(text, Origin("t", tuple(text.split("\n"))))
    assert not faults
    return root


def fault(text: str | bytes) -> tuple[str, int, int]:
    """Return code, line and column of the first fault of a text."""
    content = text.encode() if isinstance(text, str) else text
    with pytest.raises(ScenarioError) as caught:
        _, faults = tree(decode(content, "t"), Origin("t"))
        raise ScenarioError(faults)
    found = caught.value.diagnostics[0]
    return found.code, found.line, found.column


def leaves(node: Node):
    """Yield every scalar of a tree."""
    below = (
        node.value.values() if isinstance(node.value, dict) else node.value if isinstance(node.value, list) else None
    )
    if below is None:
        yield node
    else:
        for child in below:
            yield from leaves(child)


@given(DATA)
@settings(deadline=None)
def test_json_reads_back(data: dict) -> None:
    """JSON is YAML: any plain data written as JSON reads back equal, and numbers keep their type."""
    bare = parsed(json.dumps(data, ensure_ascii=False)).bare()
    assert json.dumps(bare) == json.dumps(data)


@given(DATA, st.integers(1, 4))
@settings(deadline=None)
def test_places_point_to_the_text(data: dict, indent: int) -> None:
    """At the line and column of a leaf stands that leaf, character for character."""
    text = json.dumps(data, ensure_ascii=False, indent=indent)
    lines = text.split("\n")
    for node in leaves(parsed(text)):
        assert lines[node.at.line - 1][node.at.column - 1 :].startswith(json.dumps(node.value, ensure_ascii=False))


@given(DATA)
@settings(deadline=None)
def test_places_of_keys(data: dict) -> None:
    """At the line and column of a key stands that key."""
    text = json.dumps(data, ensure_ascii=False, indent=2)
    root = parsed(text)
    for key, at in root.keys.items():
        assert text.split("\n")[at.line - 1][at.column - 1 :].startswith(json.dumps(key, ensure_ascii=False))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1), ("-3", -3), ("0.5", 0.5), ("1e3", 1000.0), ("1E-3", 0.001), ("true", True), ("false", False),
        ("null", None), ("~", None), ("", None), ("8:30", "8:30"), ("08:30", "08:30"), ("12:30:00", "12:30:00"),
        ("no", "no"), ("yes", "yes"), ("True", "True"), ("010", "010"), ("0x10", "0x10"), ("1_000", "1_000"),
        ("1,480", "1,480"), (".nan", ".nan"), (".inf", ".inf"), ("NaN", "NaN"), ("+5", "+5"), ("1.", "1."),
        (".5", ".5"), ("2026-01-01", "2026-01-01"), ("'1'", "1"), ('"true"', "true"), ("１２", "１２"),
    ],
)  # fmt: skip
def test_types(text: str, value: object) -> None:
    """Only the values of JSON (and the empty one) are more than text."""
    read_back = parsed(f"a: {text}").bare()["a"]
    assert read_back == value
    assert type(read_back) is type(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x 1\nb: *x", ("HQ1103", 1, 4)),
        ("a: 1\nb: *x", ("HQ1103", 2, 4)),
        ("a: &a [*a]", ("HQ1103", 1, 4)),
        ("a: 1\n<<: {b: 2}", ("HQ1103", 2, 1)),
        ("a: !!int 3", ("HQ1104", 1, 4)),
        ("a: !python/object:os.system x", ("HQ1104", 1, 4)),
        ("a: " + "!" * 5000, ("HQ1104", 1, 4)),
        ("%YAML 1.1\n---\na: 1", ("HQ1104", 2, 1)),
        ("a: 1\n---\nb: 2", ("HQ1105", 2, 1)),
        ("a: 1\nb: 2\na: 3", ("HQ1106", 3, 1)),
        ("a: 1\n'a': 3", ("HQ1106", 2, 1)),
        ("? [1]\n: 2", ("HQ1108", 1, 3)),
        ("a: {" + "k" * 301 + ": 1}", ("HQ1108", 1, 5)),
        ('"a\\0": 1', ("HQ1004", 1, 1)),
        (": 1", ("HQ1108", 1, 1)),
        ("a: -0", ("HQ1109", 1, 4)),
        ("a: -0.0", ("HQ1109", 1, 4)),
        ("a: 1e999", ("HQ1109", 1, 4)),
        ("a: " + "9" * 5000, ("HQ1109", 1, 4)),
        ('a: "x\\0y"', ("HQ1004", 1, 4)),
        ('a: "\\ud800"', ("HQ1004", 1, 4)),
        ("a: x\x00", ("HQ1004", 1, 5)),
        ("a: x\x1b[31m", ("HQ1004", 1, 5)),
        ("a:\n  b: \u202ex", ("HQ1004", 2, 6)),
        ("a:\n\tb: 1", ("HQ1102", 2, 1)),
        ("a:\n  \tb: 1", ("HQ1102", 2, 3)),
        ("", ("HQ1005", 0, 0)),
        ("# nothing", ("HQ1005", 0, 0)),
        ("a: [1, 2", ("HQ1101", 1, 9)),
        ("a: 'x", ("HQ1101", 1, 6)),
        ("a: @x", ("HQ1101", 1, 4)),
        ("a: b: c", ("HQ1101", 1, 5)),
        ("a: 1\n b: 2", ("HQ1101", 2, 3)),
        ("a:\r\n  b: -0\r\n", ("HQ1109", 2, 6)),
    ],
)  # fmt: skip
def test_refused(text: str, expected: tuple[str, int, int]) -> None:
    """What is dangerous or ambiguous is refused at its line and column."""
    assert fault(text) == expected


def test_duplicate_names_both_lines() -> None:
    """A key that stands twice is reported with the line of the first."""
    _, faults = tree("a: 1\nb: 2\n\na: 3", Origin("t"))
    assert (faults[0].line, "第 1 行" in faults[0].text.zh, "line 1" in faults[0].text.en) == (4, True, True)


def test_encodings(mini: Path, tmp_path: Path) -> None:
    """A byte order mark and CRLF change nothing; UTF-16 and GBK are refused with advice."""
    text, path = mini.read_text(encoding="utf-8"), tmp_path / "t.yaml"
    path.write_bytes(codecs.BOM_UTF8 + text.replace("\n", "\r\n").encode())
    assert read(path).hash() == read(mini).hash()
    for encoding in ("utf-16", "utf-16-le", "utf-32"):
        path.write_bytes(text.encode(encoding))
        assert [d.code for d in validate(path)] == ["HQ1003"]
    path.write_bytes(text.encode("gbk"))
    found = validate(path)[0]
    assert (found.code, found.line, found.column) == ("HQ1003", 3, 13)
    assert "UTF-8" in found.text.zh


def test_depth() -> None:
    """The deepest nesting allowed is read, one level more is refused."""
    inside = DEEPEST - 1
    assert parsed("a: " + "[" * inside + "]" * inside)
    assert fault("a: " + "[" * (inside + 1) + "]" * (inside + 1))[0] == "HQ1107"


def test_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """The largest number of items allowed is read, one more is refused before anything is built."""
    text = "a: [1, 2, 3]"  # twelve events: stream, document, mapping and list begin and end, one key, three items
    monkeypatch.setattr(positions, "LARGEST_TREE", 12)
    assert parsed(text)
    monkeypatch.setattr(positions, "LARGEST_TREE", 11)
    assert fault(text)[0] == "HQ1107"
    assert decode(b"#" * LARGEST, "t")
    with pytest.raises(ScenarioError):
        decode(b"#" * (LARGEST + 1), "t")


def test_bomb() -> None:
    """A bomb of nine levels of aliases is refused at its first anchor, before anything unfolds."""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    assert fault("\n".join(lines)) == ("HQ1103", 1, 4)
