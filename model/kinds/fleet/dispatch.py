"""Who is sent: policies of dispatch, vehicles, drivers, workshop, as the reference engine tells them.

The rules are stated in `reference`.
"""

from dataclasses import dataclass
from heapq import heapreplace
from operator import attrgetter

from .draws import Trace
from .layout import DAY, FIRST, HOUR, LONGEST, NEAREST, Layout
from .levers import CONTRACT, OWN


@dataclass(slots=True, eq=False)
class Request:
    """One request; times in ms after midnight of Monday, places by zone."""

    number: int
    purpose: int
    priority: int
    cars: int
    department: int
    origin: int
    end: int
    need: int
    start: int
    ask: int
    due: int
    duration: int
    pickup: int = -1
    source: int = -1

    @property
    def hour(self) -> int:
        """Return the hour of the day at which it is to start."""
        return self.start // HOUR % 24

    def order(self) -> tuple[int, int, int]:
        """Return its place in the line."""
        return self.priority, self.start, self.number

    def overnight(self) -> bool:
        """Return whether it runs past the midnight after its start."""
        return self.start + self.duration > (self.start // DAY + 1) * DAY


@dataclass(slots=True, eq=False)
class Vehicle:
    """One vehicle: where it stands, and since when it is idle."""

    number: int
    group: int
    home: int
    owner: int
    off: frozenset[int]
    """Days in the workshop as planned."""
    zone: int
    since: int = 0


@dataclass(slots=True, eq=False)
class Driver:
    """One driver, and since when he is idle."""

    number: int
    shift: int
    here: frozenset[int]
    """Days on which he comes."""
    since: int = 0


@dataclass(frozen=True, slots=True)
class Trip:
    """A vehicle that is sent for a request, with its driver where it needs one."""

    request: Request
    vehicle: Vehicle
    driver: Driver | None
    pickup: int
    back: int


def first(ready: list[Vehicle], _: list[int]) -> Vehicle:
    """Send the lowest number."""
    return min(ready, key=attrgetter("number"))


def longest(ready: list[Vehicle], _: list[int]) -> Vehicle:
    """Send the one idle for longest."""
    return min(ready, key=attrgetter("since", "number"))


def nearest(ready: list[Vehicle], drive: list[int]) -> Vehicle:
    """Send the one that is there first; `drive` is the time to the pick-up from each zone."""
    return min(ready, key=lambda vehicle: (drive[vehicle.zone], vehicle.number))


def reservation(urgent: bool, idle: int, keep: int) -> bool:
    """Return whether one of `idle` vehicles may go, `keep` of which are held back for urgent requests."""
    return urgent or not keep or idle > keep


def substitution(choice: list[int]) -> list[int]:
    """Return the groups to try one after the other: own vehicles, contracted, time-share; each by rising class."""
    return [g for g in choice if g >= 0]


def vehicles(lay: Layout, g: int, count: int, trace: Trace) -> list[Vehicle]:
    """Return the first `count` vehicles of a group."""
    numbers = range(int(lay.first[g]), int(lay.first[g]) + count)
    home, owner = lay.home.tolist(), lay.owner.tolist()
    off = [frozenset(trace.off[v].nonzero()[0].tolist()) for v in numbers]
    return [Vehicle(v, g, home[v], owner[v], days, home[v]) for v, days in zip(numbers, off, strict=True)]


def drivers(lay: Layout, levels: list[int], staff: int, trace: Trace) -> list[list[Driver]]:
    """Return the drivers by shift; staff in post are spread evenly over all of them."""
    sizes, most = [levels[lever] for lever in lay.shift_lever.tolist()], lay.most.tolist()
    total, here, n = sum(sizes), trace.here.tolist(), 0
    own = min(staff, total)
    team: list[list[Driver]] = [[] for _ in sizes]
    for s, size in enumerate(sizes):
        for j in range(size):
            side = 0 if (n + 1) * own // total > n * own // total else 1
            comes = frozenset(day for day in range(lay.days) if here[side][day * len(sizes) + s][j])
            team[s].append(Driver(sum(most[:s]) + j, s, comes))
            n += 1
    return team


class Crew:
    """The drivers of a setting."""

    def __init__(self, lay: Layout, levels: list[int], staff: int, trace: Trace):
        self.duty, self.days = lay.duty.tolist(), range(lay.days)
        self.pauses = [[pause for pause in row if pause[0] < pause[1]] for row in lay.pause.tolist()]
        self.team = drivers(lay, levels, staff, trace)
        self.idle = [list(team) for team in self.team]

    def at_work(self, shift: int, now: int) -> bool:
        """Return whether the shift is in its hours and not in a pause."""
        start, end, _ = self.duty[shift]
        clock = now % DAY
        pause = any(a <= clock < b for a, b in self.pauses[shift])
        return now // DAY in self.days and start <= clock < end and not pause

    def on_duty(self, now: int) -> int:
        """Return the number of drivers on duty, on the road or not."""
        shifts = (team for s, team in enumerate(self.team) if self.at_work(s, now))
        return sum(now // DAY in driver.here for team in shifts for driver in team)

    def overtime(self, driver: Driver, trip: Trip, now: int) -> int:
        """Return by how much a trip begun now runs past the driver's hours, ms; trips overnight are not overtime."""
        end = now // DAY * DAY + self.duty[driver.shift][1]
        return 0 if trip.request.overnight() else max(0, trip.back - end)

    def choose(self, request: Request, back: int, now: int) -> Driver | None:
        """Return the driver idle for longest of those on duty who may be out until `back`."""
        today, fit = now // DAY, []
        for s, team in enumerate(self.idle):
            _, end, extra = self.duty[s]
            if team and (back <= today * DAY + end + extra or request.overnight()) and self.at_work(s, now):
                fit += [driver for driver in team if today in driver.here]
        return min(fit, key=attrgetter("since", "number"), default=None)


class Fleet:
    """The vehicles and drivers of a setting, and the rules by which they are sent."""

    def __init__(self, lay: Layout, levels: list[int], trace: Trace, crew: Crew):
        self.crew, self.days, self.stay, self.urgent = crew, lay.days, bool(lay.stay), int(lay.urgent)
        self.pooled = bool(levels[lay.pooled] if lay.pooled >= 0 else lay.given)
        self.policy = {FIRST: first, LONGEST: longest, NEAREST: nearest}[lay.policy]
        self.choice = [[substitution(row) for row in rows] for rows in lay.choice.tolist()]
        self.drive = lay.drive.transpose(0, 2, 1).tolist()
        """By hour of the day, zone to which, zone from which."""
        self.call, self.what, self.keep = lay.call.tolist(), lay.what.tolist(), lay.keep.tolist()
        self.crewed = lay.crewed.tolist()
        self.idle = [vehicles(lay, g, levels[lever], trace) for g, lever in enumerate(lay.lever.tolist())]

    def send(self, request: Request, now: int) -> list[Trip]:
        """Return the trips with which a request is served now, all its vehicles, or none."""
        trips: list[Trip] = []
        while len(trips) < request.cars:
            trip = self.one(request, now)
            if trip is None:
                for taken in trips:
                    self.release(taken.vehicle)
                    self.relieve(taken.driver)
                return []
            self.idle[trip.vehicle.group].remove(trip.vehicle)
            if trip.driver:
                self.crew.idle[trip.driver.shift].remove(trip.driver)
            trips.append(trip)
        return trips

    def one(self, request: Request, now: int) -> Trip | None:
        """Return the trip of one vehicle more, from the first group that has one."""
        groups = self.choice[request.purpose][request.need]
        return next((trip for g in groups if (trip := self.from_group(g, request, now))), None)

    def from_group(self, g: int, request: Request, now: int) -> Trip | None:
        """Return the trip of the group's vehicle whose turn it is, if that one can go."""
        vehicle = self.name(g, request, now)
        if vehicle is None:
            return None
        drive = self.drive[request.hour]
        pickup = max(request.start, now + drive[request.origin][vehicle.zone])
        back = pickup + request.duration + (0 if self.stay else drive[vehicle.home][request.end])
        if self.what[g] == CONTRACT and not self.on_call(g, back, now):
            return None
        if not self.crewed[g]:
            return Trip(request, vehicle, None, pickup, back)
        driver = self.crew.choose(request, back, now)
        return Trip(request, vehicle, driver, pickup, back) if driver else None

    def name(self, g: int, request: Request, now: int) -> Vehicle | None:
        """Return the vehicle whose turn it is: of those that may go, the one the policy names."""
        today = now // DAY
        ready = [vehicle for vehicle in self.idle[g] if today not in vehicle.off]
        if not reservation(request.priority <= self.urgent, len(ready), self.keep[g]):
            return None
        if self.what[g] == OWN and not self.pooled:
            ready = [vehicle for vehicle in ready if vehicle.owner == request.department]
        return self.policy(ready, self.drive[request.hour][request.origin]) if ready else None

    def on_call(self, g: int, back: int, now: int) -> bool:
        """Return whether a contracted car is on call now and may be out until `back`."""
        start, end, extra = self.call[g]
        today = now // DAY
        return today < self.days and start <= now % DAY < end and back <= today * DAY + end + extra

    def release(self, vehicle: Vehicle) -> None:
        """Let a vehicle be idle."""
        self.idle[vehicle.group].append(vehicle)

    def relieve(self, driver: Driver | None) -> None:
        """Let a driver, if there is one, be idle."""
        if driver:
            self.crew.idle[driver.shift].append(driver)


class Workshop:
    """Bays in which vehicles are repaired in the order in which they come; without a limit none of them waits."""

    def __init__(self, bays: int):
        self.free = [0] * bays
        """When each bay is free, as a heap."""

    def ready(self, now: int, repair: int) -> int:
        """Return when a vehicle that comes now leaves again."""
        if not self.free:
            return now + repair
        ready = max(now, self.free[0]) + repair
        heapreplace(self.free, ready)
        return ready
