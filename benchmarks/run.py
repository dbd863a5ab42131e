"""Speed as ratios inside one run: `python benchmarks/run.py` prints a table and writes benchmarks/out/ratios.json.

Some pages only go to part.json beside it, so that what is judged is one whole run.

Absolute times drift with the machine, so every figure is the median of ratios of processor time taken round by round,
with its spread (smallest and largest round) and the control it stands against; how busy the machine was is said too.
Where both sides simulate, they meet the same traces and their results are asserted equal. A page is a module here with
`measure(bench)` and its name in `PAGES`; `gates.py` judges the figures.
"""

import argparse
import json
import os
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
with suppress(ImportError):
    import_module("cimba")  # a rival that teaches Numba its types, and must do so before anything is compiled

from timing import Bench  # noqa: E402

ROUNDS = 5
PAGES = ("cleaning", "canteen", "fleet", "kinds", "startup", "executors", "whole", "programme")
SLOW = ("executors", "whole", "programme")


def main():
    """Take the figures of every page and return the exit code: 1 when a page fails, the others are kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--quick", action="store_true", help=f"leave out {', '.join(SLOW)}")
    parser.add_argument("--page", action="append", choices=PAGES, help="only these pages")
    given = parser.parse_args()
    bench, loads, failed = Bench(max(1, given.rounds)), [], []
    for page in given.page or PAGES:
        if given.quick and page in SLOW:
            continue
        try:
            import_module(page).measure(bench)
        except Exception:  # said, and the other pages go on
            traceback.print_exc()
            bench.missing(f"page {page}", "failed")
            failed.append(page)
        with suppress(AttributeError, OSError):  # not every system says
            loads.append(os.getloadavg()[0])
    if loads:
        bench.add("load of the machine", loads, "processes", "mean of a minute, after each page; 1 is the benchmark")
    out = HERE / "out" / ("part.json" if given.page or given.quick else "ratios.json")
    out.parent.mkdir(exist_ok=True)
    (out.parent / ".gitignore").write_text("*\n", encoding="utf-8")
    out.write_text(json.dumps(bench.figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"-> {out}" + (f"; failed: {', '.join(failed)}" if failed else ""))
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
