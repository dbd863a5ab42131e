"""Laws that every period obeys, read from its log, and changes that must change nothing."""

import numpy as np
from houqin.model.kinds.contracted.layout import DAY
from houqin.model.kinds.contracted.names import COUNTERS
from houqin.model.kinds.contracted.ranks import ANSWERED, CAME, COMPLAINED
from houqin.model.kinds.contracted.spec import Common, Place, Spec
from houqin.model.levers import Setting
from houqin.model.streams import Stream


def told(outcome):
    """Return the counts by name and the log's rows by rank: (tick, entity, who, value)."""
    rows = {r: [tuple(v) for v in outcome.log[outcome.log[:, 1] == r][:, [0, 2, 3, 4]].tolist()] for r in range(3)}
    return dict(zip(COUNTERS, outcome.counts.tolist(), strict=True)), rows


def test_everything_is_counted_once(days):
    """Days, people, work, complaints and answers of the log add up to the counts."""
    answers = 0
    for case, out in days:
        counts, rows = told(out)
        assert [r[:2] for r in rows[CAME]] == [(d * DAY, d) for d in range(case.spec.common.days)]
        assert counts["people"] == sum(r[2] for r in rows[CAME])
        assert counts["done"] == sum(r[3] for r in rows[CAME])
        assert counts["complaints"] == len(rows[COMPLAINED])
        grades = np.bincount([r[3] for r in rows[ANSWERED]], minlength=4).tolist()
        assert [counts[name] for name in ("best", "good", "fair", "poor")] == grades
        assert counts["returned"] == len(rows[ANSWERED]) <= case.spec.common.survey.forms
        answers += sum(grades)
    assert answers > 1000


def test_no_more_is_done_than_there_is_or_people_can(days):
    """Work done is at most what is needed and what those present are able to; full days are those with all of it."""
    full = 0
    for case, out in days:
        counts, rows = told(out)
        assert all(r[2] <= case.setting.levels[0] and r[3] <= case.layout.needed for r in rows[CAME])
        assert counts["done"] <= counts["able"]
        assert counts["full"] == sum(r[3] == case.layout.needed for r in rows[CAME])
        full += counts["full"]
    assert full > 50


def test_verdicts_follow_from_the_forms(days):
    """A survey that proves its claim shows it; one without forms back is not judged; points are those of the grades."""
    proven = 0
    for case, out in days:
        counts, _ = told(out)
        survey = case.spec.common.survey
        assert counts["judged"] == (counts["returned"] > 0)
        assert counts["proven"] <= counts["met"] <= counts["judged"]
        if counts["judged"]:
            assert counts["met"] == (counts["satisfied"] / counts["returned"] >= survey.claim - 1e-12)
        grades = [counts[name] for name in ("best", "good", "fair", "poor")]
        assert counts["points"] == round(1000 * sum(s * g for s, g in zip(survey.scores, grades, strict=True)))
        assert counts["satisfied"] == sum(grades[: 3 if survey.satisfied == "loose" else 2])
        proven += counts["proven"]
    assert proven > 3


def same(worlds, change, setting=lambda s: s):
    """Return how many worlds have a log that a change of (common, place) left as it was; none may differ."""
    equal = 0
    for seed in range(1, 90, 2):
        case, kind = worlds.world(seed), worlds.KIND
        common, place = case.spec.common.model_dump(mode="json"), case.spec.place.model_dump(mode="json")
        change(common, place)
        after = Spec(common=Common.model_validate(common), place=Place.model_validate(place))
        logs = []
        for spec, chosen in ((case.spec, case.setting), (after, setting(case.setting))):
            layout = kind.layout(spec)
            logs.append(kind.kernel(layout, chosen, kind.draw(layout, case.workforce, Stream(3, 1)), True).log)
        assert np.array_equal(*logs), seed
        equal += 1
    return equal


def test_names_do_not_matter(worlds):
    """What the service and its unit of work are called changes no event."""
    assert same(worlds, lambda common, _: common.update(what="保安", unit="岗")) > 40


def test_units_do_not_matter(worlds):
    """Counting work in units half as large, of which a person does twice as many, changes no event."""

    def halve(common, place):
        common["per_post"], place["workload"] = 2 * common["per_post"], 2 * place["workload"]

    assert same(worlds, halve) > 40


def test_forms_by_share_or_by_number(worlds):
    """Grades given as shares or as the forms of an earlier survey are the same."""
    def tenfold(common, _):
        common["survey"]["grades"] = [8 * g for g in common["survey"]["grades"]]

    assert same(worlds, tenfold) > 40


def test_room_for_more_posts_changes_nothing(worlds):
    """A wider box of posts gives the same people, the same forms and the same complaints."""
    assert same(worlds, lambda _, place: place.update(high=place["high"] + 7)) > 40


def test_more_people_than_needed_change_nothing_but_their_number(worlds):
    """Where all work is done, one more post changes no answer and no complaint."""
    checked = 0
    for seed in range(120):
        case = worlds.world(seed)
        before = worlds.KIND.kernel(case.layout, Setting((case.layout.most,)), case.trace, True)
        fewer = Setting((max(0, case.layout.most - 1),))
        after = worlds.KIND.kernel(case.layout, fewer, case.trace, True)
        if before.counts[2] == after.counts[2] == case.layout.days:
            assert np.array_equal(before.log[before.log[:, 1] > CAME], after.log[after.log[:, 1] > CAME])
            checked += case.layout.most > 0
    assert checked > 10
