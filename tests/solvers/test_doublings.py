"""Days that leave a standard undecided are doubled, in the search and in the certificate, within the same error."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest
from houqin.model.measures import Measure
from houqin.model.text import Text
from houqin.solvers import certify, recertify
from houqin.solvers.judge import BAD, FULL, GOOD, OPEN, Judge
from houqin.solvers.problem import Goal, Problem

PLACE = spec_from_file_location("shared", Path(__file__).with_name("test_days_shared.py"))
shared = module_from_spec(PLACE)
PLACE.loader.exec_module(shared)
scenario = shared.scenario
WORDS = Text("量", "measure")


def judge(share, *, error=0.05, seed=0, doublings=5, aim=0.9, spread=300.0):
    """Return a judge of one lever whose days serve so large a share of a thousand, give or take some noise."""

    def sample(levels, n):
        dice = np.random.default_rng([seed, *levels])
        good = np.rint(dice.normal(1000 * share, spread, n)).astype(np.int64)
        return np.stack([good, np.full(n, 1000, dtype=np.int64)], axis=1)

    measure = Measure("m", WORDS, "1", (0,), (1,), ((0,),), True)
    return Judge(Problem((0,), (5,), (False,), (Goal(measure, aim, aim),), sample, 16, error, doublings=doublings))


@pytest.mark.parametrize(
    ("share", "verdict", "clear"), [(0.2, BAD, True), (2.0, GOOD, True), (0.78, BAD, False), (1.0, GOOD, False)]
)
def test_undecided_days_are_doubled(share, verdict, clear):
    """What sixteen days leave open is decided with more; what they decide is not looked at again."""
    assert (judge(share, seed=3, doublings=0).look((2,), FULL).verdicts != [OPEN]) == clear
    found = judge(share, seed=3).look((2,), FULL)
    assert found.verdicts == [verdict]
    assert found.n in ({16} if clear else {32, 64, 128, 256, 512})


@pytest.mark.parametrize("share", [2.0, 1.0])
def test_accepted_is_what_was_decided(share):
    """A setting stands once all its standards are met for certain, however many days that took, and is listed once."""
    own = judge(share)
    assert own.accepted((2,))
    own.look((2,), FULL)
    assert own.standing == [(2,)]


def test_further_looks_spend_no_more_error():
    """A setting exactly at its target is rejected no more often than stated.

    Half its share of the error, 0.5 / 65, is for this statement: some 8 of 2,000 runs at most; more than 18 happen by
    chance with probability 4e-4. Looks that spent that each, all seven of them, would give some 30.
    """
    runs = 2000
    wrong = sum(judge(0.9, error=0.5, seed=seed).look((2,), FULL).verdicts == [BAD] for seed in range(runs))
    assert wrong <= 18


def test_without_error_nothing_is_doubled():
    """Judging by the plain mean takes exactly the days asked for."""
    assert judge(0.9, error=0.0).look((2,), FULL).n == 16


def doubled(case, doublings):
    """Return the shared case with a target near what c's people do, and days that may be doubled."""
    tree = case.model_dump(mode="json")
    near = {"done": {"at_least": 0.89}, "satisfaction": {"at_least": 0.8}}
    return type(case).model_validate({
        **tree, "standards": {"clean": near}, "study": {**tree["study"], "doublings": doublings},
    })  # fmt: skip


def test_certificates_double_what_is_undecided(scenario):
    """Cases a certificate leaves undecided meet more days, others the same as before, and fewer stay undecided."""
    tried = (doubled(scenario, n) for n in (0, 5))
    once, more = (certify.certify(case, shared.plan(case, shared.HELD)) for case in tried)
    assert {check.replications for check in once.checks} == {40}
    spent = {check.replications for check in more.checks}
    assert spent <= {40 * 2**d for d in range(6)}
    assert len(spent) > 1
    open_, left = (sum(c.status == certify.MARGINAL for c in found.checks) for found in (once, more))
    assert left < open_
    by_days = {(c.unit, c.years): c.replications for c in more.checks}
    assert more.kernel_replications < sum(by_days.values())
    assert more.kernel_replications > once.kernel_replications


def test_every_look_has_its_part_of_the_error(scenario):
    """What forty days decide is said at the level that six looks leave."""
    case = doubled(scenario, 5)
    made = shared.plan(case, shared.HELD)
    found, cases = certify.certify(case, made), certify.cases(made)
    alpha = 0.5 * case.study.error / len(shared.statements(case, cases)) / 6
    own = [check for each in cases for check in shared.alone(case, each, found, alpha)]
    kept = [(said, check) for said, check in zip(found.checks, own, strict=True) if said.replications == 40]
    assert len(kept) > 20
    assert all(said == check for said, check in kept)


def test_doubling_is_told_and_may_be_stopped(scenario):
    """Further blocks are counted as they come, the last word is that all have ended, and who is told may end the work."""
    case, said = doubled(scenario, 5), []
    made = shared.plan(case, shared.HELD)
    certify.certify(case, made, tell=lambda done, total: said.append((done, total)))
    first, last = said[0][1], said[-1][1]
    assert said[0] == (0, first)
    assert said[-1] == (last, last)
    assert last > first

    def stop(done, total):
        if total > first:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        certify.certify(case, made, tell=stop)


def test_verifier_doubles_alike(scenario):
    """The verifier's own count comes to the same verdicts on the same numbers of days."""
    case = doubled(scenario, 5)
    made = shared.plan(case, shared.HELD)
    found = certify.certify(case, made)
    cases = recertify.cases(shared.rows(case, made))
    again = recertify.days(case, cases, found.key, case.study.error / 2)
    told = [(r["unit"], tuple(r["years"]), r["measure"], r["status"], r["replications"]) for r in again.rows]
    assert told == [(c.unit, c.years, c.measure, c.status, c.replications) for c in found.checks]
    spent = {(c.unit, c.years): c.replications for c in found.checks}
    apart = recertify.different(case, cases)
    assert found.kernel_replications == sum(spent[row["unit"], tuple(years)] for row, _, years in apart)
