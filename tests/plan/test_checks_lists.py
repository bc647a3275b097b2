"""Cells with several names: what parts them, and what is asked about before a cap loses its area."""

from __future__ import annotations

import pytest
from small_plans import FOUR_PERIODS, Records, a_plan, errors, estonian, need, only, row, site, warnings

from solver.plan.make import make_draft
from solver.schema import SHEETS
from solver.schema.columns import Kind
from solver.tables import raw_tables

LATVIA = row("Areas", area="Latvia", nation="Latvia", groups="Baltics", own=5000)
CAP = row("Drawdown caps", applies_to="Baltics", cap_heads=300)
LISTS = [
    (sheet, column)
    for sheet in SHEETS
    for column in sheet.columns
    if column.kind is Kind.NAMES and not column.choices
]
"""Lists that take any names; one of a few words is tested with its sheet."""


def areas(groups: str) -> dict[str, Records]:
    """Estonia in these groups, Latvia in Baltics, and a cap on Baltics."""
    estonia = row("Areas", area="Estonia", nation="Estonia", groups=groups, own=4000)
    return {"areas": [estonia, LATVIA], "drawdown_caps": [CAP]}


@pytest.mark.parametrize(
    "between",
    [";", "\n", "\r\n", " ;\n", "\v", "\u2028", "\u2029", "\x85", "\uff1b", "\u061b", "\u037e", "\ufe54"],
)
def test_any_semicolon_and_any_line_break_part_a_list(between):
    """Alt+Enter between two groups made one group 'Baltics Nordics', and the cap on Baltics lost Estonia."""
    plan = a_plan(FOUR_PERIODS, **areas(f"Baltics{between}Nordics"))
    assert plan.areas["groups"].tolist() == [("Baltics", "Nordics"), ("Baltics",)]


@pytest.mark.parametrize(("sheet", "column"), LISTS, ids=[f"{s.name}.{c.name}" for s, c in LISTS])
def test_every_list_is_parted_by_line_breaks(sheet, column):
    row = {column.name: "one\ntwo\uff1b three", "Note": "x"}
    draft, _ = make_draft(raw_tables({sheet.name: [row]}))
    assert draft.rows(sheet.name)[column.field].tolist() == [("one", "two", "three")]


@pytest.mark.parametrize(
    ("between", "named"),
    [
        (", ", "','"),
        ("\uff0c", "'\uff0c'"),
        ("\u060c ", "'\u060c'"),
        ("\u3001", "'\u3001'"),
        ("/", "'/'"),
        (" | ", "'|'"),
        ("\u2022", "'\u2022'"),
    ],
)
def test_a_free_name_that_holds_a_known_one_beside_a_separator_is_an_error(between, named):
    """Nordics stands nowhere else; that Baltics does is enough to ask."""
    message = only(errors(**areas(f"Baltics{between}Nordics")))
    assert message == (
        f"Areas row 2, Groups: 'Baltics{between}Nordics' is read as one name, but 'Baltics' stands in Areas "
        f"row 3, and {named} seems to part them; lists are parted by ';', so type 'Baltics; Nordics'; "
        f"or, if it is one name, spell it without {named}"
    )


@pytest.mark.parametrize("between", [" and ", " & ", " + ", " - ", " \u2013 ", " und ", " OR "])
def test_a_word_between_known_names_is_asked_about(between):
    changes = areas(f"Baltics{between}Nordics")
    changes["areas"].append(row("Areas", area="Finland", groups="Nordics", own=1))
    assert "type 'Baltics; Nordics'" in only(errors(**changes))


@pytest.mark.parametrize("groups", ["Baltics and Nordics", "Nordics & Baltics", "Nordics - Baltics"])
def test_a_word_beside_one_known_group_is_asked_about(groups):
    """A group is born by being named; the cap on Baltics would lose Estonia."""
    assert "'Baltics' stands in Areas row 3" in only(errors(**areas(groups)))


@pytest.mark.parametrize("between", [" \u00b7 ", "\u30fb", " og ", " plus "])
def test_dots_and_words_of_neighbours_between_groups_are_asked_about(between):
    assert "'Baltics' stands in Areas row 3" in only(errors(**areas(f"Baltics{between}Nordics")))


@pytest.mark.parametrize("groups", ["Baltic", "B\u00e4ltics", "Blatics"])
def test_a_group_that_is_another_but_for_one_letter_is_an_error(groups):
    """The cap on Baltics would lose Estonia; Latvia and the cap say Baltics."""
    assert "is 'Baltics' in Areas row 3 but for one letter" in only(errors(**areas(groups)))


def test_a_nation_that_is_another_but_for_one_letter_is_an_error_in_its_own_cell():
    """Without a sheet Nations, 'Estnoia' would be a second one, whose forces no cap on Estonia counts."""
    slipped = estonian("E-2", "Estnoia")
    found = errors(contingents=[estonian(), slipped], **areas("Baltics"))
    assert any(message.startswith("Contingents row 3, Nation: 'Estnoia'") for message in found), found


@pytest.mark.parametrize("groups", ["Baltics,", ", Baltics", "Baltics /"])
def test_a_separator_left_over_makes_no_second_group(groups):
    assert "type 'Baltics'" in only(errors(**areas(groups)))


@pytest.mark.parametrize("groups", ["Baltics Nordics", "Baltics  Nordics", "Baltics\tNordics"])
def test_blanks_between_known_names_are_asked_about(groups):
    changes = areas(groups)
    changes["areas"].append(row("Areas", area="Finland", groups="Nordics", own=1))
    assert "type 'Baltics; Nordics'" in only(errors(**changes))


@pytest.mark.parametrize("groups", ["\u2022 Baltics\n\u2022 Nordics", "\u2022 Baltics \u2022 Nordics"])
def test_bullets_make_no_second_group(groups):
    found = errors(**areas(groups))
    assert found
    assert "type 'Baltics" in found[0]


def test_one_blank_between_words_that_are_names_is_a_name():
    """North East lies beside North and East."""
    rows = [site(f"{number}", zone=zone) for number, zone in enumerate(("North", "East", "North East"))]
    requirements = [need(150, at="0", role="infantry")]
    assert errors(sites=rows, requirements=requirements) == []
    assert warnings(sites=rows, requirements=requirements) == []


def test_a_line_break_inside_a_name_that_stands_elsewhere_is_asked_about():
    """A long group wrapped by Alt+Enter would be two groups, and the cap on it lose Estonia."""
    front = [
        row("Areas", area="Estonia", groups="NATO\nfront line", own=4000),
        LATVIA | row("Areas", groups="NATO front line"),
    ]
    message = only(
        errors(areas=front, drawdown_caps=[CAP | row("Drawdown caps", applies_to="NATO front line")])
    )
    assert (
        "the line break parts 'NATO' and 'front line', but 'NATO front line' stands in Areas row 3" in message
    )


def test_a_line_break_inside_a_single_name_is_a_blank():
    plan = a_plan(FOUR_PERIODS, contingents=[estonian(nation="Estonia\n", capability="Mechanised\ninfantry")])
    assert plan.contingents[["nation", "capability"]].values.tolist() == [["Estonia", "Mechanised infantry"]]


@pytest.mark.parametrize(
    "nation", ["Estonia / Latvia", "Estonia, Latvia", "Estonia; Latvia", "Estonia\nLatvia"]
)
def test_one_nation_stands_in_a_cell(nation):
    """Without a Nations sheet 'Estonia / Latvia' would be a nation of its own, drawn from no area."""
    rows = [estonian(nation=nation)]
    message = only(
        errors(contingents=rows, areas=[row("Areas", area="Estonia", nation="Estonia", own=1), LATVIA])
    )
    assert message.startswith("Contingents row 2, Nation: ")
    assert "Nation takes one name; give each a row of its own" in message


@pytest.mark.parametrize("target", ["Estonia, Latvia", "Estonia\nLatvia", "Estonia; Latvia"])
def test_a_cap_applies_to_one_name(target):
    changes = areas("Baltics") | {"drawdown_caps": [CAP | row("Drawdown caps", applies_to=target)]}
    assert only(errors(**changes)).endswith("Applies to takes one name: give each a row of its own")


def test_a_caveat_on_two_zones_does_not_fall_away():
    """A zone that stands nowhere else was only warned of: the row would keep nobody out."""
    rows = [row("Caveats", zone="West, South", effect="not", reason="x")]
    assert "type 'West; South'" in only(errors(caveats=rows))


@pytest.mark.parametrize("nation", ["Korea, Republic of", "Bosnia and Herzegovina", "Trinidad & Tobago"])
def test_a_nation_with_a_comma_or_an_and_is_a_nation(nation):
    rows = [estonian(nation=nation), estonian("EST-2")]
    caveats = [row("Caveats", nation=nation, effect="not", role="infantry", reason="x")]
    assert errors(contingents=rows, caveats=caveats) == []
    assert warnings(contingents=rows, caveats=caveats) == []


def test_a_capability_with_a_slash_is_one():
    """Also beside a role 'Infantry', where Suitability knows the whole name."""
    rows = [estonian(capability="Infantry, light")]
    suitability = [row("Suitability", capability="Infantry, light", role="infantry")]
    assert errors(contingents=rows, suitability=suitability) == []
    assert errors(contingents=[estonian(capability="Air/missile defence")]) == []


def test_a_group_with_a_comma_that_stands_once_is_asked_about_mildly():
    rows = [row("Areas", area="Estonia", groups="Baltics, Nordics", own=1), row("Areas", area="Latvia")]
    assert errors(areas=rows) == []
    assert "if several are meant, part them by ;, not by ','" in only(warnings(areas=rows))
    again = [area | row("Areas", groups="Air/land") for area in rows]
    assert warnings(areas=again) == []


@pytest.mark.parametrize("groups", ["Baltics and Nordics", "Baltics & Nordics"])
def test_a_group_with_an_and_that_stands_once_is_asked_about_mildly(groups):
    """A group with one member, of which nothing else speaks, is hardly meant."""
    rows = [row("Areas", area="Estonia", groups=groups, own=1), row("Areas", area="Latvia", own=1)]
    assert errors(areas=rows) == []
    assert "if several are meant, part them by ;" in only(warnings(areas=rows))


def test_gaps_between_words_of_a_list_are_asked_about_mildly():
    rows = [
        row("Areas", area="Estonia", groups="Baltics   Nordics", own=1),
        row("Areas", area="Latvia", own=1),
    ]
    assert errors(areas=rows) == []
    assert "if several are meant, part them by ;, not by blanks" in only(warnings(areas=rows))


def test_a_nation_that_is_declared_may_be_named_after_two():
    """A joint nation has a row of its own; it is mentioned only because both others have one, too."""
    nations = [row("Nations", nation=name) for name in ("Estonia", "Latvia", "Estonia / Latvia")]
    rows = [estonian(nation="Estonia / Latvia")]
    assert errors(nations=nations, contingents=rows) == []
    assert "Nations row 4" in only(warnings(nations=nations, contingents=rows))


def test_a_name_that_no_register_knows_is_parted_in_the_message():
    nations = [row("Nations", nation="Estonia"), row("Nations", nation="Latvia")]
    caveats = [row("Caveats", nation="Estonia/Latvja", effect="not", reason="x")]
    assert only(errors(nations=nations, caveats=caveats)).endswith(
        "unknown nation or group 'Estonia/Latvja'; separate several by ;, not by '/'"
    )


def test_blanks_of_a_web_page_are_blanks():
    """Copied from there, 'Baltics&nbsp;' would lose Estonia to the cap on Baltics; '&nbsp;' parts nothing."""
    assert a_plan(FOUR_PERIODS, **areas("Baltics&nbsp;")).areas["groups"].tolist() == [
        ("Baltics",),
        ("Baltics",),
    ]
    assert a_plan(FOUR_PERIODS, **areas("Front&nbsp;line; Baltics")).areas["groups"][0] == (
        "Front line",
        "Baltics",
    )
