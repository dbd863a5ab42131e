"""Try faults: `mutation.py KIND NAME ...` prints, for each, the first world of the kind that convicts it, or -1.

Without names all faults of the kind are tried, on more worlds. A mutant that never ends is convicted by the clock. Run
with NUMBA_DISABLE_JIT=1: the mutated source is executed as it stands, without compiling.
"""

import importlib
import signal
import sys
import types
from pathlib import Path

import numpy as np

KINDS = Path(__file__).parents[1] / "model" / "kinds"


def mutate(kind: str, mutants: types.ModuleType, name: str) -> types.ModuleType:
    """Return the kernel of a kind with one fault; later files take what they import from the mutated earlier ones."""
    old, new = {**mutants.TRUTH, **mutants.MUTANTS}[name]
    parts = [importlib.import_module(f"houqin.model.kinds.{kind}.{file}") for file in mutants.FILES]
    sources = [Path(part.__file__).read_text(encoding="utf-8") for part in parts]
    times = sum(source.count(old) for source in sources)
    if times != 1:
        raise ValueError(f"{name}: the text stands {times} times in the kernel")
    made: list[types.ModuleType] = []
    for part, source in zip(parts, sources, strict=True):
        module = types.ModuleType(part.__name__)
        module.__package__, module.__file__ = part.__package__, part.__file__
        exec(compile(source.replace(old, new), str(part.__file__), "exec"), module.__dict__)
        for truth, fault in zip(parts, made, strict=False):
            for shared, value in vars(truth).items():
                if callable(value) and module.__dict__.get(shared) is value and shared in fault.__dict__:
                    setattr(module, shared, fault.__dict__[shared])
        made.append(module)
    return made[-1]


def convicted(module: types.ModuleType, cases: list) -> int:
    """Return the number of the first case on which the mutant differs from the truth, with a log or without; or -1."""
    for number, (case, truth) in enumerate(cases):
        signal.alarm(5)
        try:
            told = module.run(case.layout, case.setting, case.trace, True)
            bare = module.run(case.layout, case.setting, case.trace, False)
        except (IndexError, ZeroDivisionError, TimeoutError):
            return number
        finally:
            signal.alarm(0)
        same = np.array_equal(told.counts, truth.counts) and np.array_equal(bare.counts, truth.counts)
        if not same or not np.array_equal(told.log, truth.log):
            return number
    return -1


def _expired(*_: object) -> None:
    raise TimeoutError


def main(kind: str, names: list[str]) -> None:
    """Print a line for each mutant."""
    sys.path.insert(0, str(KINDS / kind))
    mutants, worlds = importlib.import_module("mutants"), importlib.import_module("worlds")
    signal.signal(signal.SIGALRM, _expired)
    cases = []
    for seed in range(mutants.FEWER if names else mutants.WORLDS):
        case = worlds.world(seed)
        truth = worlds.KIND.reference(case.layout, case.setting, case.trace, True)
        if len(truth.log) < mutants.LONGEST:
            cases.append((case, truth))
    for name in names or mutants.MUTANTS:
        print(f"{convicted(mutate(kind, mutants, name), cases)}\t{name}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
