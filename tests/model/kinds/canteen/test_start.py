"""The first guess of a canteen's setting."""

from houqin.model.conduct import Conduct
from houqin.model.kinds.canteen import CANTEEN
from houqin.model.kinds.canteen.levers import WINDOW, handles, steps
from houqin.model.levers import Setting
from houqin.model.simulate import Sampler
from houqin.scenarios.read import load

UNIT = "食堂"


def shipped():
    """Return the spec of the shipped case and its hired people."""
    scenario = load("changzhou-canteen").scenario
    return scenario.spec(UNIT), (Conduct(), Conduct())


def test_the_guess_lies_in_the_box():
    """Every level is one the lever may take."""
    spec, people = shipped()
    assert all(v.low <= n <= v.high for v, n in zip(CANTEEN.levers(spec), CANTEEN.start(spec, people), strict=True))


def test_slower_people_need_no_fewer_windows():
    """With people at half the speed no window count falls, and some rises."""
    spec, people = shipped()
    slow = (people[0], people[1].model_copy(update={"productivity": 0.5}))
    windows = [i for i, h in enumerate(handles(spec)) if h.what == WINDOW]
    usual, more = CANTEEN.start(spec, people), CANTEEN.start(spec, slow)
    assert all(more[i] >= usual[i] for i in windows)
    assert any(more[i] > usual[i] for i in windows)


def test_the_guess_serves_most_diners_in_time():
    """On simulated days at least 80 % of all diners are served within the limit, with windows to spare at the edges."""
    spec, people = shipped()
    levels = CANTEEN.start(spec, people)
    counts = Sampler(CANTEEN, spec, people, 7).counts(Setting(levels), 10)
    within = next(m for m in CANTEEN.measures(spec) if m.name == "within")
    assert within.value(counts) > 0.8
    busiest = max(range(len(steps(spec))), key=lambda w: counts[:, within.all[w]].sum())
    opened = {h.step: n for h, n in zip(handles(spec), levels, strict=True) if h.what == WINDOW and h.tier == 0}
    assert opened[busiest] == max(opened.values())
