"""Makes the shipped example log: `python tests/model/kinds/canteen/swipes.py` writes it anew.

The log is made up. Ten working days of a canteen with a fifth of the shipped case's people and otherwise its demand are
drawn as houqin draws them. Everybody swipes a random time after coming, about `LEAD` seconds, at the reader of the tier
wanted, which takes a card every two seconds. Everything follows from `SEED`, with which nobody comes so late that the
swipe counts as outside the meal.
"""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
from houqin.model.conduct import Conduct
from houqin.model.kinds.canteen import CANTEEN
from houqin.model.kinds.canteen.spec import Common, Place, Spec
from houqin.model.streams import Phase, Stream, key

SEED = 20260304
FIRST = date(2026, 3, 2)
"""A Monday; the two weeks from it on have no holiday."""
LIBRARY = Path(__file__).parents[4] / "scenarios" / "library" / "changzhou-canteen.csv"
HEAD = "# houqin 生成的示例数据, 不是真实记录 / generated example, no real data\n时间,窗口,金额\n"
STILL = Conduct(spread=0.0, absence=0.0)
LEAD = 30.0
"""Mean time from arrival to swipe without a queue, s."""
READER = 2
"""Seconds between two cards at a reader."""

TIERS = {"吃饱": 5.5, "吃好": 7.5, "选择": 11.5}
WINDOWS = {"1号窗": "吃饱", "2号窗": "吃好", "3号窗": "选择"}
BREAKFAST = [3, 5, 8, 10, 12, 13, 13, 12, 10, 7, 5, 2]
LUNCH = [2, 4, 7, 11, 15, 16, 14, 11, 8, 6, 4, 2]
WEEK = ("mon", "tue", "wed", "thu", "fri")


def spec(spread: float = 0.05, heads: int = 560) -> Spec:
    """Return the canteen that the log is of: two meals, three tiers."""
    common = {
        "kind": "canteen",
        "meals": {
            "早餐": {"open": "07:20", "close": "08:20", "weights": BREAKFAST},
            "午餐": {"open": "11:30", "close": "12:30", "weights": LUNCH},
        },
        "technologies": {"打菜": {"service": {"dist": "lognormal", "mean": LEAD, "cv": 0.3}}},
        "tiers": {t: {"price": p, "food_cost": 0.6 * p, "technology": "打菜"} for t, p in TIERS.items()},
    }
    place = {
        "kind": "canteen",
        "headcount": heads,
        "present": 0.9,
        "crowds": {
            "早餐": {
                "spread": spread,
                "participation": dict(zip(WEEK, (0.36, 0.35, 0.35, 0.34, 0.32), strict=True)),
                "shares": {"吃饱": 1.0},
                "windows": {"吃饱": (1, 6)},
            },
            "午餐": {
                "spread": spread,
                "participation": dict(zip(WEEK, (0.89, 0.83, 0.82, 0.80, 0.73), strict=True)),
                "shares": {"吃饱": 0.45, "吃好": 0.4, "选择": 0.15},
                "windows": dict.fromkeys(TIERS, (1, 6)),
            },
        },
        "groups": [40, 35, 15, 10],
    }
    return Spec(common=Common.model_validate(common), place=Place.model_validate(place))


def workdays(count: int) -> list[date]:
    """Return the first `count` days from Monday to Friday from `FIRST` on."""
    days = (FIRST + timedelta(days=i) for i in range(2 * count))
    return [day for day in days if day.weekday() < 5][:count]


def swipes(canteen: Spec, days: list[date], seed: int) -> list[tuple[date, int, str, int]]:
    """Return (day, second, window, fen) of every swipe, in order of time; a day's weekday is that of its date."""
    layout, rows = CANTEEN.layout(canteen), []
    for i, day in enumerate(days):
        known = (np.arange(6) >= day.weekday()).astype(np.float64)
        trace = CANTEEN.draw(layout._replace(weekday=known), (STILL, STILL), Stream(key(seed, Phase.TEST, "log"), i))
        ready = (trace.arrive[0] + trace.serve[:, 0]) // 1000
        for k, window in enumerate(WINDOWS):
            free = 0
            for second in np.sort(ready[trace.tier == k]).tolist():
                swipe = max(second, free)
                rows.append((day, swipe, window, int(layout.price[k])))
                free = swipe + READER
    return sorted(rows)


def text(rows: list[tuple[date, int, str, int]]) -> str:
    """Return rows as a CSV."""
    lines = []
    for day, second, name, fen in rows:
        clock = f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
        lines.append(f"{day} {clock},{name},{fen / 100:g}\n")
    return HEAD + "".join(lines)


def example() -> bytes:
    """Return the bytes of the shipped example, with the mark that makes spreadsheets read UTF-8."""
    return text(swipes(spec(), workdays(10), SEED)).encode("utf-8-sig")


if __name__ == "__main__":
    LIBRARY.write_bytes(example())
