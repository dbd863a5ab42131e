"""Worlds of contracted services for the contract tests: specs, workforces, settings and traces made from one seed.

Every third world is full of ties: complaints at the very start and end of days, speeds that make up exactly the people
needed, pieces of work at the border of what is done. Others have nobody, everybody absent, no form back, no complaint.
"""

from typing import Any, NamedTuple

import numpy as np
from houqin.model.conduct import Conduct
from houqin.model.kinds.contracted import CONTRACTED
from houqin.model.kinds.contracted.layout import DAY
from houqin.model.kinds.contracted.spec import Common, Place, Spec
from houqin.model.levers import Setting
from houqin.model.streams import Phase, Stream, key
from houqin.model.trace import freeze

KIND = CONTRACTED
GRADES = ([60.0, 30.0, 8.0, 2.0], [0.5, 0.5, 0.0, 0.0], [1.0, 0.0, 0.0, 3.0], [0.0, 2.0, 0.0, 2.0], [1500.0, 350.0, 40.0, 10.0])


class World(NamedTuple):
    """One case: everything an engine needs, and the spec it was made of."""

    spec: Spec
    workforce: tuple[Conduct, Conduct]
    setting: Setting
    layout: Any
    trace: Any


def world(seed: int, scale: int = 1) -> World:
    """Return the world of a seed; `scale` multiplies the number of forms."""
    rng = np.random.default_rng(seed)
    tied = seed % 3 == 0
    spec = Spec(common=_common(rng, scale), place=_place(rng, tied))
    if refused := KIND.check(spec):
        raise AssertionError(f"a generated world is refused: {refused}")
    workforce = (_conduct(rng, tied), _conduct(rng, tied))
    layout = KIND.layout(spec)
    trace = KIND.draw(layout, workforce, Stream(key(seed, Phase.TEST), int(rng.integers(0, 1000))))
    if tied:
        trace = tie(trace, rng, layout)
    if rng.random() < 0.05:
        trace = freeze(trace._replace(here=np.zeros_like(trace.here)))
    low, high = spec.place.low, spec.place.high
    level = int(rng.choice([low, high, int(rng.integers(low, max(low + 1, high)))], p=[0.3, 0.1, 0.6]))
    return World(spec, workforce, Setting((level,), int(rng.integers(0, level + 1))), layout, trace)


def tie(trace: Any, rng: np.random.Generator, layout: Any) -> Any:
    """Return a trace with complaints at the ends of days, people of half or whole speed, pieces at borders."""
    ends = rng.choice([0, DAY - 1], trace.when.shape)
    borders = np.minimum(layout.needed - 1, np.maximum(0, rng.integers(0, 12, trace.about.shape) * 500 - rng.integers(0, 2, trace.about.shape)))
    form = trace.form.copy()
    form[:, 1] = np.minimum(layout.needed - 1, np.maximum(0, rng.integers(0, 12, len(form)) * 500 - rng.integers(0, 2, len(form))))
    return freeze(
        trace._replace(
            speed=rng.choice([500, 1000], trace.speed.shape),
            when=trace.when // DAY * DAY + ends,
            about=np.where(trace.about < 0, -1, borders),
            form=form,
        )
    )


def _conduct(rng: np.random.Generator, tied: bool) -> Conduct:
    if tied:
        return Conduct(spread=0.0, absence=float(rng.choice([0.0, 0.5])))
    return Conduct(
        productivity=float(rng.uniform(0.5, 1.5)),
        spread=float(rng.choice([0.0, 0.2])),
        absence=float(rng.choice([0.0, 0.1, 0.6])),
        turnover=float(rng.choice([0.0, 0.8])),
        vacancy_days=float(rng.choice([0.0, 20.0])),
    )


def _common(rng: np.random.Generator, scale: int) -> Common:
    survey = {
        "forms": scale * int(rng.choice([2, 5, 30])),
        "response": float(rng.choice([0.0, 0.7, 1.0], p=[0.04, 0.46, 0.5])),
        "grades": GRADES[rng.integers(0, len(GRADES))],
        "scores": [[100.0, 80.0, 60.0, 30.0], [95.0, 85.5, 70.0, 50.0]][rng.integers(0, 2)],
        "satisfied": str(rng.choice(["loose", "strict"])),
        "claim": float(rng.choice([0.5, 0.8, 0.95])),
        "noticed": float(rng.choice([0.5, 1.0])),
    }
    grades = survey["grades"]
    upper = sum(grades[: 3 if survey["satisfied"] == "loose" else 2]) / sum(grades)
    survey["spread"] = float(rng.choice([0.0, 0.1, 0.9])) * (upper * (1 - upper)) ** 0.5
    return Common.model_validate(
        {
            "kind": "contracted",
            "what": "绿化",
            "unit": "㎡",
            "per_post": float(rng.choice([1.0, 2.0, 4.0])),
            "days": int(rng.choice([1, 3, 7])),
            "survey": survey,
            "complaints": float(rng.choice([0.0, 5.0, 40.0])),
            "neglect": float(rng.choice([0.0, 20.0, 100.0])),
            "fine": float(rng.choice([0.0, 50.0])),
        }
    )


def _place(rng: np.random.Generator, tied: bool) -> Place:
    low, high = int(rng.integers(0, 3)), int(rng.choice([0, 3, 5, 9], p=[0.04, 0.3, 0.3, 0.36]))
    return Place.model_validate(
        {
            "kind": "contracted",
            "workload": float(rng.integers(1, 6)) if tied else float(rng.uniform(0.2, 8.0)),
            "low": min(low, high),
            "high": high,
            "effort": 1.0 if tied else {"dist": "uniform", "low": 0.8, "high": 1.4},
        }
    )
