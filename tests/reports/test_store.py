"""The run folder: whole or not at all."""

import hashlib
import json
import math
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from houqin.model.errors import LimitReached
from houqin.reports import store

FILES = {"result.json": b"{}", "tables/plan.csv": b"a", "report.html": b"<p>"}


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return the content of every file below a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def altered(folder: Path) -> set[str]:
    """Return the files of a run folder that differ from its manifest, are missing from it or from the folder."""
    listed = json.loads((folder / "manifest.json").read_text())["files"]
    found = {name: hashlib.sha256(content).hexdigest() for name, content in snapshot(folder).items()}
    del found["manifest.json"]
    return {name for name in listed.keys() | found.keys() if listed.get(name) != found.get(name)}


def test_manifest_lists_every_file(tmp_path: Path) -> None:
    """The manifest has the SHA-256 of each file."""
    folder = store.write(tmp_path / "r", FILES, {"status": "certified"})
    listed = json.loads((folder / "manifest.json").read_text())["files"]
    assert listed == {name: hashlib.sha256(content).hexdigest() for name, content in FILES.items()}


CALLS = ("open", "fsync", "rename")


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("older", [False, True])
def test_fault_at_any_call_leaves_no_half(call: str, older: bool, tmp_path: Path, monkeypatch: Any) -> None:
    """The n-th open, fsync or rename fails, n = 1, 2 ...: before the write succeeds, nothing has changed."""
    place, owner = tmp_path / "r", Path if call == "rename" else os
    if older:
        store.write(place, {"result.json": b"old"}, {})
    before, genuine = snapshot(tmp_path), getattr(owner, call)
    for n in range(1, 60):
        count = iter(range(1, 1000))

        def failing(*args: Any, n: int = n, count: Any = count, **more: Any) -> Any:
            if next(count) == n:
                raise OSError(28, "No space left on device", "x")
            return genuine(*args, **more)

        monkeypatch.setattr(owner, call, failing)
        try:
            store.write(place, FILES, {}, force=True)
        except LimitReached:
            monkeypatch.setattr(owner, call, genuine)
            complete = place.is_dir() and (place / "report.html").is_file() and not altered(place)
            assert complete or snapshot(tmp_path) == before
        else:
            break
    monkeypatch.setattr(owner, call, genuine)
    store.write(place, FILES, {}, force=True)
    assert n > 1
    assert not altered(place)
    assert [p.name for p in tmp_path.iterdir()] == ["r"]


def test_file_in_the_way_is_a_limit(tmp_path: Path) -> None:
    """Where a folder should be and a file is, nothing is written and the place is named."""
    (tmp_path / "mine").write_text("x")
    with pytest.raises(LimitReached, match="mine"):
        store.put(tmp_path / "mine" / "page.html", b"y")
    assert snapshot(tmp_path) == {"mine": b"x"}


def test_existing_folder_is_refused(tmp_path: Path) -> None:
    """Without `force` an older run stays."""
    store.write(tmp_path / "r", FILES, {})
    with pytest.raises(store.Occupied):
        store.write(tmp_path / "r", {}, {})
    assert not altered(tmp_path / "r")


def test_force_replaces_runs_only(tmp_path: Path) -> None:
    """`force` never replaces a folder that is no run, nor a link."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    store.write(tmp_path / "r", FILES, {})
    (tmp_path / "link").symlink_to(tmp_path / "r")
    for name in ("mine", "link"):
        with pytest.raises(store.Occupied):
            store.write(tmp_path / name, FILES, {}, force=True)
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "x"


@pytest.mark.parametrize(
    "name", ["../../etc", "a/b", "a\\b", "..", "CON", "x" * 300, "长春 两区", "\u202e", "$(id)", ""]
)
def test_names_stay_inside(name: str, tmp_path: Path) -> None:
    """No scenario id leads out of the folder of runs."""
    made = store.title(name, "abcdef0", datetime(2026, 11, 22, 9, 3, 12, tzinfo=UTC))
    assert (tmp_path / made).resolve().parent == tmp_path.resolve()
    assert made.startswith("20261122T090312-")
    assert made.endswith("-abcdef")
    assert len(made.encode()) < 200


@pytest.mark.parametrize(
    ("argument", "kept"),
    [
        ("/home/li/case.yaml", "case.yaml"),
        ("--out=/home/li/x", "--out=x"),
        ("C:\\Users\\li\\x.yaml", "x.yaml"),
        ("--set", "--set"),
        ("sites.a.area_m2=7", "sites.a.area_m2=7"),
        ("changchun", "changchun"),
        ("~/x/y", "y"),
    ],
)
def test_no_home_folder_in_the_manifest(argument: str, kept: str) -> None:
    """Absolute paths of the command line are cut to their last part."""
    assert store.shorten(argument) == kept


def test_latest(tmp_path: Path) -> None:
    """`latest` means the run marked last; an unknown run is not found."""
    for name in ("a", "b"):
        store.write(tmp_path / name, FILES, {})
        store.mark(tmp_path, name)
    assert store.find("latest", tmp_path) == tmp_path / "b"
    assert store.find("a", tmp_path) == tmp_path / "a"
    with pytest.raises(FileNotFoundError):
        store.find("c", tmp_path)


def test_a_free_name_is_found(tmp_path: Path) -> None:
    """Two runs in one second get two folders."""
    store.write(tmp_path / "a", FILES, {})
    assert store.free(tmp_path / "a") == tmp_path / "a-2"


@pytest.mark.parametrize("n", [0, 1, store.LONG, store.LONG + 1, 3 * store.LONG])
def test_what_is_written_is_what_is_read(n: int) -> None:
    """JSON of any length comes back as it was, by the line or indented; both are the same text for a short list."""
    value = {"名": [{"a": i, "b": ["x\n", 0.1 + 0.2, None, True, -(2**63)]} for i in range(n)], "": {}, "k": [[], {}]}
    made = store.encode(value)
    assert json.loads(made) == value
    if n <= store.LONG:
        assert made == json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"
    else:
        assert made.count(b"\n") < n + 20


def test_numbers_that_are_none_are_not_written() -> None:
    """Infinity and NaN are no JSON, wherever they stand."""
    for value in ({"a": math.inf}, {"a": [math.nan] * (2 * store.LONG)}, [math.inf]):
        with pytest.raises(ValueError, match="not JSON compliant"):
            store.encode(value)
