"""Settings as kernels take them."""

from collections.abc import Iterable, Sequence
from operator import le

import numpy as np
from numpy.typing import NDArray

from ..levers import Setting


def fitting(setting: Setting, most: Sequence[int], posts: Iterable[int]) -> NDArray[np.int64]:
    """Return the levels of a setting as an array.

    Parameters
    ----------
    most : sequence of int
        The most of each lever; plain numbers, for so few of them NumPy takes longer.
    posts : iterable of int
        Places of the levers that count people.

    Raises
    ------
    ValueError
        When the levels do not fit the levers, or staff in post the posts.
    """
    levels = setting.levels
    if len(levels) != len(most) or min(levels, default=0) < 0 or not all(map(le, levels, most)):
        raise ValueError(f"levels {levels} do not fit the levers, at most {tuple(most)}")
    people = sum(levels[i] for i in posts)
    if not 0 <= setting.staff <= people:
        raise ValueError(f"{setting.staff} staff in post do not fit {people} posts")
    return np.array(levels, dtype=np.int64)
