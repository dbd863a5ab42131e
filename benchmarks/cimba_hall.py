"""The lunch for cimba, in two styles; it compiles classes of a module only."""

import cimba as cb
from canteen import SEATS, WINDOWS
from cimba import inputs

NOTHING = inputs.trace([0.0])


class Spawned(cb.Model):
    """A process per diner, spawned at the door."""

    people: cb.Param[int] = 1
    gap: cb.Input[float] = NOTHING
    serve: cb.Input[float] = NOTHING
    stay: cb.Input[float] = NOTHING
    windows: cb.Resource = cb.Resource(capacity=WINDOWS)
    seats: cb.Resource = cb.Resource(capacity=SEATS)
    waits: cb.Dataset
    searches: cb.Dataset
    wait: cb.Output[float]
    search: cb.Output[float]

    @cb.process
    def door(self):
        """Let people in."""
        for _ in range(self.people):
            cb.hold(self.gap.next())
            cb.spawn(Diner, hall=self, serve=self.serve.next(), stay=self.stay.next())

    @cb.on_end
    def measure(self):
        """Keep the means."""
        self.wait = self.waits.sample_mean()
        self.search = self.searches.sample_mean()


class Diner(cb.Model):
    """A diner of `Spawned`."""

    hall: cb.Ref[Spawned]
    serve: float
    stay: float

    @cb.process
    def eat(self):
        """Queue, be served, look for a seat, eat."""
        came = cb.now()
        self.hall.windows.acquire()
        self.hall.waits.record(cb.now() - came)
        cb.hold(self.serve)
        self.hall.windows.release()
        ready = cb.now()
        self.hall.seats.acquire()
        self.hall.searches.record(cb.now() - ready)
        cb.hold(self.stay)
        self.hall.seats.release()
        cb.release(self)


class Lean(cb.Model):
    """Windows are processes, the line a store of arrival times; those who sit are events."""

    people: cb.Param[int] = 1
    gap: cb.Input[float] = NOTHING
    serve: cb.Input[float] = NOTHING
    stay: cb.Input[float] = NOTHING
    line: cb.Store[float]
    looking: cb.Array[float] = cb.Array(4096)
    free: int = SEATS
    first: int = 0
    last: int = 0
    waits: cb.Dataset
    searches: cb.Dataset
    wait: cb.Output[float]
    search: cb.Output[float]

    @cb.process
    def door(self):
        """Let people in."""
        for _ in range(self.people):
            cb.hold(self.gap.next())
            self.line.put(cb.now())

    @cb.process(copies=WINDOWS)
    def window(self):
        """Serve the first in line; let him sit down, or look for a seat."""
        while True:
            came = self.line.get()
            self.waits.record(cb.now() - came)
            cb.hold(self.serve.next())
            if self.free > 0:
                self.free -= 1
                self.searches.record(0.0)
                cb.schedule(self.rise, self.stay.next())
            else:
                self.looking[self.last] = cb.now()
                self.last += 1

    @cb.event
    def rise(self):
        """Give a seat to the first who looks for one."""
        if self.first < self.last:
            self.searches.record(cb.now() - self.looking[self.first])
            self.first += 1
            cb.schedule(self.rise, self.stay.next())
        else:
            self.free += 1

    @cb.on_end
    def measure(self):
        """Keep the means."""
        self.wait = self.waits.sample_mean()
        self.search = self.searches.sample_mean()
