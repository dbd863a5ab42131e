"""The fleet for cimba, in three ways; it compiles classes of a module only."""

import cimba as cb
from cimba import inputs
from fleet import CARS, NEVER, ZONES

NOTHING = inputs.trace([0.0])


class Spawned(cb.Model):
    """A process per request, spawned at the desk."""

    trips: cb.Param[int] = 1
    gap: cb.Input[float] = NOTHING
    duration: cb.Input[float] = NOTHING
    cars: cb.Resource = cb.Resource(capacity=CARS)
    waits: cb.Dataset
    wait: cb.Output[float]

    @cb.process
    def desk(self):
        """Take requests up."""
        for _ in range(self.trips):
            cb.hold(self.gap.next())
            cb.spawn(Trip, yard=self, duration=self.duration.next())

    @cb.on_end
    def measure(self):
        """Keep the mean."""
        self.wait = self.waits.sample_mean()


class Trip(cb.Model):
    """A request of `Spawned`."""

    yard: cb.Ref[Spawned]
    duration: float

    @cb.process
    def ride(self):
        """Wait for any vehicle, and be out with it."""
        asked = cb.now()
        self.yard.cars.acquire()
        self.yard.waits.record(cb.now() - asked)
        cb.hold(self.duration)
        self.yard.cars.release()
        cb.release(self)


class Lean(cb.Model):
    """No process but the desk: a counter, a line in an array, returns as scheduled events."""

    trips: cb.Param[int] = 1
    gap: cb.Input[float] = NOTHING
    duration: cb.Input[float] = NOTHING
    line: cb.Array[float] = cb.Array(4096)
    free: int = CARS
    first: int = 0
    last: int = 0
    waits: cb.Dataset
    wait: cb.Output[float]

    @cb.process
    def desk(self):
        """Send a vehicle, or let the request wait."""
        for _ in range(self.trips):
            cb.hold(self.gap.next())
            if self.free > 0:
                self.free -= 1
                self.waits.record(0.0)
                cb.schedule(self.back, self.duration.next())
            else:
                self.line[self.last] = cb.now()
                self.last += 1

    @cb.event
    def back(self):
        """Give the vehicle to the first in line."""
        if self.first < self.last:
            self.waits.record(cb.now() - self.line[self.first])
            self.first += 1
            cb.schedule(self.back, self.duration.next())
        else:
            self.free += 1

    @cb.on_end
    def measure(self):
        """Keep the mean."""
        self.wait = self.waits.sample_mean()


class Nearest(cb.Model):
    """A process per request, which looks through all vehicles for the nearest."""

    trips: cb.Param[int] = 1
    gap: cb.Input[float] = NOTHING
    duration: cb.Input[float] = NOTHING
    origin: cb.Input[float] = NOTHING
    end: cb.Input[float] = NOTHING
    cars: cb.Resource = cb.Resource(capacity=CARS)
    zone: cb.Array[int] = cb.Array(CARS)
    drive: cb.Array[float] = cb.Array(ZONES * (ZONES + 1))
    waits: cb.Dataset
    wait: cb.Output[float]

    @cb.process
    def desk(self):
        """Take requests up."""
        for _ in range(self.trips):
            cb.hold(self.gap.next())
            cb.spawn(
                Ride,
                yard=self,
                duration=self.duration.next(),
                origin=int(self.origin.next()),
                end=int(self.end.next()),
            )

    @cb.on_end
    def measure(self):
        """Keep the mean."""
        self.wait = self.waits.sample_mean()


class Ride(cb.Model):
    """A request of `Nearest`."""

    yard: cb.Ref[Nearest]
    duration: float
    origin: int
    end: int

    @cb.process
    def ride(self):
        """Wait for a vehicle, take the nearest, be out with it, and leave it where the trip ends."""
        asked = cb.now()
        self.yard.cars.acquire()
        row = self.origin * (ZONES + 1)
        best = 0
        least = float(NEVER)
        for v in range(CARS):
            to = self.yard.drive[row + self.yard.zone[v]]
            if to < least:
                least = to
                best = v
        self.yard.zone[best] = ZONES
        self.yard.waits.record(cb.now() + least - asked)
        cb.hold(least + self.duration)
        self.yard.zone[best] = self.end
        self.yard.cars.release()
        cb.release(self)
