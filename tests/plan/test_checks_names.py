"""Names that are probably meant to be another one: look-alikes, marks, slips of the keyboard."""

from __future__ import annotations

import unicodedata

import pytest
from small_plans import FOUR_PERIODS, a_plan, errors, estonian, findings, need, only, row, site, warnings

from solver.plan.names import clean, did_you_mean, is_typo
from solver.tables import fold
from solver.text.look_alikes import near_skeleton, skeleton, strange_letters, told_apart

CYRILLIC = "Eston\u0456a"
LETTER = f"the '\u0456' in '{CYRILLIC}' is a Cyrillic letter (U+0456)"


def contingents(*nations: str) -> list[dict[str, object]]:
    """A contingent of each nation."""
    return [estonian(f"C-{number}", nation) for number, nation in enumerate(nations)]


def test_two_names_that_look_the_same_are_never_two_nations():
    """Without a Nations sheet: Estonia twice, and once with a Cyrillic letter."""
    message = only(errors(contingents=contingents("Estonia", CYRILLIC, "Estonia")))
    assert message == (
        f"Contingents row 3, Nation: {LETTER}; 'Estonia' stands in Contingents row 2 and only looks "
        "the same: copy that cell, or type the name anew"
    )


def test_the_odd_spelling_is_the_mixed_one_however_often_it_stands():
    found = errors(contingents=contingents(CYRILLIC, CYRILLIC, "Estonia"))
    assert [message.partition(":")[0] for message in found] == [
        "Contingents row 2, Nation",
        "Contingents row 3, Nation",
    ]


def test_a_register_offers_the_name_that_looks_the_same_with_its_letter():
    rows = contingents(CYRILLIC)
    message = only(
        errors(nations=[row("Nations", nation="Estonia"), row("Nations", nation="Latvia")], contingents=rows)
    )
    assert f"unknown nation '{CYRILLIC}'; did you mean 'Estonia'? T{LETTER[1:]}." in message


def test_a_register_that_holds_the_odd_letter_is_named():
    """Its users are unknown, and the row of the register itself says why."""
    found = errors(nations=[row("Nations", nation=CYRILLIC)], contingents=contingents("Estonia"))
    assert f"Nations row 2, Nation: {LETTER}; 'Estonia' stands in Contingents row 2" in found[0]
    assert f"did you mean '{CYRILLIC}'? T{LETTER[1:]}." in found[1]


OTHERS = {
    "Sites": {"Sites": [site(), site("Lv\u0456v")]},
    "zones": {"Sites": [site(zone="East"), site("Odesa", zone="\u0415ast")]},
    "areas": {"Areas": [row("Areas", area="Estonia"), row("Areas", area=CYRILLIC)]},
    "groups": {
        "Areas": [
            row("Areas", area="A1", groups="Baltics"),
            row("Areas", area="A2", groups="x; B\u0430ltics"),
        ]
    },
    "area and nation": {"Areas": [row("Areas", area="Estonia", nation=CYRILLIC)]},
    "country": {"Sites": [site(country=CYRILLIC)]},
    "conditions": {
        "Conditions": [row("Conditions", condition=c, holds="yes") for c in ("truce", "tru\u0441e")]
    },
    "contingents": {"Contingents": [estonian(), estonian("\u0395ST-1")]},
    "whole names": {"Sites": [site(), site("CAM"), site("\u0421\u0410\u041c")]},
}


@pytest.mark.parametrize("name", OTHERS)
def test_names_of_one_kind_are_compared_wherever_they_stand(name):
    assert "only looks the same" in only(errors(raw=OTHERS[name]))


def test_a_capability_is_compared_with_the_roles():
    """Without Suitability a capability fills the role of its name."""
    assert "only looks the same" in only(errors(contingents=[estonian(capability="\u0456nfantry")]))


def test_names_of_different_kinds_may_look_the_same():
    """A Cyrillic zone \u0410 beside a Latin site A is nobody's slip."""
    sites = [site("A", zone="\u0410")]
    assert errors(sites=sites, requirements=[need(150, at="A", role="infantry")]) == []


def test_a_name_of_mixed_scripts_without_a_twin_is_a_warning():
    message = only(warnings(contingents=contingents(CYRILLIC, CYRILLIC)))
    assert message.startswith(f"Contingents row 2, Nation: {LETTER} among letters of another script")


@pytest.mark.parametrize(
    "name",
    [
        "\u0423\u043a\u0440\u0430\u0457\u043d\u0430",  # a whole word of Cyrillic
        "\u0413\u0440\u0443\u043f\u0430 Alpha",
        "\u0395\u03bb\u03bb\u03ac\u03b4\u03b1",
        "\u03bcUAV",  # signs of physics
        "Diyarbak\u0131r",
        "\u0141\u00f3d\u017a",
        "1\u00ba Batall\u00f3n",
        "\u65e5\u672c",
    ],
)
def test_a_name_of_another_alphabet_is_a_name(name):
    assert strange_letters(name) == ()
    assert warnings(contingents=contingents(name)) == []


def test_a_word_that_only_looks_latin_is_strange_among_latin_words():
    assert strange_letters("Zone \u0410") == ("\u0410",)


def test_digits_that_look_like_letters_are_a_warning():
    rows = [site(), site("COY 1"), site("C0Y 1"), site("COY l")]
    assert errors(sites=rows) == []
    assert [message.partition(":")[0] for message in warnings(sites=rows)] == [
        "Sites row 4, Site",
        "Sites row 5, Site",
    ]


UNSEEN = {
    "zero width": "Esto\u200bnia",
    "soft hyphen": "Esto\u00adnia",
    "byte order mark": "\ufeffEstonia",
    "direction": "\u200eEstonia\u202c",
    "variation": "Estonia\ufe0f",
    "control": "Esto\x07nia",
    "full width": "\uff25\uff53\uff54\uff4f\uff4e\uff49\uff41",
    "no-break blank": "\u00a0Estonia",
}


@pytest.mark.parametrize("name", UNSEEN.values(), ids=UNSEEN)
def test_what_nobody_sees_makes_no_second_nation(name):
    """The plan has one nation, and writes it as the register spells it."""
    plan = a_plan(
        FOUR_PERIODS, nations=[row("Nations", nation="Estonia")], contingents=contingents("Estonia", name)
    )
    assert set(plan.contingents["nation"]) == {"Estonia"}
    assert fold(name) == fold(clean(name)) == "estonia"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("EST\u2011INF\u20131", "EST-INF-1"),  # a non-breaking hyphen and a dash
        ("C\u2212130", "C-130"),
        ("Cote d\u2019Ivoire", "Cote d'Ivoire"),
        ("\u201cTask\u201d", '"Task"'),
        (unicodedata.normalize("NFD", "C\u00f4te"), "C\u00f4te"),
    ],
)
def test_dashes_and_apostrophes_of_any_shape_are_one(one, other):
    assert fold(one) == fold(other)
    plan = a_plan(FOUR_PERIODS, sites=[site(other)], requirements=[need(150, at=one, role="infantry")])
    assert plan.requirements["site"].tolist() == [other]


def test_letters_of_another_script_are_not_folded():
    assert fold(CYRILLIC) != fold("Estonia")
    assert skeleton(CYRILLIC) == skeleton("Estonia") == "estonia"
    assert near_skeleton("ltaly") == near_skeleton("Italy") != near_skeleton("Itaiy")


@pytest.mark.parametrize(
    ("name", "other", "named"),
    [
        ("\u0421anada", "Canada", "the '\u0421' in '\u0421anada' is a Cyrillic letter (U+0421)"),
        (
            "F\u0130NLAND",
            "Finland",
            "'\u0130' in 'F\u0130NLAND' is Latin capital letter i with dot above (U+0130)",
        ),
        (
            "\u03a1\u039f\u039bAND",
            "PO\u039bAND",
            "'\u03a1', '\u039f' in '\u03a1\u039f\u039bAND' are Greek letters (U+03A1, U+039F)",
        ),
        ("Kyiv", "Ky\u0456v", "the '\u0456' in 'Ky\u0456v' is a Cyrillic letter (U+0456)"),
    ],
)
def test_the_letter_is_named_with_its_code(name, other, named):
    assert named in told_apart(name, other)
    assert did_you_mean(name, [other, "Elsewhere"]).startswith(f"; did you mean '{other}'? The ")


def test_names_that_do_not_look_the_same_have_nothing_to_tell_apart():
    assert told_apart("Estona", "Estonia") == ""
    assert did_you_mean("Estona", ["Estonia"]) == "; did you mean 'Estonia'?"


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Estona", "Estonia"),
        ("Estoniaa", "Estonia"),
        ("Esotnia", "Estonia"),
        ("infantri", "infantry"),
        ("mechanised infntry", "Mechanised Infantry"),
        ("engineers", "engineer"),
    ],
)
def test_one_letter_is_a_slip(name, known):
    assert is_typo(name, ["Finland", known])


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Iran", "Iraq"),
        ("Niger", "Nigeria"),
        ("Austria", "Australia"),
        ("Slovakia", "Slovenia"),
        ("Iceland", "Ireland"),
        ("GER-1", "GER-2"),
        ("GER-1", "GER-11"),
        ("Site A", "Site B"),
        ("North East", "North West"),
        ("A", "AB"),
        ("Estonia", "Estonia"),
    ],
)
def test_two_names_are_two(name, known):
    assert not is_typo(name, [known])


AREA = row("Areas", area="Estonia", nation="Estonia", own=4000, groups="Baltics")
LATVIA = row("Areas", area="Latvia", nation="Latvia", own=3000, groups="Baltics")
CAP = row("Drawdown caps", applies_to="Baltics", cap_heads=600)


MARKED = [
    "Baltics*",
    "'Baltics",
    '"Baltics"',
    "(Baltics)",
    "Baltics.",
    "Balt-ics",
    "1. Baltics",
    "<b>Baltics</b>",
]


@pytest.mark.parametrize("group", MARKED)
def test_a_group_that_only_marks_tell_from_another_is_an_error(group):
    """The cap on Baltics would lose Latvia without a word."""
    rows = [AREA, row("Areas", area="Finland", groups="Baltics", own=1), LATVIA | row("Areas", groups=group)]
    found = [
        message for message in errors(areas=rows, drawdown_caps=[CAP]) if "Areas row 4, Groups" in message
    ]

    assert len(found) == 1
    assert "is another name than 'Baltics' in Areas row 2, though only marks tell them apart" in found[0]


@pytest.mark.parametrize(
    ("sheet", "changed"),
    [
        ("Caveats", row("Caveats", nation="Estonia", zone="'West", effect="not", reason="law")),
        ("Caveats", row("Caveats", nation="(Estonia)", site="Lviv", effect="not", reason="law")),
        ("Drawdown caps", row("Drawdown caps", applies_to="Estonia", capability="infantry.", cap_heads=0)),
    ],
)
def test_a_rule_for_a_name_with_marks_is_an_error(sheet, changed):
    """It would hold for nobody: today a warning that the row never applies."""
    found = errors(areas=[AREA], raw={sheet: [changed]})

    assert any("though only marks tell them apart; spell both alike" in message for message in found), found


def test_a_register_with_marks_is_named_at_its_own_cell():
    """Contingents say Estonia, sheet Nations '=Estonia': the odd one is in Nations."""
    found = errors(nations=[row("Nations", nation="=Estonia")])

    assert any(
        message.startswith("Nations row 2, Nation: '=Estonia' is another name") for message in found
    ), found


@pytest.mark.parametrize(("one", "other"), [("A-1", "A1"), ("1-1", "11"), ("A+", "A")])
def test_two_rows_named_so_on_purpose_stay_two(one, other):
    """Whoever gives each a row of its own means two; a mark between digits, or a plus, tells them apart."""
    rows = [estonian(one), estonian(other)]

    assert findings(contingents=rows) == []


def test_a_name_that_cannot_be_read_is_no_name():
    """Blank where a name must stand: said by its own finding, whatever the other rows hold."""
    rows = [
        row("Suitability", capability="infantry", role="infantry"),
        row("Suitability", capability=None, role="training"),
    ]

    assert len(errors(suitability=rows)) == 1


def test_zones_a_and_a_plus_are_two_zones():
    """A plus says more than a mark."""
    rows = [site(zone="A"), site("Odesa", zone="A+"), site("Kyiv", zone="1-1")]

    assert findings(sites=[*rows, site("Rivne", zone="11")]) == []


def test_a_scenario_whose_rows_bear_two_names_is_an_error():
    """Half of it would be a scenario of its own."""
    change = row("Scenarios", scenario="worse", sheet="Sites", row="Lviv", column="Zone", value="East")
    found = errors(scenarios=[change, change, change | row("Scenarios", scenario="worse*")])

    assert [
        message
        for message in found
        if message.startswith("Scenarios row 4, Scenario: 'worse*' is another name")
    ]


@pytest.mark.parametrize("zone", ["'West", "West\u00b2"])
def test_a_mark_in_a_name_that_stands_once_is_warned_of(zone):
    """Nothing is misread by it, but no formula finds the name."""
    said = warnings(sites=[site(zone=zone)])
    assert [message for message in said if f"'{zone}' is the whole name" in message]


def test_an_apostrophe_that_begins_a_name_is_none_for_excel():
    assert findings(sites=[site(zone="'s-Hertogenbosch")]) == []
