"""The exact service level of M_t / M / c_t by uniformisation: no simulation, nothing shared with the engines.

State: people in the system, and by how many those in service exceed the servers on duty (they are served to the end
after a step with fewer). Within a step the chain is homogeneous. Whoever comes waits at most x when, counting only
those before, a server is free within x; that is a second chain, without arrivals, run backwards from "free".
"""

import numpy as np


class Exact:
    """Probabilities on a grid of `dt` minutes; all steps are equally long.

    Parameters
    ----------
    rates : sequence of float
        Arrivals a minute, by step.
    mu : float
        Services a minute and server.
    most : int
        Largest number of servers.
    people : int
        States beyond this many in the system are left out.
    """

    def __init__(self, rates, mu, most, step=15.0, limit=3.0, dt=0.5, people=40):
        self.rates, self.mu, self.most, self.people, self.dt = rates, mu, most, people, dt
        self.fine, self.late = round(step / dt), round(limit / dt)
        self.moves, self.deaths, self.known, self.free = {}, {}, {}, {}

    def index(self, n, extra):
        """Return the place of a state."""
        return n * self.most + extra

    def generator(self, rate, c, waiting):
        """Return the generator with c servers on duty; with `waiting` the chain of those ahead, stopped when one is free."""
        size = (self.people + 1) * self.most
        q = np.zeros((size, size))
        for n in range(self.people + 1):
            for extra in range(min(self.most - c, max(0, n - c)) + 1):
                busy = min(n, c + extra)
                at = self.index(n, extra)
                if waiting and busy < c:
                    continue
                if n < self.people and rate:
                    q[at, self.index(n + 1, extra)] += rate
                if busy:
                    q[at, self.index(n - 1, max(0, extra - 1))] += busy * self.mu
                q[at, at] -= q[at].sum()
        return q

    def over(self, rate, c, waiting=False):
        """Return the transition matrix over dt."""
        at = (rate, c, waiting)
        if at not in self.moves:
            q, squares = self.generator(rate, c, waiting), 4
            top = -q.diagonal().min() + 1e-9
            mean = top * self.dt / 2**squares
            jump = np.eye(len(q)) + q / top
            term, weight, total = np.eye(len(q)), np.exp(-mean), np.zeros_like(q)
            for k in range(1, 40):
                total += weight * term
                if weight < 1e-17:
                    break
                term, weight = term @ jump, weight * mean / k
            for _ in range(squares):
                total = total @ total
            self.moves[at] = total
        return self.moves[at]

    def shift(self, before, after):
        """Return the state reached from each state when the servers on duty change."""
        found = np.arange((self.people + 1) * self.most)
        for n in range(self.people + 1):
            for extra in range(min(self.most - before, max(0, n - before)) + 1):
                busy = min(n, before + extra)
                found[self.index(n, extra)] = self.index(n, max(0, busy - after))
        return found

    def idle(self, c):
        """Return for every state whether one of c servers on duty is free."""
        return np.array([min(n, c + e) < c for n in range(self.people + 1) for e in range(self.most)])

    def begun(self, here, there):
        """Return P(served within the limit | state on arrival), one row for each number of grid steps left in the step."""
        at = (here, there)
        if at not in self.free:
            runs = {c: [self.idle(c).astype(float)] for c in (here, there)}
            for c, run in runs.items():
                for _ in range(self.late):
                    run.append(self.over(0.0, c, True) @ run[-1])
            found, turn = [], self.shift(here, there)
            for left in range(self.fine + 1):
                later = self.late - left
                value = runs[here][self.late] if later < 0 else np.maximum(runs[there][later][turn], 0.0)
                if later >= 0:
                    value = self.stopped(value, here, left)
                found.append(value)
            self.free[at] = np.array(found)
        return self.free[at]

    def stopped(self, value, here, left):
        """Return value at the step's start of the limit, run backwards over the steps left; once free is free."""
        value = np.where(self.idle(here) & (left > 0), 1.0, value)
        for _ in range(left):
            value = self.over(0.0, here, True) @ value
        return value

    def shares(self, levels):
        """Return expected arrivals within the limit by step, and expected arrivals, for servers by step."""
        good = []
        state = np.zeros((self.people + 1) * self.most)
        state[0] = 1.0
        for k, c in enumerate(levels):
            at = tuple(levels[: k + 1])
            after = levels[k + 1] if k + 1 < len(levels) else c
            name = (at, after)
            if name not in self.known:
                move, served = self.over(self.rates[k], c), self.begun(c, after)
                now, points = state, []
                for t in range(self.fine + 1):
                    points.append(float(now @ served[self.fine - t]))
                    now = now @ move if t < self.fine else now
                simpson = np.array([1.0, *([4.0, 2.0] * (self.fine // 2))])
                simpson[-1] = 1.0
                share = float(simpson @ np.array(points)) * self.dt / 3.0
                moved = np.zeros_like(now)
                np.add.at(moved, self.shift(c, after), now)
                self.known[name] = share * self.rates[k], moved
            value, state = self.known[name]
            good.append(value)
        return np.array(good), np.array(self.rates) * self.fine * self.dt
