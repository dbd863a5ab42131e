"""The rows of a built programme in linopy, as its documentation would have arrays written.

One block of variables, one grouped expression for the rows of a family that have the same sign, in the sparse form of a
model that linopy itself advises for ragged groups. It gets the very numbers that are handed over directly: what working
them out takes is not counted for it. Its model must hold these numbers before it is timed.
"""

import os
from contextlib import contextmanager

import numpy as np
from rivals import tried


def rivals(rows):
    """Return by name (run, 1, how), as `rivals.tried` does; `run` hands a programme to HiGHS and returns that."""
    same = "Model(sparse=True), v1 semantics, groupby(row).sum() by family and sign, to_highspy; same matrix"
    parts = list(blocks(rows))
    return tried([("linopy", "linopy", linopy)], (parts, rows), expected(parts, rows), same)


def blocks(rows):
    """Return (name, sign, right side, row and column and weight of every term) by family and sign.

    Raises
    ------
    AssertionError
        When the programme has rows with two sides, columns that are not whole, or an offset: they are not said here.
    """
    fixed, least = rows.row_low == rows.row_high, np.isinf(rows.row_high)
    assert (fixed | least | np.isinf(rows.row_low)).all() and rows.integer.all() and not rows.offset
    owner = np.repeat(np.arange(len(fixed)), np.diff(rows.matrix.indptr))
    sign = np.select([fixed, least], ["=", ">="], "<=")
    named = np.array([f"{name.split('[')[0]} {sign}" for name, sign in zip(rows.row_names, sign, strict=True)])
    for name in dict.fromkeys(named.tolist()):
        here = named == name
        side = np.where(least, rows.row_low, rows.row_high)[here]
        terms = here[owner]
        yield name, name.split()[1], side, owner[terms], rows.matrix.indices[terms], rows.matrix.data[terms]


def expected(parts, rows):
    """Return the numbers of the programme, its rows in the order of its blocks."""
    order = np.concatenate([np.unique(owner) for *_, owner, _, _ in parts])
    matrix = rows.matrix[order]
    matrix.sort_indices()
    sides = rows.row_low[order], rows.row_high[order]
    return np.concatenate([rows.cost, rows.low, rows.high, *sides, matrix.indptr, matrix.indices, matrix.data])


def linopy(package, parts, rows):
    """Prepare a model: variables with bounds, a grouped expression by block, the objective."""
    import pandas as pd
    import xarray as xr

    def run():
        with package.options as options:
            options.set_value(semantics="v1")
            m, columns = package.Model(sparse=True), pd.RangeIndex(len(rows.cost), name="column")
            x = m.add_variables(rows.low, rows.high, coords=[columns], name="x", integer=True)
            for name, sign, side, owner, places, weights in parts:
                terms = {"term": pd.RangeIndex(len(places), name="term")}
                each = xr.DataArray(weights, terms) * x.isel(column=xr.DataArray(places, terms))
                group, order = pd.Series(owner, terms["term"], name="row"), pd.Index(np.unique(owner), name="row")
                m.add_constraints(each.groupby(group).sum(), sign, pd.Series(side, order), name=name)
            m.add_objective((xr.DataArray(rows.cost, {"column": columns}) * x).sum())
            with silent():
                return m.to_highspy(set_names=False)

    return run, 1, held(run().getLp())


def held(lp):
    """Return the numbers of a programme that HiGHS holds by rows."""
    sides, matrix = (lp.row_lower_, lp.row_upper_), lp.a_matrix_
    told = (*sides, matrix.start_, matrix.index_, matrix.value_)
    return np.concatenate([lp.col_cost_, lp.col_lower_, lp.col_upper_, *told])


@contextmanager
def silent():
    """Keep the banner of HiGHS out of the page: linopy has no option that is set before it."""
    kept, none = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(none, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(none)
