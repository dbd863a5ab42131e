"""Addresses of random sequences."""

import numpy as np
import pytest
from houqin.model.engine.draw import philox, uniforms
from houqin.model.streams import Phase, key

ANSWERS = {
    "zeros": ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    "ones": ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    "pi": ((0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), (0xA4093822, 0x299F31D0),
           (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
def test_known_answers(name):
    """Philox4x32-10 gives the known answers of Salmon et al., "Parallel random numbers" (SC 2011)."""
    counter, words, expected = ANSWERS[name]
    assert philox(*(np.uint64(v) for v in (*counter, *words))) == expected


def test_agrees_with_the_definition():
    """Ten thousand blocks equal those computed in plain Python integers."""
    rng = np.random.default_rng(5)
    for row in rng.integers(0, 1 << 32, (10_000, 6), dtype=np.uint64):
        assert philox(*row) == plain(*(int(v) for v in row))


def plain(c0, c1, c2, c3, k0, k1):
    """Return a block by the paper's definition, in Python integers."""
    for _ in range(10):
        a, b = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (b >> 32) ^ c1 ^ k0, b & 0xFFFFFFFF, (a >> 32) ^ c3 ^ k1, a & 0xFFFFFFFF
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return c0, c1, c2, c3


def test_keys_are_apart():
    """Every seed, phase and label has a key of its own."""
    labels = ["", "a", "b", "plan/1", "plan/2", "planx/1"]
    keys = {key(seed, phase, label) for seed in range(50) for phase in Phase for label in labels}
    assert len(keys) == 50 * len(Phase) * len(labels)


def test_keys_are_stable():
    """A key depends on seed, phase and label only: it is the same in every process and version."""
    assert key(1, Phase.SEARCH) == key(1, Phase.SEARCH, "")
    assert 0 <= key(1, Phase.CERTIFY, "中文") < 1 << 64


def test_occasions_do_not_depend_on_how_many():
    """Occasion i has the same uniform however many are asked for."""
    many, few = np.empty(101), np.empty(7)
    uniforms(np.uint64(9), 3, 4, 5, many)
    uniforms(np.uint64(9), 3, 4, 5, few)
    assert np.array_equal(many[:7], few)
    assert ((many > 0) & (many < 1)).all()


def test_every_part_of_an_address_matters():
    """Purpose, replication, entity and key each lead to other numbers."""
    addresses = [(9, 3, 4, 5), (10, 3, 4, 5), (9, 4, 4, 5), (9, 3, 5, 5), (9, 3, 4, 6), (9 << 32, 3, 4, 5)]
    seen = set()
    for k, purpose, replication, entity in addresses:
        out = np.empty(2)
        uniforms(np.uint64(k), purpose, replication, entity, out)
        seen.add(tuple(out))
    assert len(seen) == len(addresses)
