"""Caveats of effect only: whom each keeps out that no other row and no other rule does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from oracle.random_plans import random_sheets
from oracle.random_seeds import seeds
from small_plans import a_plan, fills, need, pledge, row, site

from solver.ledger.eligibility import allowed_arcs
from solver.plan.make import make_plan
from solver.reasons.ineffective_rows import caveats_that_shut_roles, excluding_caveats
from solver.tables import raw_tables

# Germany and France each have two contingents a capability. Trainers train, police police, experts do both
# their own and training; every role is asked for at both sites, in both periods.
CAPABILITIES = {"trainers": ("Training",), "police": ("Police",), "experts": ("Experts", "Training")}
SITES = {"Lviv": "West", "Odesa": "South"}
TRAP = {"nation": "Germany", "role": "Training", "site": "Lviv"}


def two_nations(*caveats, **sheets):
    """The plan above with these rows of Caveats, effect only unless they say otherwise."""
    pledges = [
        pledge(
            f"{nation[:3].upper()}-{capability}-{number}", nation, capability=capability, heads_per_unit=10
        )
        for nation in ("Germany", "France")
        for capability in CAPABILITIES
        for number in (1, 2)
    ]
    roles = ("Training", "Police", "Experts")
    base = {
        "settings": {"Periods": 2},
        "contingents": pledges,
        "roles": [row("Roles", role=role) for role in roles],
        "suitability": [
            each for capability, filled in CAPABILITIES.items() for each in fills(capability, *filled)
        ],
        "sites": [site(name, zone=zone) for name, zone in SITES.items()],
        "requirements": [need(100, at, role) for at in SITES for role in roles],
        "caveats": [
            row("Caveats", **{"effect": "only", "reason": "its parliament"} | caveat) for caveat in caveats
        ],
    }
    return a_plan(base, **sheets)


def told(findings):
    return [(found.place.row, found.message.split(";")[0]) for found in findings]


def test_a_row_of_role_and_site_that_shuts_all_other_roles_is_a_warning():
    """Germany may have meant: our training only at Lviv. It says: nothing but training, at Lviv."""
    (found,) = caveats_that_shut_roles(two_nations(TRAP))

    # police and experts, two each; experts may still train at Lviv
    assert found.severity == "warning"
    assert (found.place.sheet, found.place.row, found.place.column) == ("Caveats", 2, "Effect")
    assert found.message == (
        "Germany only as Training at Lviv, and nowhere as anything else: also keeps out Experts, Police: "
        "4 contingents, of which GER-police-1, GER-police-2 have nothing else left; if that is meant, write "
        "it as two rows (Role in one, Site in the other); if only Training is bound to that place, leave "
        "Role blank and name who does it (Contingent or Capability)"
    )


@pytest.mark.parametrize(
    "caveat",
    [
        {"nation": "Germany", "role": "Training", "zone": "West"},
        {"role": "Training", "site": "Lviv"},
        {"nation": "Germany;France", "role": "Training;Police", "site": "Odesa", "zone": "South"},
    ],
)
def test_it_is_so_for_zones_for_everybody_and_for_lists(caveat):
    """Whoever is bound, and however the place is named."""
    (found,) = caveats_that_shut_roles(two_nations(caveat))

    assert "also keeps out Experts" in found.message


def test_both_remedies_of_the_warning_silence_it():
    """Two rows that say so plainly; or the row for those who train, with the role left blank."""
    plainly = [{"nation": "Germany", "role": "Training"}, {"nation": "Germany", "site": "Lviv"}]
    trainers = {"nation": "Germany", "capability": "trainers", "site": "Lviv"}

    assert caveats_that_shut_roles(two_nations(*plainly)) == []
    assert caveats_that_shut_roles(two_nations(trainers)) == excluding_caveats(two_nations(trainers)) == []


def test_rows_of_this_kind_do_not_hide_behind_each_other():
    """Two places in two rows: each row shuts the other's, and both shut the police."""
    found = caveats_that_shut_roles(two_nations(TRAP, {**TRAP, "site": "Odesa"}))

    assert [row for row, _ in told(found)] == [2, 3]
    assert all(
        "also keeps out Experts, Police: 4 contingents, which have nothing else" in what.message
        for what in found
    )


@pytest.mark.parametrize(
    "other",
    [
        {"nation": "Germany", "role": "Police;Experts", "effect": "not"},
        {"nation": "Germany", "role": "Training"},
    ],
)
def test_what_another_row_keeps_out_anyway_is_not_said(other):
    """The other roles are shut without this row, too."""
    assert caveats_that_shut_roles(two_nations(TRAP, other)) == []


def test_what_another_rule_keeps_out_anyway_is_not_said():
    """Nothing asks for police or experts; a contingent that does not count is kept out by its status."""
    asked = [need(100, at, "Training") for at in SITES]

    assert caveats_that_shut_roles(two_nations(TRAP, requirements=asked)) == []
    assert excluding_caveats(two_nations({"nation": "Germany", "role": "Training"}, requirements=asked)) == []


def test_a_row_that_holds_for_a_while_says_when():
    """From period 2 on, so that the police are shut in that period alone."""
    (found,) = caveats_that_shut_roles(two_nations({**TRAP, "first": 2}))

    assert "also keeps out Experts, Police (period 2): 4 contingents" in found.message


def test_a_row_that_names_only_roles_has_a_note_with_whom_it_keeps_out():
    """That is what it says, so it is no warning: but how much it costs is worth knowing."""
    plan = two_nations({"nation": "Germany", "role": "Training"})
    (note,) = excluding_caveats(plan)

    assert caveats_that_shut_roles(plan) == []
    assert note.severity == "note"
    assert note.message == (
        "Germany only as Training: also keeps out Experts, Police: 4 contingents, of which GER-police-1, "
        "GER-police-2 have nothing else left"
    )


def test_rows_that_together_leave_nothing_have_a_note_each():
    """Lviv only and Odesa only is nowhere: every row holds by itself."""
    notes = excluding_caveats(
        two_nations({"nation": "Germany", "site": "Lviv"}, {"nation": "Germany", "site": "Odesa"})
    )

    cost = "also keeps out Experts, Police, Training: 6 contingents, which have nothing else left"
    assert told(notes) == [(2, f"Germany only at Lviv: {cost}"), (3, f"Germany only at Odesa: {cost}")]


def test_a_row_that_only_narrows_the_sites_is_not_worth_a_word():
    """All that Germany does it may do at Lviv."""
    assert excluding_caveats(two_nations({"nation": "Germany", "site": "Lviv"})) == []


def test_a_row_that_is_warned_of_has_no_note():
    """It is said once."""
    assert excluding_caveats(two_nations(TRAP)) == []


def test_rows_of_effect_not_say_whom_they_keep_out_themselves():
    assert excluding_caveats(two_nations({"nation": "Germany", "role": "Police", "effect": "not"})) == []


def shut_without_the_row(plan, at):
    """Contingents, roles and periods that the row alone leaves no site: told by leaving it out."""
    rest = replace(plan, caveats=plan.caveats.drop(index=at).reset_index(drop=True))
    key = ["contingent", "role", "period"]
    now, then = allowed_arcs(plan)[key], allowed_arcs(rest)[key]
    window = then["period"].between(plan.caveats["first"][at], plan.caveats["last"][at])
    return set(then[window].itertuples(index=False, name=None)) - set(now.itertuples(index=False, name=None))


@pytest.mark.parametrize("seed", seeds(4))
def test_whom_a_row_keeps_out_is_who_could_go_without_it(seed):
    """On random plans, each row of effect only against the plan without it."""
    plan = make_plan(raw_tables(random_sheets(seed)))
    notes = {found.place.row: found.message for found in excluding_caveats(plan)}
    warned = {found.place.row for found in caveats_that_shut_roles(plan)}
    for at in plan.caveats.index[plan.caveats["effect"] == "only"]:
        number, shut = int(plan.caveats["sheet_row"][at]), shut_without_the_row(plan, at)
        count = len({contingent for contingent, _, _ in shut})
        assert (number in notes) == (bool(shut) and number not in warned)
        if number in notes:
            assert f": {count} contingent" in notes[number]
            roles = [role for role in plan.roles["role"] if role in {role for _, role, _ in shut}]
            assert f"also keeps out {', '.join(roles)}" in notes[number]
