"""The days of a fleet, told in SimPy to be read. `kernel.py` is its twin and must produce the same events.

A request is a process: it is taken up, waits, and gives up unless it is served before. A trip is a process: a vehicle
comes back, goes to the workshop if it broke down, and is idle again. Who is sent is said in `dispatch.py`.

People. Drivers are numbered shift by shift. Staff in post are spread evenly over this numbering: driver n of G is one
of s staff in post when floor((n + 1) s / G) > floor(n s / G). Who is absent is absent all day, and may come the next.
At the beginning everybody, and every vehicle, is idle and at home.

Who is sent. Requests that wait stand in one line: by priority, then by the time wanted, then by number. When a vehicle
has come back, broken or not, or out of the workshop, and when a shift or the call of contracted cars begins, a pause
ends or a day begins, each of them tries once, in order; one that gets nothing is passed by the next. At other ticks
only those try that are just taken up, in the same order. A request gets all the vehicles it wants at once or none;
what is not enough for it is left to the next. Each vehicle comes from the first group, in the order stated for its
purpose and class, that gives one:
- Idle vehicles of the group that are not due in the workshop today are counted, whoever owns them. What is held back
  for urgent requests is held back of this number; others get one only while more than that stand idle.
- Of them a department may use its own, or all when the fleet is pooled; contracted and time-share cars are for all.
- The policy names one vehicle: the lowest number, the one idle for longest, or the nearest at the hour of the time
  wanted; ties: the lowest number. If that one cannot go, no other of its group is tried, but the next group is.
- It picks up at the time wanted, or when it gets there if that is later; it is back after the trip, and after the
  drive home unless vehicles stay where they are. Both drives take the time of the hour of the time wanted.
- A contracted car goes only while on call, and only if it is back no later than it may run over.
- An own vehicle needs a driver, where there are shifts: one who came today, is idle, in his hours and not in a pause,
  and would be back no later than his shift may run over, or is sent on a trip overnight, that is past the midnight
  after the time wanted. Of them the one idle for longest; ties: the lowest number. What runs past his hours is
  overtime; of a trip overnight nothing is. Hours and pauses are looked at when he is sent, not when he picks up.

What happens after. The driver is idle as soon as he is back, and so is the vehicle, at home or where the trip ended.
If it was the first vehicle of its request and breaks down, it goes to the workshop instead. Bays are taken in the
order in which vehicles come back; a repair occupies one. From there the vehicle comes out idle, at home. A vehicle or
a driver on the road at midnight stays there; vehicles due in the workshop for the day are not called back.

When things coincide. At one tick vehicles come back, in order of number; vehicles come out of the workshop, in order
of number, even those which went in at that very tick; shifts and days begin, pauses end; requests are taken up, in
order of number; those that wait try; those whose time is up, and who were not served at that very tick, give up, in
order of number: ride-hailing covers them where it may, else they are refused. A trip of no length comes back at the
tick at which it was sent: then vehicles come back, come out and requests try again before anybody gives up.

The end. After the last day nobody is on duty, no contracted car on call, no vehicle due in the workshop; trips end,
and vehicles without driver may still be sent until nothing happens any more. Who waits for ever is refused then.
"""

from bisect import insort
from collections.abc import Generator
from typing import Any

import numpy as np
import simpy
from simpy.events import Event, EventPriority

from ...levers import Setting
from ...measures import Outcome, canonical
from . import names, ranks
from .dispatch import Crew, Fleet, Request, Trip, Workshop
from .draws import NEVER, Trace
from .kernel import checked
from .layout import DAY, Layout
from .tally import HAIL, tally

RETURN, REPAIR, CHANGE, ASK, SETTLE, LEAVE = range(1, 7)
"""What happens first at one tick."""
MANY = 1 << 32
"""More than there are requests or vehicles."""

Steps = Generator[Event, Any, None]


def run(lay: Layout, setting: Setting, trace: Trace, log: bool = False) -> Outcome:
    """Return the outcome of a run of days; with `log`, also its events in total order."""
    days = Days(lay, setting, trace)
    for tick in lay.changes.tolist():
        days.env.process(days.change(tick))
    requests = listed(lay, days.levels, trace)
    for request in requests:
        days.env.process(days.serve(request))
    days.env.run()
    pickup, source = (np.array([getattr(r, name) for r in requests], dtype=np.int64) for name in ("pickup", "source"))
    sent = np.array(days.sent, dtype=np.int64).reshape(-1, 8)
    tally(lay, trace.table, np.array(days.levels, dtype=np.int64), sent, pickup, source, days.counts)
    return Outcome(days.counts, canonical(days.rows) if log else None)


def listed(lay: Layout, levels: list[int], trace: Trace) -> list[Request]:
    """Return the requests; the platform, where there is one, takes them up in its own time."""
    side = int(lay.platform >= 0 and levels[lay.platform] == 1)
    priority, cars = lay.priority.tolist(), lay.cars.tolist()
    columns = (trace.purpose, trace.department, trace.origin, trace.end, trace.need, trace.start, trace.ask[side],
               trace.due[side], trace.duration)  # fmt: skip
    return [
        Request(number, p, priority[p], cars[p], *rest)
        for number, (p, *rest) in enumerate(zip(*(column.tolist() for column in columns), strict=True))
    ]


class Days:
    """The state of a fleet, the clock, and what has been written down."""

    def __init__(self, lay: Layout, setting: Setting, trace: Trace):
        self.lay, self.trace, self.levels = lay, trace, checked(lay, setting).tolist()
        self.env = simpy.Environment(initial_time=0)
        self.crew = Crew(lay, self.levels, setting.staff, trace)
        self.fleet = Fleet(lay, self.levels, trace, self.crew)
        self.workshop = Workshop(lay.bays)
        self.waiting: list[Request] = []
        self.called = self.freed = False
        self.sent: list[tuple[int, ...]] = []
        self.rows: list[tuple[int, int, int, int, int]] = []
        self.counts = np.zeros(names.size(len(lay.priority), len(lay.what)), dtype=np.int64)
        team = [driver for drivers in self.crew.team for driver in drivers]
        self.counts[names.PLANNED] = len(team) * lay.days
        self.counts[names.ABSENT] = sum(lay.days - len(driver.here) for driver in team)

    @property
    def now(self) -> int:
        """Return the tick, ms."""
        return int(self.env.now)

    def note(self, rank: int, entity: int, who: int, value: int) -> None:
        """Write an event down."""
        self.rows.append((self.now, rank, entity, who, value))

    def until(self, tick: int, rank: int, number: int = 0) -> Event:
        """Return an event that happens at `tick`, after those of lower rank, and of lower number in the same rank."""
        event = self.env.event()
        event._ok, event._value = True, None
        self.env.schedule(event, priority=EventPriority(rank * MANY + number), delay=tick - self.now)
        return event

    def call(self, freed: bool = True) -> None:
        """Let those who wait try when everything else at this tick has happened; all of them when something is new."""
        self.freed = self.freed or freed
        if not self.called:
            self.called = True
            self.until(self.now, SETTLE).callbacks.append(self.settle)

    def settle(self, _: Event) -> None:
        """Let each of those who may try do so once, in order."""
        trying = [request for request in self.waiting if self.freed or request.ask == self.now]
        self.called = self.freed = False
        for request in trying:
            if not any(self.fleet.idle):
                return
            trips = self.fleet.send(request, self.now)
            if trips:
                self.waiting.remove(request)
                self.set_out(request, trips)

    def set_out(self, request: Request, trips: list[Trip]) -> None:
        """Let the vehicles of a request go."""
        request.pickup = max(trip.pickup for trip in trips)
        request.source = max(self.lay.what[trip.vehicle.group] for trip in trips)
        for trip in trips:
            self.note(ranks.SENT, request.number, trip.vehicle.number, trip.pickup)
            if trip.driver:
                self.note(ranks.DROVE, request.number, trip.driver.number, trip.back)
            self.write(trip)
            wears = trip is trips[0] and self.trace.wear[request.number] < self.lay.fails[trip.vehicle.group]
            self.env.process(self.drive(trip, bool(wears)))

    def write(self, trip: Trip) -> None:
        """Write a vehicle sent into the table of `tally`."""
        request, vehicle, driver, road = trip.request, trip.vehicle, trip.driver, self.lay.road
        empty = road[vehicle.zone, request.origin] + (0 if self.lay.stay else road[request.end, vehicle.home])
        over = self.crew.overtime(driver, trip, self.now) if driver else 0
        times = (self.now, trip.pickup, trip.back)
        self.sent.append((request.number, vehicle.group, *times, int(empty), over, int(driver is not None)))

    def drive(self, trip: Trip, breaks: bool) -> Steps:
        """Let a vehicle be out, come back, be repaired if it broke down, and be idle again."""
        vehicle, driver, request = trip.vehicle, trip.driver, trip.request
        yield self.until(trip.back, RETURN, vehicle.number)
        self.note(ranks.BACK, vehicle.number, request.number, int(breaks))
        vehicle.zone = request.end if self.lay.stay else vehicle.home
        if driver:
            driver.since = self.now
            self.fleet.relieve(driver)
        self.call()
        if breaks:
            self.counts[names.BROKEN] += 1
            ready = self.workshop.ready(self.now, int(self.trace.repair[request.number]))
            yield self.until(ready, REPAIR, vehicle.number)
            self.note(ranks.REPAIRED, vehicle.number, 0, 0)
            vehicle.zone = vehicle.home
            self.call()
        vehicle.since = self.now
        self.fleet.release(vehicle)

    def change(self, tick: int) -> Steps:
        """Let those who wait look at who has come on duty, or what a new day brings."""
        yield self.until(tick, CHANGE)
        self.note(ranks.CHANGED, tick // DAY, self.crew.on_duty(tick), 0)
        self.call()

    def serve(self, request: Request) -> Steps:
        """Take a request up, and let it give up when it has waited too long."""
        yield self.until(request.ask, ASK, request.number)
        self.note(ranks.ASKED, request.number, request.purpose, request.need)
        insort(self.waiting, request, key=Request.order)
        self.call(freed=False)
        if request.due >= NEVER:
            return
        yield self.until(max(request.due, self.now), LEAVE, request.number)
        if request in self.waiting:
            self.waiting.remove(request)
            self.give_up(request)

    def give_up(self, request: Request) -> None:
        """Take ride-hailing where the purpose allows it; else the request is refused."""
        if self.lay.hail[request.purpose]:
            request.pickup = max(request.start, self.now + int(self.trace.delay[request.number]))
            request.source = HAIL
            self.note(ranks.HAILED, request.number, request.cars, request.pickup)
        else:
            self.note(ranks.REFUSED, request.number, 0, 0)
