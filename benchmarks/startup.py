"""What a fresh process waits for: the first day of each kind with compiled code on the disk, and how much is compiled.

The control is the import of Numba in the same process. `python benchmarks/startup.py KIND` is such a process.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

from timing import over


def measure(bench):
    """Time fresh processes, and count the signatures that they compile or load."""
    from houqin.model.kinds import KINDS

    counts = []
    for kind in KINDS:
        told(kind)  # now the disk has all
        seen = [told(kind) for _ in range(bench.rounds)]
        took = {key: [one[key] for one in seen] for key in ("numba", "first")}
        bench.add(f"start: first day of {kind}", took["first"], "s", "after the import of the model, absolute, drifts")
        bench.add(f"start: first day of {kind} / import numba", over(took["first"], took["numba"]), "x",
                  "plain `import numba` in the same process")  # fmt: skip
        counts.append(seen[0]["signatures"])
    most = max((n, name) for count in counts for name, n in count.items())
    bench.add("start: signatures of one function", [most[0]], "", f"the most, {most[1]}; warm cache, all kinds")
    total = [sum(count.values()) for count in counts]
    bench.add("start: signatures of one kind", [max(total)], "", "functions called from Python; the most of all kinds")


def told(kind):
    """Return what a fresh process says."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__)), kind], capture_output=True, text=True, timeout=600, check=True
    )
    return json.loads(done.stdout)


def first_day(kind):
    """Return the processor time of the import and of the first day, s, and the signatures by function."""
    began = time.process_time()
    from numba.core.dispatcher import Dispatcher

    numba = time.process_time() - began
    from houqin.model.kinds import KINDS
    from houqin.model.streams import Phase, Stream, key

    spec, people, setting = KINDS[kind].example()
    began = time.process_time()
    layout = KINDS[kind].layout(spec)
    trace = KINDS[kind].draw(layout, people, Stream(key(1, Phase.TEST, "bench"), 0))
    KINDS[kind].kernel(layout, setting, trace, False)
    first = time.process_time() - began
    KINDS[kind].kernel(layout, setting, trace, True)
    modules = [vars(module) for name, module in sys.modules.items() if name.startswith("houqin.")]
    known = {f"{f.__module__}.{f.__name__}": len(f.signatures) for module in modules for f in module.values()
             if isinstance(f, Dispatcher) and f.signatures}  # fmt: skip
    return {"numba": numba, "first": first, "signatures": known}


if __name__ == "__main__":
    print(json.dumps(first_day(sys.argv[1])))
