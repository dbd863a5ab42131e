"""Parts of large programmes solved before are not solved again, in a run or in the next, and no answer changes by it."""

from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest
from houqin.model.errors import LimitReached
from houqin.solvers import cache, highs
from houqin.solvers.menu import Effort, Menu, options
from houqin.solvers.programme import Kept, Wish, build, choosing, solve, solving
from houqin.solvers.programme import kept as module


def lent(name):
    """Return a neighbouring file as a module."""
    place = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = module_from_spec(place)
    place.loader.exec_module(module)
    return module


together = lent("test_together")


def counted(monkeypatch):
    """Return a programme of three units that share nothing, and a list that grows whenever a part of it is solved."""
    scenario, _ = together.pair()
    most = {"a": 5, "b": 6, "c": 7}
    menus = ((o, tuple(together.point(posts) for posts in range(4, most[o.unit]))) for o in options(scenario))
    programme = build(choosing(scenario, tuple(Menu(o, points, (), Effort(1, 1, 1, 1)) for o, points in menus)))
    made, real = [], solving._one

    def one(part, *given):
        made.extend([1] * (len(part.rows.cost) < len(programme.rows.cost)))  # the whole may follow
        return real(part, *given)

    monkeypatch.setattr(solving, "MANY", 0)
    monkeypatch.setattr(solving, "_one", one)
    return programme, made


def test_parts_solved_before_are_not_solved_again(monkeypatch):
    """Parts whose solution is at hand are taken as they are, and the answer is the same."""
    programme, made = counted(monkeypatch)
    kept = Kept()
    first = solve(programme, kept=kept)
    assert (many := len(made)) == len(kept.held) > 3
    assert solve(programme, kept=kept) == first and len(made) == many
    assert solve(programme) == first and len(made) == 2 * many


def test_a_part_solved_less_closely_is_solved_again(monkeypatch):
    """A solution farther from its bound than is asked for does not do."""
    programme, made = counted(monkeypatch)
    kept = Kept()
    first = solve(programme, kept=kept)
    loose = Kept(held={at: replace(part, bound=0.98 * part.bound) for at, part in kept.held.items()})
    many, dear = len(made), sum(part.value > 0 for part in kept.held.values())
    assert solve(programme, gap=0.05, kept=loose.copy()).value == first.value and len(made) == many
    assert solve(programme, gap=0.01, kept=loose).value == first.value and len(made) == many + dear


def test_a_part_that_changed_is_solved_again(monkeypatch):
    """A point that is not offered any more changes its part alone."""
    programme, made = counted(monkeypatch)
    kept = Kept()
    award = next(each for each in solve(programme, kept=kept).plan.awards if each.option.unit == "c")
    gone = Wish(excluded={(award.option, award.years[0].point.setting)})
    many = len(made)
    second, again = solve(programme, gone, kept=kept), len(made) - many
    assert second == solve(programme, gone)
    assert 0 < again < len(made) - many - again


# --- from one run to the next ----------------------------------------------------------------------------------------


def test_the_next_run_solves_no_part_again(monkeypatch, tmp_path):
    """With the folder of an earlier run nothing is solved, and the answer is the same."""
    programme, made = counted(monkeypatch)
    first, many = solve(programme, gap=1e-3, kept=Kept(tmp_path)), len(made)
    assert many > 3
    assert solve(programme, gap=1e-3, kept=Kept(tmp_path)) == first and len(made) == many
    assert solve(programme, gap=1e-3) == first and len(made) == 2 * many


def test_another_gap_is_another_solution(monkeypatch, tmp_path):
    """What an earlier run solved more closely, or less, is not taken: that run would have changed this one."""
    programme, made = counted(monkeypatch)
    many = len([solve(programme, gap=1e-3, kept=Kept(tmp_path)), *made]) - 1
    solve(programme, gap=1e-2, kept=Kept(tmp_path))
    solve(programme, gap=1e-4, kept=Kept(tmp_path))
    assert len(made) == 3 * many


@pytest.mark.parametrize("name", ["version", "_text"])
def test_another_solver_or_program_solves_anew(name, monkeypatch, tmp_path):
    """Solutions of another version of HiGHS, or of other program text, are not found."""
    programme, made = counted(monkeypatch)
    many = len([solve(programme, kept=Kept(tmp_path)), *made]) - 1
    monkeypatch.setattr(highs if name == "version" else module, name, lambda: "2.0.0")
    solve(programme, kept=Kept(tmp_path))
    assert len(made) == 2 * many


def test_the_steps_of_a_discount_are_part_of_the_address(monkeypatch):
    """Parts with the same arrays and other steps, or another order of bids, are two: the tree over steps may differ."""
    many = together.moneyed(3)
    part, digest = solving.view(many, many.rows), many.rows.digest()
    assert part.tier and part.cut and part.reach
    found = {module.address(part, digest, 0.0), module.address(part, digest, 1e-3)}
    for what in ("tier", "cut", "reach"):
        found.add(module.address(replace(part, **{what: dict(reversed(getattr(part, what).items()))}), digest, 0.0))
    assert len(found) == 5
    assert module.address(solving.view(many, many.rows), digest, 0.0) in found


def spoiled(file, how):
    """Spoil a stored solution."""
    with np.load(file) as stored:
        x, bound = stored["x"], stored["bound"]
    match how:
        case "torn":
            file.write_bytes(file.read_bytes()[:40])
        case "empty":
            file.write_bytes(b"")
        case "half":
            np.savez(file, x=x)
        case "other rows":
            np.savez(file, x=x + 1.0, bound=bound)
        case "other shape":
            np.savez(file, x=x[:-1], bound=bound)
        case "text":
            np.savez(file, x=x.astype(str), bound="low")
        case "no bound":
            np.savez(file, x=x, bound=np.nan)
        case "low":
            np.savez(file, x=x, bound=bound - 1e9)
        case "objects":
            np.savez(file, x=np.array([{}], dtype=object), bound=bound)


SPOILS = ["torn", "empty", "half", "other rows", "other shape", "text", "no bound", "low", "objects"]


@pytest.mark.parametrize("how", SPOILS)
def test_a_spoiled_file_is_as_good_as_none(how, monkeypatch, tmp_path):
    """What is no solution of the part, or is not within the gap of its bound, is solved again and stored anew."""
    programme, made = counted(monkeypatch)
    first, many = solve(programme, gap=1e-3, kept=Kept(tmp_path)), len(made)
    files = list(tmp_path.iterdir())
    assert len(files) == many
    for file in files:
        spoiled(file, how)
    assert solve(programme, gap=1e-3, kept=Kept(tmp_path)) == first and len(made) == 2 * many
    assert solve(programme, gap=1e-3, kept=Kept(tmp_path)) == first and len(made) == 2 * many


def test_what_a_time_limit_ended_is_not_stored(monkeypatch, tmp_path):
    """A solution with an open gap serves the run that made it and no other."""
    programme, _ = counted(monkeypatch)
    real = solving._one
    monkeypatch.setattr(solving, "_one", lambda *given: replace(real(*given), status="feasible"))
    kept = Kept(tmp_path)
    solve(programme, kept=kept)
    assert kept.held and not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_said(monkeypatch, tmp_path):
    """A full disk ends the run with the path, as it does elsewhere in the cache."""
    programme, _ = counted(monkeypatch)
    (tmp_path / "file").write_text("")
    with pytest.raises(LimitReached, match="file"):
        solve(programme, kept=Kept(tmp_path / "file"))


def test_program_text_is_hashed_whatever_its_order(tmp_path):
    """Files are taken by name; a changed letter and a changed name change the hash, what is no Python does not."""
    for name in ("b.py", "a.py", "c.txt"):
        (tmp_path / name).write_text(name)
    files = [tmp_path / name for name in ("b.py", "a.py", "c.txt")]
    first = cache.hashed(files)
    assert cache.hashed(reversed(files[:2])) == first
    files[0].write_text("x")
    assert cache.hashed(files) != first
