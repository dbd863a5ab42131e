"""Every kind of `KINDS` on a unit of a shipped case: drawing, kernel and reference beside each other.

A kind needs no page of its own for this; what rivals could do it, and what C takes, are on the pages of the kinds.
"""

from suite import PHASES, days_of

DAYS = 40


def measure(bench):
    """Compare the phases of all kinds, after each has shown its work."""
    from houqin.model.kinds import KINDS

    for kind in KINDS:
        days = days_of(kind, DAYS)
        tasks = {name: PHASES[name](days) for name in ("draw", "kernel")}
        tasks["reference"] = PHASES["reference"](days._replace(n=10))
        did = {name: task.done(task.run()) for name, task in tasks.items()}
        took = bench.interleaved({name: (task.run, did[name]["days"]) for name, task in tasks.items()})
        bench.ratios(f"{kind}, shipped", took, (
            ("draw / kernel", "draw", "kernel", "a trace is drawn once for all settings"),
            ("kernel x reference", "reference", "kernel", "the engine that is told to be read, equal events"),
        ))  # fmt: skip
        rate = [did["kernel"]["events"] / DAYS / t for t in took["kernel"]]
        bench.add(f"{kind}, shipped: kernel events", rate, "1/s", "one core, absolute, drifts with the machine")
