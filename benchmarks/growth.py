"""How a generated province grows: `python benchmarks/growth.py 20 60 200` prints time and memory by phase and size.

Each size runs in a process of its own, one thread, nothing kept; seconds are processor time, the exponents those of a
line through the logarithms. `docs/scale.md` holds a table it made.
"""

import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GAP = 0.0005


def grown(sites):
    """Return the phases of one size in seconds, and what was done."""
    from houqin import journey
    from houqin.scenarios.province import province
    from houqin.scenarios.read import read
    from houqin.solvers.choose import choose, floor_bound
    from houqin.solvers.explore import explore
    from houqin.solvers.groups import joints
    from houqin.solvers.programme import Kept, build, choosing, together

    found, kept, began = {}, Kept(), time.process_time()  # parts solved before are not solved again, as in a run

    def lap(phase):
        nonlocal began
        found[phase] = time.process_time() - began
        began = time.process_time()

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "province.yaml"
        file.write_text(province(sites), encoding="utf-8")
        lap("generate")
        scenario = read(file)
    lap("read")
    journey.simulate(scenario, replications=1)
    lap("compile, simulate")
    menus = explore(scenario)
    lap("explore")
    classes = together(scenario, menus)
    built = build(choosing(scenario, menus, classes))
    lap("build")
    chosen = choose(scenario, menus, gap=GAP, time_limit=600.0, built=built, kept=kept)
    lap("solve")
    certificate = journey.certify(scenario, chosen.plan)
    lap("certify")
    lower = floor_bound(scenario, menus, gap=GAP / 2, time_limit=600.0, kept=kept)
    lap("bound")
    facts = {"units": len(scenario.units), "classes": len(classes or scenario.units), "menus": len(menus),
             "groups": len(joints(scenario)), "menu gap": (chosen.value - lower) / chosen.value,
             "columns": len(built.rows.cost), "rows": len(built.rows.row_low), "gap": chosen.solver_gap,
             "status": certificate.status, "MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}
    return {"seconds": found, "facts": facts}


def main():
    """Print a row a size, and the exponent of each phase."""
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(grown(int(sys.argv[2]))))
        return
    sizes = [int(n) for n in sys.argv[1:]] or [20, 60, 200]
    rows = []
    for n in sizes:
        done = subprocess.run([sys.executable, __file__, "--one", str(n)], capture_output=True, text=True, check=True)
        rows.append(json.loads(done.stdout.splitlines()[-1]))
        said = "  ".join(f"{phase} {t:.1f}" for phase, t in rows[-1]["seconds"].items())
        print(f"{n} compounds: {said}  {rows[-1]['facts']}", flush=True)
    logs = [math.log(n) for n in sizes]
    middle = sum(logs) / len(logs)
    for phase in rows[0]["seconds"] if len(sizes) > 1 else ():
        ys = [math.log(row["seconds"][phase]) for row in rows]
        slope = sum((x - middle) * y for x, y in zip(logs, ys, strict=True)) / sum((x - middle) ** 2 for x in logs)
        print(f"exponent of {phase}: {slope:.2f}")


if __name__ == "__main__":
    main()
