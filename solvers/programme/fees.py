"""What vendors are paid for each point in each year, and what each step of a discount takes off; whole fen."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ...model.items import VENDOR
from .. import contracts
from .case import Case
from .columns import Columns
from .table import Table
from .tariff import Tariff
from .variables import steps
from .whole import Ints, product, total, whole


@dataclass(frozen=True)
class Fees:
    """Fees under a bid, or several.

    Parameters
    ----------
    columns : array, shape (years, fees)
        What is picked for the fee to be paid.
    base : array, shape (fees,)
        At first-year prices; what a discount takes off is negative.
    late : array, shape (years, fees)
        In each year.
    part : array, shape (fees,)
        Of each part one fee is paid: the number of a unit, or, for what is paid again on a whole bid, one of its own.
    times : array, shape (fees,)
        How often the part may be paid: for how many units its unit stands, or how high its level may be.
    off : bool array, shape (fees,)
        Whether it comes from a discount.
    """

    columns: Ints
    base: Ints
    late: Ints
    part: Ints
    times: Ints
    off: Ints

    def most(self, fen: Ints) -> int:
        """Return the most that may be paid where fees come to so much: each part's dearest, nothing less than 0."""
        worth = product(fen, self.times)
        dearest = np.zeros(self.part.max(initial=0) + 1, dtype=worth.dtype)
        np.maximum.at(dearest, self.part, worth)
        return total(dearest)


def joined(found: Iterable[Fees]) -> Fees:
    """Return fees of several bids together."""
    fees = list(found)
    if len(fees) == 1:
        return fees[0]
    return Fees(
        np.concatenate([f.columns for f in fees], axis=1),
        np.concatenate([f.base for f in fees]),
        np.concatenate([f.late for f in fees], axis=1),
        np.concatenate([f.part for f in fees]),
        np.concatenate([f.times for f in fees]),
        np.concatenate([f.off for f in fees]),
    )


def fees(case: Case, m: Columns, table: Table, tariff: Tariff) -> dict[str, Fees]:
    """Return the fees by bid, as far as a rule or a discount asks for them."""
    s, found = case.scenario, dict[str, Fees]()
    asked = any(rule.state != "off" for rule in (s.policy.route, s.policy.share, s.policy.reserve))
    for bid in case.offers:
        terms = s.bids[bid].conditions if bid else None
        least = terms and terms.least_per_year
        if not bid or not (asked or s.bids[bid].discounts or least or contracts.ceiling(s, bid) is not None):
            continue
        if case.levels:
            found |= _levels(case, m, tariff, bid)
            continue
        found[bid] = _points(case, m, table, tariff, bid)
        if contracts.by_money(s, bid):
            found[bid] = joined([found[bid], _again(case, m, table, tariff, bid)])
    return found


def _levels(case: Case, m: Columns, tariff: Tariff, bid: str) -> dict[str, Fees]:
    """Return the least a bid's vendor is paid in the bounding programme, at first-year prices: posts and machines.

    By levels, so that each is a part of its own. Nothing where a flow brings the fee down.
    """
    found: list[tuple[int, ...]] = []
    for option in case.offers[bid]:
        if any(yuan < 0 for lines in tariff.rates(option).values() for item, _, yuan in lines if item in VENDOR):
            continue
        every = (steps(case, m, [option], y) for y in case.years)
        for year in zip(*every, strict=True):
            _, bundle, step = year[0]
            lines = tariff.paid(option, step=step) if bundle.post else ()
            lines += tariff.paid(option, bundle.machine, step) if bundle.machine else ()
            found.append((sum(fen for _, _, fen in lines), *(column for column, _, _ in year)))
        for column, rung in case.rungs([option]):
            base = -rung.staff * sum(fen for _, _, fen in tariff.paid(option, step=rung.step))
            found.append((base, *(column + y for y in case.years)))
    worth = whole([each for each in found if each[0]]).reshape(-1, 1 + len(case.years)).T
    base, columns, part = worth[0], worth[1:].astype(np.int32), np.arange(worth.shape[1])
    high = whole([int(m.high[column]) for column in columns[0]])
    fees = Fees(columns, base, np.zeros(columns.shape, dtype=np.int64), part, high, part < 0)
    return {bid: fees} if len(base) else {}


def _points(case: Case, m: Columns, table: Table, tariff: Tariff, bid: str) -> Fees:
    """Return the fees of a bid's points, each followed by what the steps of the discount take off."""
    options, fen = table.bids[bid], _bills(case, table, tariff, bid)
    of, rows, width = table.owner[table.of(options)], len(case.years), fen.shape[2]
    columns = m.grid("pick").of(options, rows)[..., None]
    if width > 1:
        columns = np.concatenate([columns, m.grid("cut").of(options, rows, width - 1)], axis=2)
    return Fees(
        columns.transpose(1, 0, 2).reshape(rows, -1),
        fen[:, 0].ravel(),
        fen[:, 1:].transpose(1, 0, 2).reshape(rows, -1),
        np.repeat(table.unit[of], width),
        np.repeat(table.times[of], width),
        np.tile(np.arange(width) > 0, len(of)),
    )


def _bills(case: Case, table: Table, tariff: Tariff, bid: str) -> Ints:
    """Return the bills (`Tariff.bill`) of a bid's points, one option after the other."""
    options, rungs = case.offers[bid], table.of(table.bids[bid])
    heads = {o.mode: tariff.bill(bid, tariff.bare(o)) for o in {o.mode: o for o in options}.values()}
    modes = list(heads)
    mode = np.repeat([modes.index(o.mode) for o in options], table.rungs[table.bids[bid]])
    found, first = product(np.array(list(heads.values()))[mode], table.others[rungs][:, None, None]), 0
    for option in options if table.more else ():
        if option in table.more:
            priced = contracts.Priced(case.scenario, option, tariff.bare(option))
            for k, point in table.more[option]:
                for lines, n in priced.beside(point):
                    found[first + k] += tariff.bill(bid, lines) * n
        first += len(case.ladders[option])
    return found


def _again(case: Case, m: Columns, table: Table, tariff: Tariff, bid: str) -> Fees:
    """Return what is paid again on the steps of a discount by money."""
    tiers = tariff.steps(bid)
    fen = whole([tariff.bill(bid, (("discount", "price", tier.fixed),))[:, 0] for tier in tiers]).T
    columns = whole([[m.tier[bid, t, y] for t in range(len(tiers))] for y in case.years])
    one, part = np.ones(len(tiers), dtype=np.int64), len(case.kept) + list(case.offers).index(bid)
    return Fees(columns, fen[0], fen[1:], part * one, one, one > 0)
