"""A tournament of keys: the top is the smallest of all that stand in it."""

import numpy as np
import pytest
from houqin.model.engine.heap import LAST
from houqin.model.engine.tree import TOP, enter, grown, join, planted


@pytest.mark.parametrize("places", [1, 2, 3, 64, 65])
def test_the_top_is_the_smallest_key(places):
    """After each of 300 keys that come and go at chance places, the top is their smallest; without any it is `LAST`."""
    chance, tree, keys = np.random.default_rng(places), planted(places), np.full(places, LAST)
    for _ in range(300):
        place = int(chance.integers(places))
        way = join if keys[place] == LAST else enter
        keys[place] = LAST if chance.random() < 0.3 else chance.integers(1000)
        way(tree, place, keys[place])
        assert tree[TOP] == keys.min()
    for place in range(places):
        enter(tree, place, LAST)
    assert (tree == LAST).all()


@pytest.mark.parametrize("places", [0, 1, 2, 3, 64, 65])
def test_a_tree_grown_is_one_into_which_all_keys_were_put(places):
    """A tree made of keys at once is the one into which each has been put."""
    keys = np.random.default_rng(places).integers(0, 50, places)
    tree = planted(places)
    for place in range(places):
        enter(tree, place, keys[place])
    assert np.array_equal(grown(keys), tree)
