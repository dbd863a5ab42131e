"""Faults put into the kernel by hand: `mutants.py NAME ...` prints, for each, the first world that convicts it, or -1.

A mutant that never ends is convicted by the clock.

Run with NUMBA_DISABLE_JIT=1: the mutated source is executed as it stands, without compiling.
"""

import signal
import sys
import types
from pathlib import Path

import numpy as np

WORLDS = 240
TRUTH = {"truth": ("NEVER = ", "NEVER = ")}
MUTANTS = {
    "look ends with the shift": ("        t += look\n        if t > end:", "        t += look\n        if t >= end:"),
    "arrival at the end": ("if t >= end:\n            break\n        visits", "if t > end:\n            break\n        visits"),
    "removal at the end": ("if t + pick > end:", "if t + pick >= end:"),
    "litter at the tick of the look": ("        while found < stop and born[found] <= t:\n            found += 1\n        if keep",
                                       "        while found < stop and born[found] < t:\n            found += 1\n        if keep"),
    "exhaustive at the tick": ("while exhaustive and found < stop and born[found] <= t:",
                               "while exhaustive and found < stop and born[found] < t:"),
    "exhaustive is gated": ("while exhaustive and", "while False and"),
    "gated is exhaustive": ("while exhaustive and", "while True and"),
    "shuttle is circuit": ("    if not shuttle:", "    if True:"),
    "circuit is shuttle": ("    if not shuttle:", "    if False:"),
    "shuttle stays at the ends": ("return i + step if lo <= i + step < hi else i, step", "return i + step if lo < i + step < hi else i, step"),
    "pause ignored on rounds": ("        if p0 <= t < p1:\n            t = p1", "        if False:\n            t = p1"),
    "pause not waited out": ("            t = p1\n        z =", "            t = (p0 + p1) // 2\n        z ="),
    "pause open at its start": ("if p0 <= t < p1:", "if p0 < t < p1:"),
    "pause ignored at tasks": ("if shift[s, 2] <= t < shift[s, 3]:", "if False:"),
    "speed ignored when looking": ("* 1000 // speed)\n        t += _walk", ")\n        t += _walk"),
    "speed ignored when removing": ("pick = picks[item] * 1000 // speed", "pick = picks[item]"),
    "own occasions each shift": ("visits[z] += 1", "visits[z] += 2"),
    "occasions do not wrap": ("% occasions]", "% max(1, occasions - 1)]"),
    "walk one way free": ("        t += _walk(across, where, place[z])", "        t += 0"),
    "walk not capped": ("return min(abs(a - b), across)", "return abs(a - b)"),
    "starts at the first zone": ("t, where, i, step = lay.shift[s, 0], np.int64(0), lo, 1",
                                 "t, where, i, step = lay.shift[s, 0], lay.place[lay.beat[0]], lo, 1"),
    "off by one section": ("cut[k + 1], visits", "max(cut[k], cut[k + 1] - 1), visits"),
    "sections by floor of the start": ("(2 * before + load[i]) * n", "(2 * before) * n"),
    "sections by tasks of the first shift": ("_bounds(lay.load[s], m, cut)", "_bounds(lay.load[0], m, cut)"),
    "first unit, not nearest": ("if far < near:", "if best < 0:"),
    "last of equally near": ("if far < near:", "if far <= near:"),
    "machine free one tick late": ("if free[u] <= t:", "if free[u] < t:"),
    "one machine fewer": ("first + levels[lay.posts.size + m]", "first + max(0, levels[lay.posts.size + m] - 1)"),
    "machines of the type before": ("first += lay.units[m]", "first += 0"),
    "machine stays at home": ("            spot[unit] = place", "            spot[unit] = 0"),
    "machine not fetched": ("at = t + _walk(across, where[w], spot[unit]) + _walk(across, spot[unit], place)",
                            "at = t + _walk(across, where[w], place) + 0"),
    "failure ignored": ("if run < life[u]:", "if True:"),
    "failure at the very end": ("if run < life[u]:", "if run <= life[u]:"),
    "repair of the failure after": ("k = min(lives[u], LIVES - 1)", "k = min(lives[u] + 1, LIVES - 1)"),
    "repair takes no time": ("back = broken + tr.repair[u, k]", "back = broken"),
    "life not renewed": ("    life[u] = tr.life[u, min(lives[u], LIVES - 1)]\n", ""),
    "life not used up": ("        life[u] -= run\n", ""),
    "rest by hand at machine's pace": ("return broken + rest * hand // powered, 1", "return broken + rest, 1"),
    "rest without a machine": ("    free[u] = back + rest\n    return back + rest, 1", "    free[u] = back\n    return back, 1"),
    "hand before machine": ("        if job[o, 7] >= 0:", "        if job[o, 7] >= 0 and job[o, 5] < 0:"),
    "release ignored": ("if job[o, 3] > t:", "if False:"),
    "released one tick late": ("if job[o, 3] > t:", "if job[o, 3] >= t:"),
    "no waiting for machines": ("wake = min(wake, soon)", "wake = wake"),
    "work begun after the shift": ("if t >= shift[s, 1] or (best", "if t > shift[s, 1] or (best"),
    "overtime not counted": ("counts[OVER_MS] += max(0, end - shift[s, 1])", "counts[OVER_MS] += 0"),
    "later person first": ("if due[v] < t:", "if due[v] <= t:"),
    "stays where they were": ("done[best], due[w], where[w] = end, end, place", "done[best], due[w], where[w] = end, end, where[w]"),
    "due ignored": ("if due[o] and job", "if job"),
    "any shift's work": ("job[o, 2] == s and lo <=", "lo <="),
    "waits for what cannot be": (" and _possible(job, levels, lay.posts.size, o)", ""),
    "relief for tasks first": ("for role in range(2):\n        p =", "for role in (1, 0):\n        p ="),
    "absent relief relieves": ("if tr.here[other, relief, waiting]:", "if True:"),
    "relief used twice": ("                    waiting += 1\n", "                    waiting += not speed\n"),
    "no relief": ("while relief >= 0 and", "while False and"),
    "absence ignored": ("if not tr.here[side, p, i]:", "if False:"),
    "staff first": ("return 0 if (g + 1) * staff // total - g * staff // total else 1", "return 0 if g < staff else 1"),
    "teams swapped": ("g * staff // total else 1", "g * staff // total == 0 else 1"),
    "short counted as planned": ("short += 1", "planned += 1"),
    "last item forgotten": ("range(tr.first[z], tr.first[z + 1]):\n                _note", "range(tr.first[z], tr.first[z + 1] - 1):\n                _note"),
    "posted time of the first shift": ("(lay.shift[s, 1] - lay.shift[s, 0])", "(lay.shift[0, 1] - lay.shift[0, 0])"),
}  # fmt: skip
"""Name -> (text in the kernel's source, what it is turned into)."""


def mutate(name: str) -> types.ModuleType:
    """Return the kernel with one fault."""
    from houqin.model.kinds.cleaning import kernel

    old, new = {**TRUTH, **MUTANTS}[name]
    source = Path(kernel.__file__).read_text(encoding="utf-8")
    if source.count(old) != 1:
        raise ValueError(f"{name}: the text stands {source.count(old)} times in the kernel")
    module = types.ModuleType(kernel.__name__)
    module.__package__, module.__file__ = kernel.__package__, kernel.__file__
    exec(compile(source.replace(old, new), str(kernel.__file__), "exec"), module.__dict__)
    return module


def convicted(module: types.ModuleType, cases: list) -> int:
    """Return the number of the first case on which the mutant differs from the truth, or -1."""
    for number, (case, truth) in enumerate(cases):
        signal.alarm(5)
        try:
            told = module.run(case.layout, case.setting, case.trace, True)
        except (IndexError, ZeroDivisionError, TimeoutError):
            return number
        finally:
            signal.alarm(0)
        if not np.array_equal(told.log, truth.log) or not np.array_equal(told.counts, truth.counts):
            return number
    return -1


def _expired(*_: object) -> None:
    raise TimeoutError


def main(names: list[str]) -> None:
    """Print a line for each mutant."""
    sys.path.insert(0, str(Path(__file__).parent))
    import worlds

    signal.signal(signal.SIGALRM, _expired)

    cases = []
    for seed in range(WORLDS):
        case = worlds.world(seed)
        truth = worlds.KIND.reference(case.layout, case.setting, case.trace, True)
        if len(truth.log) < 1500:
            cases.append((case, truth))
    for name in names or MUTANTS:
        print(f"{convicted(mutate(name), cases)}\t{name}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
