"""Published structures inside the programme: instances of our own, in the published formats, with proven optima."""

import itertools
import random
from fractions import Fraction
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin.model.errors import InfeasibleError
from houqin.solvers import conflict, lagrange
from houqin.solvers.choose import choose

PLACE = spec_from_file_location("instances", Path(__file__).with_name("instances.py"))
instances = module_from_spec(PLACE)
PLACE.loader.exec_module(instances)

GAP = """1
3 6
 6 12 13  4  8  1
 8  2  4  1  2  5
 4  7  4  9  7 10
 1  1  1  2  2  2
 2  1  1  2  1  2
 2  2  2  1  1  1
 3 4 3
"""
CAP = """3 5
 25 120.5
 30 75.25
 capacity 90
 10  35.2 40.1 22.3
 8   12 18.75 30
 12  44 20 25.5
 5   9.5 11 7.25
 9   28 33 16
"""
MCKP = """3 10
 3
 10 3
 14 5
 6 1
 2
 9 4
 3.5 1
 3
 8 4
 12 6
 1 0
"""
WDP = """% two bids of one bidder exclude each other by the dummy good 5
goods 5
bids 7
dummy 1
0 10 0 1 #
1 8.5 1 2 #
2 9 2 3 4 #
3 4 0 5 #
4 12.25 1 2 3 5 #
5 3 4 #
6 6 3 #
"""


def best(instance):
    """Return the value of the best solution by trying all, or by a dynamic programme; None where there is none."""
    if isinstance(instance, instances.Gap):
        ways = itertools.product(range(len(instance.capacities)), repeat=len(instance.costs[0]))
        values = [v for v in map(instance.value, ways) if v is not None]
        return (max if instance.most else min)(values, default=None)
    if isinstance(instance, instances.Cap):
        ways = itertools.product(range(len(instance.fixed)), repeat=len(instance.demands))
        return min((v for v in map(instance.value, ways) if v is not None), default=None)
    if isinstance(instance, instances.Mckp):
        earned = {0: Fraction(0)}  # by weight
        for items in instance.classes:
            after = {}
            for (weight, profit), (p, w) in itertools.product(earned.items(), items):
                if weight + w <= instance.capacity:
                    after[weight + w] = max(after.get(weight + w, profit + p), profit + p)
            earned = after
        return max(earned.values(), default=None)
    income = [Fraction(0)] * 2**instance.goods  # by the set of goods that may still be sold
    for left in range(1, 2**instance.goods):
        lowest = (left & -left).bit_length() - 1
        income[left] = income[left & (left - 1)]
        for price, wanted in instance.bids:
            mask = sum(1 << g for g in wanted)
            if lowest in wanted and mask & left == mask:
                income[left] = max(income[left], price + income[left ^ mask])
    return income[-1]


def solved(instance):
    """Return the value of an instance by the sourcing programme, its solution checked by the instance's own rules."""
    case = instances.adapt(instance)
    chosen = choose(case.scenario, case.menus)
    value = instance.value(instances.solution(instance, chosen.plan))
    assert value == case.value(chosen.value)
    assert chosen.status == "optimal"
    return value


def generated(kind, seed):
    """Return a random small instance of a kind, its money with up to two decimals."""
    dice = random.Random(f"{kind} {seed}")
    money = lambda low, high: Fraction(dice.randint(100 * low, 100 * high), dice.choice([100, 100, 25]))  # noqa: E731
    if kind == "gap":
        m, n = dice.randint(2, 3), dice.randint(4, 7)
        needs = [[dice.randint(1, 9) for _ in range(n)] for _ in range(m)]
        costs = [[money(5, 40) for _ in range(n)] for _ in range(m)]
        room = [max(1, round(dice.uniform(0.7, 1.3) * sum(row) / m)) for row in needs]
        return instances.Gap(tuple(map(tuple, costs)), tuple(map(tuple, needs)), tuple(room), dice.random() < 0.5)
    if kind == "cap":
        m, n = dice.randint(2, 4), dice.randint(3, 6)
        demands = [dice.randint(1, 20) for _ in range(n)]
        room = [dice.randint(max(demands), 2 * sum(demands) // m + max(demands)) for _ in range(m)]
        costs = [tuple(money(5, 60) for _ in range(m)) for _ in range(n)]
        return instances.Cap(tuple(room), tuple(money(20, 150) for _ in range(m)), tuple(demands), tuple(costs))
    if kind == "mckp":
        classes = [
            tuple((money(1, 50), dice.randint(0, 12)) for _ in range(dice.randint(1, 5))) for _ in range(dice.randint(3, 7))
        ]
        return instances.Mckp(dice.randint(5, 40), tuple(classes))
    goods = dice.randint(3, 7)
    bids = []
    for _ in range(dice.randint(4, 12)):
        wanted = frozenset(dice.sample(range(goods), dice.randint(1, min(4, goods))))
        bids.append((money(2, 20) * len(wanted), wanted))
    return instances.Wdp(goods, tuple(bids))


READERS = {"gap": lambda t: instances.read_gap(t)[0], "cap": instances.read_cap, "mckp": instances.read_mckp,
           "wdp": instances.read_wdp}  # fmt: skip


@pytest.mark.parametrize(
    ("instance", "value"),
    [
        (instances.read_gap(GAP)[0], 16),
        (instances.read_gap(GAP, most=True)[0], 59),
        (instances.read_cap(CAP, capacity=40), Fraction("249.55")),
        (instances.read_mckp(MCKP), Fraction("25.5")),
        (instances.read_wdp(WDP), Fraction("21.5")),
    ],
    ids=["gap", "gap-most", "cap", "mckp", "wdp"],
)
def test_small_instances(instance, value):
    """The programme's plan is a solution of the instance with its optimum, which trying everything proves."""
    assert best(instance) == value
    assert solved(instance) == value


@pytest.mark.parametrize("kind", list(READERS))
def test_generated_instances(kind):
    """So it is on three random ones of each kind, read from their text; where there is none, none is found."""
    for seed in range(3):
        agrees(kind, seed)


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(READERS))
def test_many_generated_instances(kind):
    """So it is on two hundred of each kind; some have no solution."""
    outcomes = [agrees(kind, seed) for seed in range(200)]
    assert kind == "wdp" or 1 <= outcomes.count(False) < 100


def agrees(kind, seed):
    """Assert that an instance survives its text and that the programme finds its optimum; return whether there is one."""
    instance = generated(kind, seed)
    text = instances.write(instance)
    again = READERS[kind](text)
    if kind == "gap":
        again = instances.read_gap(text, most=instance.most)[0]
    assert again == instance
    value = best(instance)
    if value is not None:
        assert solved(instance) == value
        return True
    with pytest.raises(InfeasibleError):
        solved(instance)
    return False


def test_capacities_are_the_rule_that_is_in_the_way():
    """An assignment that no agent has room for is told as the rule on what vendors can man, and nothing else."""
    tight = instances.read_gap(GAP.replace(" 3 4 3\n", " 1 1 1\n"))[0]
    assert best(tight) is None
    case = instances.adapt(tight)
    found = conflict.conflict(case.scenario, case.menus)
    assert [rule.id for rule in found.rules] == ["policy.capacity"]


@pytest.mark.parametrize("text", [GAP, CAP.replace("capacity", "40"), MCKP, WDP], ids=list(READERS))
def test_bound_in_whole_numbers_reaches_the_optimum(text):
    """The bound that is proven in integers from stored prices is the optimum of the instance, to its smallest decimal."""
    reader = {GAP: READERS["gap"], MCKP: READERS["mckp"], WDP: READERS["wdp"]}.get(text, READERS["cap"])
    case = instances.adapt(reader(text))
    chosen = choose(case.scenario, case.menus)
    proof = lagrange.prove(case.scenario, case.menus, chosen.value)
    assert proof.bound == chosen.value


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        ("gap", GAP + " 7\n"),
        ("gap", GAP.replace(" 3 4 3", " 3 4.5 3")),
        ("cap", CAP.replace("capacity", "40") + "1\n"),
        ("mckp", MCKP + "2\n"),
        ("wdp", WDP.replace("bids 7", "bids 8")),
        ("wdp", WDP.replace("1 2 3 5 #", "1 2 3 6 #")),
    ],
)
def test_files_that_are_wrong_are_refused(reader, text):
    """What is longer or shorter than it says, and what cannot be counted in whole posts, is not read."""
    with pytest.raises(ValueError, match=r"longer|whole|missing"):
        READERS[reader](text)
