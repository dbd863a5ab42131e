"""The day of `fleet.py` in other simulation packages, as their documentation would have it written.

All take the same chance, and each must find the same mean wait before it is timed. Requests are served in order of
time, so durations served in order of use are those of the requests.
"""

from collections import deque
from importlib import import_module

import numpy as np
from fleet import CARS
from rivals import tried


def rivals(day, told, nearest):
    """Return by name (run, days it simulates, how), as `rivals.tried` does."""
    first = (("Ciw", "ciw", ciw), ("salabim", "salabim", salabim),
             ("cimba, spawned", "cimba", spawned), ("cimba, lean", "cimba", lean))  # fmt: skip
    near = (("Ciw", "ciw", ciw_nearest), ("salabim", "salabim", salabim_nearest), ("cimba, spawned", "cimba", near_by))
    return tried(near if nearest else first, (day,), [np.mean(told)], "same chance, same mean wait")


def gaps(day):
    """Return the times between requests, the first from midnight."""
    return np.diff(day.start, prepend=0).tolist()


def _ciw(ciw, day, service, **more):
    """Run one node with a server per vehicle."""
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([*gaps(day), float("inf")])],
        service_distributions=[service],
        number_of_servers=[CARS],
        **more,
    )

    def run():
        simulation = ciw.Simulation(network)
        simulation.simulate_until_max_customers(len(day.start), method="Complete")
        return simulation

    return run


def ciw(ciw, day):
    """Prepare a node with distributions that replay what they are given."""
    run = _ciw(ciw, day, ciw.dists.Sequential(day.duration))
    return run, 1, [np.mean([record.waiting_time for record in run().get_all_records()])]


def ciw_nearest(ciw, day):
    """Prepare a priority of servers by the drive, and a service that holds the drive; servers carry their zone."""
    waits = np.zeros(len(day.start))

    def drive(server, person):
        return day.drive[day.origin[person.id_number - 1], getattr(server, "zone", day.home[server.id_number - 1])]

    class Ride(ciw.dists.Distribution):
        def sample(self, t=None, ind=None):
            r, to = ind.id_number - 1, int(drive(ind.server, ind))
            waits[r], ind.server.zone = t + to - ind.arrival_date, day.end[r]
            return to + day.duration[r]

    run = _ciw(ciw, day, Ride(), server_priority_functions=[drive])
    run()
    return run, 1, [waits.mean()]


def _salabim(sim, day, request, shared):
    """Run a component per request; `shared` makes what all of them use."""
    sim.yieldless(False)

    class Desk(sim.Component):
        def process(self, yard):
            for r, start in enumerate(day.start):
                yield self.hold(till=start)
                request(r=r, yard=yard)

    def run():
        env = sim.Environment(trace=False)
        Desk(yard=shared())
        env.run()

    run()
    return run


def salabim(sim, day):
    """Prepare a component per request, a resource."""
    waits = np.zeros(len(day.start))

    class Request(sim.Component):
        def process(self, r, yard):
            yield self.request(yard)
            waits[r] = self.env.now() - day.start[r]
            yield self.hold(day.duration[r])
            self.release(yard)

    return _salabim(sim, day, Request, lambda: sim.Resource("cars", CARS)), 1, [waits.mean()]


class Yard:
    """Where the vehicles are, and who waits."""

    def __init__(self, day):
        self.zone, self.free, self.line = day.home.copy(), CARS, deque()


def salabim_nearest(sim, day):
    """Prepare a component per request, a line of one's own, and NumPy for the nearest of all vehicles."""
    waits, drive = np.zeros(len(day.start)), day.drive

    class Request(sim.Component):
        def process(self, r, yard):
            if not yard.free:
                yard.line.append(self)
                yield self.passivate()
            yard.free -= 1
            v = drive[day.origin[r]][yard.zone].argmin()
            to, yard.zone[v] = int(drive[day.origin[r], yard.zone[v]]), len(drive)
            waits[r] = self.env.now() + to - day.start[r]
            yield self.hold(to + day.duration[r])
            yard.zone[v] = day.end[r]
            yard.free += 1
            if yard.line:
                yard.line.popleft().activate()

    return _salabim(sim, day, Request, lambda: Yard(day)), 1, [waits.mean()]


def _cimba(cb, style, day, *more):
    """Run 40 equal days of one style of `cimba_yard` in one experiment, on one core."""
    yard, days = getattr(import_module("cimba_yard"), style)(), 40
    yard.trips = len(day.start)
    for name, values in (("gap", gaps(day)), ("duration", day.duration), *more):
        setattr(yard, name, cb.inputs.trace(np.array(values, dtype=np.float64)))
    if more:
        yard.zone, yard.drive = cb.Array(day.home.tolist()), cb.Array(day.drive.ravel().astype(float).tolist())
    experiment = cb.Experiment(yard, replications=days, window=cb.Window.until_idle(), seed=1)

    def run():
        return experiment.run(workers=1, on_failure="raise")

    return run, days, [run()[yard].wait.values.flat[0]]


def spawned(cb, day):
    """Prepare a process per request, a resource."""
    return _cimba(cb, "Spawned", day)


def lean(cb, day):
    """Prepare scheduled events for returns, a counter and a line."""
    return _cimba(cb, "Lean", day)


def near_by(cb, day):
    """Prepare a process per request that looks through all vehicles."""
    return _cimba(cb, "Nearest", day, ("origin", day.origin), ("end", day.end))
