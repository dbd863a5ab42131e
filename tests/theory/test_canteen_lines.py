"""Lines at windows in the long run, as queueing theory has them.

Every hour but the first of a day counts; what the empty morning leaves of it is below 1e-6 of a wait (relaxation times
are under three minutes). The rule is that of `conftest.py`: standard errors of at most 0.5 %, |z| <= 4.5. So a right
engine fails one of the 75 comparisons of the canteen files with chance 5e-4, a bias of 3.5 % is caught with chance
99 % (of shares within a limit, whose errors are 0.1 to 0.2 %: 1 %), and service that is 2 % too slow gives |z| > 8
where a test of power says so.
"""

import numpy as np
import pytest

FAR = {"wait": 600.0}
"""Patience that never ends: nobody gives up, but the kernel cannot take its short way for one line."""
SOON = 1 / 15
"""Minutes: four seconds, the mean service."""


@pytest.mark.parametrize("patience", [{}, FAR])
@pytest.mark.parametrize(("rate", "windows", "days"), [(0.15, 1, 160), (0.45, 3, 60)])
def test_equal_windows(theory, exact, canteen, rate, windows, patience, days):
    """M/M/c: the share that begins within four seconds, told the short way and by events."""
    hall = canteen.Hall(rates=(rate,), windows=(windows,) * 8, patience=patience, limit_min=SOON)
    found = canteen.counts(hall, days)
    assert abs(theory.z(found.within(), exact.Queue(rate, 0.25, windows).within(4.0))) <= 4.5


def test_equal_windows_power(theory, exact, canteen):
    """Service that is 2 % slower is noticed."""
    slow = canteen.Hall(canteen.exponential(4.08), (0.45,), (3,) * 8, limit_min=SOON)
    assert theory.z(canteen.counts(slow, 80).within(), exact.Queue(0.45, 0.25, 3).within(4.0)) < -8


@pytest.mark.parametrize("windows", [1, 2])
def test_long_lines_turn_people_away(theory, exact, canteen, windows):
    """M/M/c/K: share lost and share served within four seconds, with two people waiting per window at most."""
    rate = 0.275 * windows
    hall = canteen.Hall(rates=(rate,), windows=(windows,) * 8, patience={"longest_line": 2.0}, limit_min=SOON)
    found = canteen.counts(hall, 40)
    lost, soon = exact.finite(rate, 0.25, windows, 3 * windows, 4.0)
    assert abs(theory.z(found.lost(), lost)) <= 4.5
    assert abs(theory.z(found.within(), soon)) <= 4.5


@pytest.mark.parametrize("service", [4.0, {"dist": "lognormal", "mean": 4.0, "cv": 1.5}])
def test_loss_knows_only_the_mean(theory, exact, canteen, service):
    """Where nobody may wait, the share lost is Erlang's B whatever the law of service."""
    hall = canteen.Hall(service, (1.0,), (4,) * 8, patience={"longest_line": 0.0})
    assert abs(theory.z(canteen.counts(hall, 15).lost(), exact.erlang_b(4, 4.0))) <= 4.5


@pytest.mark.parametrize("windows", [1, 4])
def test_constant_service(theory, exact, canteen, windows):
    """M/D/c: the share within three seconds, by Crommelin's law."""
    rate = 0.175 * windows
    hall = canteen.Hall(4.0, (rate,), (windows,) * 8, limit_min=0.05)
    found = canteen.counts(hall, 120 // windows)
    share = exact.franx(exact.crommelin(rate, 4.0, windows), rate, 4.0, windows, 3.0)
    assert abs(theory.z(found.within(), share)) <= 4.5


def test_general_service(theory, exact, canteen):
    """M/G/1: first and second moment of the wait from three moments of the service; 2 % slower service is noticed."""
    hall = canteen.Hall({"dist": "lognormal", "mean": 2.0, "cv": 0.7}, (0.25,))
    found, slow = canteen.follow(hall, 170), hall._replace(service={"dist": "lognormal", "mean": 2.04, "cv": 0.7})
    mean, second = exact.pollaczek(0.25, *exact.moments(2.0, 0.7))
    assert abs(theory.z(found.mean(), mean)) <= 4.5
    assert abs(canteen.loose(found.second(), second, 0.015)) <= 4.5
    assert canteen.loose(canteen.follow(slow, 80).mean(), mean, 0.01) > 8


@pytest.mark.parametrize("windows", [1, 3])
def test_impatience(theory, exact, canteen, windows):
    """Erlang A: share that gives up, and (one window) mean wait of those served."""
    rate = 0.25 * windows
    hall = canteen.Hall(rates=(rate,), windows=(windows,) * 8, patience={"wait": canteen.exponential(0.1)})
    lost, wait = exact.impatient(rate, 0.25, windows, 1 / 6)
    found = canteen.follow(hall, 60) if windows == 1 else None
    share = canteen.ratio(found.lost, found.came) if found else canteen.counts(hall, 30).lost()
    assert abs(theory.z(share, lost)) <= 4.5
    assert not found or abs(theory.z(found.mean(), wait)) <= 4.5


def test_groups(theory, exact, canteen):
    """M^X/M/c: mean wait at one window, and share that does not wait at three, of people who come together."""
    sizes, size = (0.5, 0.3, 0.2), 1.7
    alone = canteen.follow(canteen.Hall(rates=(0.125,), sizes=sizes), 360)
    assert abs(theory.z(alone.mean(), exact.batches(0.125 / size, 0.25, 1, sizes)[0])) <= 4.5
    three = canteen.counts(canteen.Hall(rates=(0.4,), windows=(3,) * 8, sizes=sizes, limit_min=0.0), 60)
    assert abs(theory.z(three.within(), exact.batches(0.4 / size, 0.25, 3, sizes)[1])) <= 4.5


def test_shorter_line(theory, exact, canteen):
    """Two windows, each with its line, arrivals to the shorter: the share within four seconds of the truncated chain."""
    hall = canteen.Hall(rates=(0.3,), windows=(2,) * 8, line="window", limit_min=SOON)
    assert abs(theory.z(canteen.counts(hall, 60).within(), exact.shortest(0.3, 0.25, 4.0))) <= 4.5


def test_changing_lines(theory, exact, canteen):
    """When a free window takes from the longest line, no window is idle while people wait: as many wait as in M/M/c."""
    hall = canteen.Hall(rates=(0.45,), windows=(3,) * 8, line="window", jockey=True, limit_min=0.0)
    assert abs(theory.z(canteen.counts(hall, 60).within(), exact.Queue(0.45, 0.25, 3).within(0.0))) <= 4.5


def test_regular_arrivals(theory, exact, canteen):
    """D/M/1: diners who come every five seconds; share within four seconds."""
    found = canteen.counts(canteen.Hall(every=5.0, limit_min=SOON), 100)
    assert abs(theory.z(found.within(), exact.regular(5.0, 0.25, 4.0))) <= 4.5


@pytest.mark.parametrize("engine", ["kernel", "reference"])
@pytest.mark.parametrize(("every", "service", "windows"), [(7.0, 20.0, 2), (7.0, 20.0, 3), (3.0, 10.001, 4), (5.0, 20.0, 4)])
def test_no_chance_at_all(canteen, engine, every, service, windows):
    """D/D/c: diner i begins at max(i a, start of diner i - c + s), to the tick."""
    hall = canteen.Hall(service, windows=(windows,), every=every, hours=1.0)
    log = next(canteen.outcomes(hall, 1, True, engine)).log
    rows = log[log[:, 1] == canteen.STARTED]
    starts: list[int] = []
    for i in range(len(rows)):
        free = starts[i - windows] + round(1000 * service) if i >= windows else 0
        starts.append(max(round(1000 * every) * i, free))
    assert rows[np.argsort(rows[:, 2]), 0].tolist() == starts
    loaded = every * windows < service
    assert not loaded or starts[-1] == (len(rows) - 1) % windows * 1000 * every + (len(rows) - 1) // windows * 1000 * service
