"""What the solver is handed: the programme as arrays, with every family of rows."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest
from houqin.solvers.programme import bounding, build, choosing
from houqin.solvers.programme.build import LARGE, SMALL, YUAN
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler
from scipy import sparse

PLACE = spec_from_file_location("test_programme", Path(__file__).with_name("test_programme.py"))
plain = module_from_spec(PLACE)
PLACE.loader.exec_module(plain)

EVERY = {**plain.SMALL, **{path: value for name in plain.RULES if name not in plain.LENT for path, value in plain.RULES[name].items()}}


@pytest.fixture(scope="module", params=["choosing", "bounding"])
def built(case, request):
    """Return the programme of a small case with every family."""
    scenario = case(EVERY)
    return build((choosing if request.param == "choosing" else bounding)(scenario, plain.little(scenario)))


def test_model_of_pyomo_says_what_the_arrays_say(built):
    """Pyomo's own standard form of the model has the rows, sides and costs that the solver is handed, but for scale."""
    form = LinearStandardFormCompiler().write(built.model, mixed_form=True, set_sense=None)
    names, rows = [v.name for v in form.columns], built.rows
    place = {rows.names[i]: i for i in range(len(rows.cost))}
    at = [place[name] for name in names]
    assert len(form.rows) == len(rows.row_names) > 50
    mine = sparse.csr_matrix(rows.matrix)[:, at].toarray()
    order = {name: i for i, name in enumerate(rows.row_names)}
    for i, row in enumerate(form.rows):
        here, theirs = mine[order[row.constraint.name]], form.A[[i]].toarray()[0]
        scale = np.abs(here).max() / np.abs(theirs).max()
        assert here == pytest.approx(theirs * scale, rel=1e-12)
        side = rows.row_low if row.bound_type < 0 else rows.row_high
        assert side[order[row.constraint.name]] == pytest.approx(form.rhs[i] * scale, rel=1e-12)
    assert rows.cost[at] * YUAN == pytest.approx(form.c.toarray()[0], rel=1e-12)
    assert not np.delete(rows.cost, at).any()


def test_only_large_rows_are_scaled(built):
    """Rows keep their whole numbers, but for those of money beyond 2^40 and floors beyond 2^16."""
    start, weights = built.sheet.start, built.sheet.weights
    for i, (family, _) in enumerate(built.sheet.index):
        largest = max(map(abs, weights[start[i] : start[i + 1]]))
        shown = np.abs(built.rows.matrix[[i]].data).max()
        if family != "c_floor":
            assert shown == pytest.approx(largest / YUAN if largest > LARGE else largest, rel=1e-12)
        else:
            assert shown <= SMALL
            assert largest / shown == 2.0 ** round(np.log2(largest / shown))


def test_columns_in_no_row_stay_at_nothing(case):
    """What is in no row and costs nothing cannot be chosen, so that a solution reads the same whatever the solver does."""
    scenario = case(plain.SMALL)
    built = build(choosing(scenario, plain.little(scenario)), ["assign"])
    used = np.zeros(len(built.rows.cost), dtype=bool)
    used[built.rows.matrix.indices] = True
    idle = ~used & (built.rows.cost == 0)
    assert idle.any()
    assert not built.rows.high[idle].any()
