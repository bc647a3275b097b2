"""Checks of the sheet Studies: each row asks one question that the workbook can answer."""

from __future__ import annotations

from dataclasses import fields

import pytest
from small_plans import FOUR_PERIODS, Record, a_plan, errors, findings, only, row, warnings
from study_rows import FRONT, a_second, a_study, a_sweep

from solver.plan.plan import Plan
from solver.schema.columns import Kind
from solver.schema.studies import BY, KINDS, STUDIES


def said(*rows: Record) -> list[str]:
    """The errors of these studies, as who asks them is told them; each is a warning of the plan."""
    plan = a_plan(FOUR_PERIODS, studies=list(rows), **FRONT)
    found = [each for mistakes in plan.mistaken_studies.values() for each in mistakes]
    warned = [each.message for each in plan.warnings if "will not be asked: " in each.message]
    assert sorted(each.partition(" will not be asked: ")[2] for each in warned) == sorted(
        each.message for each in found
    )
    return [str(each) for each in found]


def test_a_study_of_each_kind_is_right():
    studies = [
        a_sweep(),
        a_second(study="stairs", step=None),
        a_study("withdraw", by="Nation; SITE"),
        a_study("confidence", by="contingent", samples=500) | {"Study": "chances"},
        a_study("alternatives", within=0.05, count=3) | {"Study": "others"},
    ]

    assert findings(studies=studies, **FRONT) == []


def test_the_plan_has_its_studies_as_a_frame_with_the_numbers_of_a_sweep():
    """From and To are numbers, 0 among them, and no periods: 900 is far behind the fourth, the last."""
    frame = a_plan(FOUR_PERIODS, studies=[a_sweep(to=900.5)], **FRONT).studies
    first = frame.iloc[0]

    assert (first["from_"], first["to"], first["step"]) == (0.0, 900.5, 150.0)
    assert (first["within"], first["count"], first["samples"]) == (0.01, 5, 10_000)
    assert first["by"] == ()
    assert first["nightly"] is False or not first["nightly"]
    assert {"first", "last"}.isdisjoint(frame)


def test_what_a_study_goes_by_is_spelled_as_declared():
    frame = a_plan(FOUR_PERIODS, studies=[a_study("withdraw", by="SITE\nnation")]).studies

    assert frame["by"].tolist() == [("site", "nation")]


@pytest.mark.parametrize(
    ("by", "message"),
    [
        ("nation\nmonth", "expected one or more of nation, contingent, condition, site, separated by ;"),
        ("nations", "did you mean 'nation'?"),
        ("nation, site", "separate several by ;, not by ','"),
        ("month", "expected one or more of nation, contingent, condition, site, separated by ;"),
    ],
)
def test_what_no_study_can_go_by_is_an_error(by, message):
    sentence = only(said(a_study("withdraw", by=by)))

    assert sentence.startswith(f"Studies row 2, By: By is '{by}'; expected one or more of")
    assert message in sentence


def test_pledges_come_by_nation_or_contingent():
    assert only(said(a_study("confidence", by="site; nation; condition"))) == (
        "Studies row 2, By: confidence goes by contingent and nation, not by site and condition; "
        "take that out"
    )


@pytest.mark.parametrize(
    ("missing", "column", "remedy"),
    [
        ("row", "Row", "type the cell as Sheet!Row!Column, such as Drawdown caps!Baltics!Cap heads"),
        ("from_", "From", "type the first value"),
        ("to", "To", "type the last value"),
    ],
)
def test_a_sweep_needs_a_cell_and_both_its_ends(missing, column, remedy):
    assert only(said(a_sweep(**{missing: None}))) == (
        f"Studies row 2, {column}: {column} is blank, and a sweep needs it; {remedy}"
    )


def test_all_that_is_wrong_is_said_at_once():
    assert [each.partition(": ")[0] for each in said(row("Studies", study="cap", kind="sweep"))] == [
        *("Studies row 2, Row", "Studies row 2, From", "Studies row 2, To")
    ]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("Drawdown cap!Estonia!Cap heads", "unknown sheet 'Drawdown cap'; did you mean 'Drawdown caps'?"),
        ("Drawdown caps!Estonia!Caps", "sheet Drawdown caps has no column 'Caps'; did you mean"),
        (
            "Drawdown caps!Estona!Cap heads",
            "no row of sheet Drawdown caps fits 'Estona'; did you mean 'Estonia'?",
        ),
        ("Settings!Sed!Value", "unknown setting 'Sed'; did you mean 'Seed'?"),
        ("Backfill!Estonia!Heads", "the workbook has no sheet Backfill, so no row fits"),
        ("Studies!cap!To", "unknown sheet 'Studies'"),
        ("Scenarios!#2!Value", "unknown sheet 'Scenarios'"),
    ],
)
def test_a_sweep_finds_its_cell_as_an_override_does(cell, message):
    sentence = only(said(a_sweep(row=cell)))

    assert sentence.startswith(f"Studies row 2, Row: {cell}: {message}")


@pytest.mark.parametrize(
    "cell", ["Estonia", "Drawdown caps!Estonia", "Sites!Lviv!Capacity=900", "!Lviv!Capacity"]
)
def test_what_is_no_address_is_told_how_one_looks(cell):
    assert only(said(a_sweep(row=cell))).startswith(
        f"Studies row 2, Row: Row is '{cell}'; type the cell as Sheet!Row!Column, such as"
    )


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (
            "Drawdown caps!Estonia!Stock",
            "Stock takes one of: any, own, stationed, earmarked, and a sweep",
        ),
        ("Drawdown caps!Estonia!From", "From takes a period number, or a date, and a sweep varies a number"),
        ("Drawdown caps!Estonia!Enabled", "numbers of sheet Drawdown caps are Cap heads, Cap share"),
        ("Settings!Whole units!Value", "numbers of sheet Settings are Period months, Periods"),
    ],
)
def test_a_sweep_varies_a_number(cell, message):
    assert message in only(said(a_sweep(row=cell)))


@pytest.mark.parametrize(
    "cell", ["Drawdown caps!*!Cap heads", "drawdown caps ! #2 ! cap heads", "Settings!Seed!value"]
)
def test_a_cell_may_be_any_that_an_override_may_change(cell):
    assert said(a_sweep(row=cell)) == []


@pytest.mark.parametrize(
    ("change", "column", "message"),
    [
        ({"from_": -1}, "From", "Cap heads is -1; expected a number, 0 or more"),
        (
            {"row": "Drawdown caps!Estonia!Cap share", "to": 30, "step": None},
            "To",
            "is 0.3 (30 %) meant, or 30?",
        ),
        ({"row": "Contingents!EST-1!Units", "from_": 0.5}, "From", "Units is 0.5; expected a whole number"),
        ({"row": "Contingents!EST-1!Units", "step": 0.5}, "Step", "Units takes whole numbers; type a whole"),
        ({"step": 0}, "Step", "Step is 0; expected a number, above 0"),
        ({"step": "few"}, "Step", "Step is 'few'; expected a number, above 0"),
        ({"from_": 900, "to": 0}, "From", "From 900 is above To 0; exchange or correct them"),
    ],
)
def test_a_sweep_takes_only_values_that_may_stand_in_its_cell(change, column, message):
    sentence = only(said(a_sweep(**change)))

    assert sentence.startswith(f"Studies row 2, {column}: ")
    assert message in sentence


def test_a_sweep_needs_two_values_and_a_step_from_one_to_the_other():
    """A step of 0.2 leads from 0.1 to 0.3, where 0.3 - 0.1 of a computer is less."""
    share = {"row": "Drawdown caps!Estonia!Cap share", "from_": 0.1, "to": 0.3}

    assert only(said(a_sweep(from_=900))) == (
        "Studies row 2, To: From and To are both 900, and a sweep needs two values; type a To above From"
    )
    assert only(said(a_sweep(step=1000))) == (
        "Studies row 2, Step: Step 1000 leads from From 0 beyond To 900; "
        "type a smaller Step, or leave it blank"
    )
    assert said(a_sweep(step=900)) == []
    assert said(a_sweep(**share, step=0.2)) == []


def test_a_sweep_may_begin_below_nothing():
    assert said(a_sweep(row="Sites!Lviv!Latitude", from_=-5, to=5, step=5)) == []


def test_a_sweep_of_two_numbers_has_two_rows():
    assert said(a_sweep(), a_second(), a_study("withdraw")) == []


@pytest.mark.parametrize(
    ("rows", "column", "message"),
    [
        (
            [a_sweep(), a_second(), a_second(row="Settings!Seed!Value")],
            "row 4, Study",
            "cap stands in rows 2 and 3, too, and a sweep is of two numbers at most; give one another name",
        ),
        (
            [a_study("withdraw"), a_study("alternatives")],
            "row 3, Study",
            "asked stands twice (also row 2), and only a sweep, of two numbers, has two rows; give one",
        ),
        (
            [a_sweep(), a_study("withdraw") | {"Study": "CAP"}],
            "row 3, Study",
            "CAP stands twice (also row 2)",
        ),
        (
            [a_sweep(), a_sweep(row="drawdown caps!Estonia ! Cap heads")],
            "row 3, Row",
            "cap stands twice (also row 2), both times for this cell; name the other cell of the sweep",
        ),
        (
            [a_sweep(step=None), a_second()],
            "row 3, Step",
            "a sweep of two numbers needs a Step for each, and in row 2 it is blank; type it",
        ),
        ([a_sweep(step=None), a_second(step=None)], "row 3, Step", "in rows 2 and 3 it is blank"),
        (
            [a_sweep(nightly="yes"), a_second()],
            "row 3, Nightly",
            "Nightly is no here but yes in row 2, of the same study (blank is no); give both one answer",
        ),
    ],
)
def test_rows_of_one_name_are_one_study(rows, column, message):
    sentence = only(said(*rows))

    assert sentence.startswith(f"Studies {column}: ")
    assert message in sentence


@pytest.mark.parametrize(
    ("study", "message"),
    [
        (
            a_study("withdraw", row="Sites!Nowhere!Capacity", to=3, samples=500),
            "Row, To and Samples have no effect: withdraw looks only at By and Pairs; clear",
        ),
        (a_sweep(by="nation"), "By: By has no effect: sweep looks only at Row, From, To and Step"),
        (
            a_study("confidence", within=0),
            "Within: Within has no effect: confidence looks only at By, Samples and Replans",
        ),
        (
            a_study("alternatives", by="site"),
            "has no effect: alternatives looks only at Within, Count and Regret",
        ),
    ],
)
def test_what_another_kind_looks_at_is_warned_of(study, message):
    assert said(study) == []
    assert message in only(warnings(studies=[study], **FRONT))


@pytest.mark.parametrize(
    ("kind", "change", "message"),
    [
        ("alternatives", {"count": 2}, "Count is 2; expected a whole number, from 3 to 7"),
        ("alternatives", {"count": 8}, "Count is 8; expected a whole number, from 3 to 7"),
        ("alternatives", {"within": 5}, "is 0.05 (5 %) meant, or 5? Type 0.05 for 5 %"),
        ("confidence", {"samples": 99}, "Samples is 99; expected a whole number, from 100 to 1000000"),
        ("guess", {}, "Kind is 'guess'; expected one of sweep, withdraw, confidence, alternatives"),
    ],
)
def test_numbers_of_a_study_keep_to_their_range(kind, change, message):
    assert message in only(said(a_study(kind, **change)))


def test_a_study_with_mistakes_is_not_there_and_the_others_are():
    """A warning says of which study it is; what a row without a name would ask nobody can ask."""
    studies = [a_sweep(row="Drawdown caps!Estona!Cap heads"), a_second(), a_study("withdraw")]
    nameless = row("Studies", study=None, kind="withdraw")
    plan = a_plan(FOUR_PERIODS, studies=[*studies, nameless], **FRONT)

    assert plan.studies["study"].tolist() == ["asked"]
    assert list(plan.mistaken_studies) == ["cap"]
    told = [str(each) for each in plan.warnings]
    assert told[0].startswith("Studies row 2, Row: study 'cap' will not be asked: Drawdown caps!Estona!Cap")
    assert told[1].startswith("Studies row 5, Study: this study will not be asked: Study is blank")
    assert {each.severity for each in plan.warnings} == {"warning"}


def test_a_study_is_mistaken_whatever_of_it_cannot_be_read():
    """Numbers that every study has stand in no row of the plan that has none."""
    unread = [a_study("withdraw", samples="many"), a_study("withdraw", nightly="often", enabled="perhaps")]

    for study in unread:
        plan = a_plan(FOUR_PERIODS, studies=[study], **FRONT)
        assert (len(plan.studies), list(plan.mistaken_studies)) == (0, ["asked"])


def test_studies_without_a_column_that_they_need_stop_the_plan():
    told = errors(studies=[{"Study": "asked", "By": "nation"}])

    assert only(told).startswith("Studies: column Kind is missing")


def test_a_row_that_is_not_enabled_asks_nothing():
    assert said(a_sweep(row="nowhere", enabled="no"), a_study("withdraw", by="month", enabled="no")) == []


def test_a_study_may_be_called_a_total():
    """Its name is a question of the planner's, and no entry of a table."""
    assert findings(studies=[a_sweep(study="total")], **FRONT) == []


def test_every_column_but_three_is_of_some_kind():
    """What no kind looked at would never be warned of."""
    of_kinds = {name for names in KINDS.values() for name in names}

    assert {column.name for column in STUDIES.columns} - of_kinds == {"Study", "Kind", "Nightly"}
    assert {kind for kind, names in KINDS.items() if "By" in names} == set(BY)
    assert not [column for column in STUDIES.columns if column.kind in (Kind.FROM, Kind.TO)]


def test_studies_change_nothing_else_in_the_plan():
    """Whatever a solve looks at is the same with and without them."""
    with_studies, without = a_plan(studies=[a_study("withdraw")]), a_plan()
    apart = {"studies", "tables"}

    for field in fields(Plan):
        if field.name not in apart:
            one, other = getattr(with_studies, field.name), getattr(without, field.name)
            assert one.equals(other) if hasattr(one, "equals") else one == other, field.name
