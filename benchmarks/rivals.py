"""The lunch of `canteen.py` in other simulation packages, as their documentation would have it written.

All take the same chance. Where a package serves draws only in the order of use, it gets them in that order: services in
order of arrival, stays in order of the end of service. Each must find the same waits and searches before it is timed.
"""

from importlib import import_module
from importlib.metadata import version

import numpy as np
from canteen import SEATS, WINDOWS

ENOUGH = 1e-3
"""Waits are compared to a microsecond: packages calculate in floating point."""


def rivals(lunch, told):
    """Return what `tried` finds of all that can be had."""
    known = (("Ciw", "ciw", ciw), ("salabim", "salabim", salabim),
             ("cimba, spawned", "cimba", spawned), ("cimba, lean", "cimba", lean))  # fmt: skip
    return tried(known, (lunch, told), np.mean(told, axis=1), "same chance, same mean wait and search")


def tried(known, work, exact, same):
    """Return by name (run, days it simulates, how); run is None for a package that is missing or does not run.

    `known` holds (name, package, function of the package and `work` -> run, days it simulates, what it finds).

    Raises
    ------
    AssertionError
        When a package finds something else than `exact`, say other mean waits, ms.
    """
    found = {}
    for name, package, make in known:
        try:
            run, days, means = make(import_module(package), *work)
        except ImportError as error:
            found[name] = (None, 0, f"not installed here ({error.name})")
            continue
        except Exception as error:  # a version that does not fit the rest: said, and the others go on
            found[name] = (None, 0, f"version {version(package)} does not run here: {error}".splitlines()[0])
            continue
        assert np.allclose(means, exact, rtol=0, atol=ENOUGH), (name, means, exact)
        found[name] = (run, days, f"version {version(package)}, {same}")
    return found


def ordered(lunch, told):
    """Return the stays in order of the end of service, ties by number."""
    end = np.array(lunch.arrive) + told[0] + lunch.serve
    return np.array(lunch.stay)[np.argsort(end, kind="stable")].tolist()


def ciw(ciw, lunch, told):
    """Prepare two nodes in a row, with distributions that replay what they are given."""
    gaps = [lunch.arrive[0], *np.diff(lunch.arrive).tolist(), float("inf")]
    stays, n = ordered(lunch, told), len(lunch.arrive)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential(gaps), None],
        service_distributions=[ciw.dists.Sequential(lunch.serve), ciw.dists.Sequential(stays)],
        routing=[[0.0, 1.0], [0.0, 0.0]],
        number_of_servers=[WINDOWS, SEATS],
    )

    def run():
        simulation = ciw.Simulation(network)
        simulation.simulate_until_max_customers(n, method="Complete")
        return simulation

    records = run().get_all_records()
    return run, 1, [np.mean([r.waiting_time for r in records if r.node == node]) for node in (1, 2)]


def salabim(sim, lunch, told):
    """Prepare a component per diner, two resources."""
    sim.yieldless(False)
    waits = np.zeros((2, len(lunch.arrive)))

    class Diner(sim.Component):
        def process(self, d, windows, seats):
            came = self.env.now()
            yield self.request(windows)
            waits[0, d] = self.env.now() - came
            yield self.hold(lunch.serve[d])
            self.release(windows)
            ready = self.env.now()
            yield self.request(seats)
            waits[1, d] = self.env.now() - ready
            yield self.hold(lunch.stay[d])
            self.release(seats)

    class Door(sim.Component):
        def process(self, windows, seats):
            for d, came in enumerate(lunch.arrive):
                yield self.hold(till=came)
                Diner(d=d, windows=windows, seats=seats)

    def run():
        env = sim.Environment(trace=False)
        Door(windows=sim.Resource("windows", WINDOWS), seats=sim.Resource("seats", SEATS))
        env.run()

    run()
    return run, 1, waits.mean(axis=1)


def _cimba(cb, style, stays, lunch):
    """Run 40 equal days of one style of `cimba_hall` in one experiment, on one core."""
    hall, days = getattr(import_module("cimba_hall"), style)(), 40
    hall.people = len(lunch.arrive)
    for name, values in (("gap", np.diff(lunch.arrive, prepend=0)), ("serve", lunch.serve), ("stay", stays)):
        setattr(hall, name, cb.inputs.trace(np.array(values, dtype=np.float64)))
    experiment = cb.Experiment(hall, replications=days, window=cb.Window.until_idle(), seed=1)

    def run():
        return experiment.run(workers=1, on_failure="raise")

    outcome = run()[hall]
    return run, days, [outcome.wait.values.flat[0], outcome.search.values.flat[0]]


def spawned(cb, lunch, told):
    """Prepare a process per diner, two resources."""
    return _cimba(cb, "Spawned", lunch.stay, lunch)


def lean(cb, lunch, told):
    """Prepare a process per window, a store for the line, scheduled events for those who rise."""
    return _cimba(cb, "Lean", ordered(lunch, told), lunch)
