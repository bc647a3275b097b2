"""The audit's checks of the front line: what areas give up, against caps and backfill."""

from __future__ import annotations

from allocation_cases import (
    ASKED,
    ESTONIA,
    ESTONIAN,
    FRENCH,
    a_plan,
    broken,
    found,
    to_lviv,
    together,
)


def capped(*caps: dict[str, object], periods: int = 1, **sheets: object):
    """Four Estonian companies of 100 drawn from Estonia's own 1,000, under these caps."""
    base = {"Contingents": [ESTONIAN], "Areas": [ESTONIA], "Drawdown caps": list(caps)}
    return a_plan({**base, **sheets}, Periods=periods)


def estonians(*units: float):
    return to_lviv(*units, contingent="EST-INF")


def test_a_company_more_than_the_cap_is_taken():
    """Two companies tie up 600 of the 600 allowed; a third would tie up 900."""
    plan = capped({"Applies to": "Estonia", "Cap heads": 600})

    assert broken(plan, estonians(2)) == []
    breach = found(plan, estonians(3))[0]

    assert (breach.rule, breach.excess, breach.place.row) == ("drawdown_cap", 300.0, 2)
    assert breach.place.column == "Cap heads"


def test_a_cap_may_count_only_what_is_deployed():
    plan = capped({"Applies to": "Estonia", "Cap heads": 300, "Counts": "deployed"})

    assert broken(plan, estonians(3)) == []
    assert broken(plan, estonians(4)) == ["drawdown_cap"]


def test_the_tighter_of_heads_and_share_holds():
    """A fifth of the own 1,000 and the stationed 500 is 300 heads: one company tied up."""
    plan = capped({"Applies to": "Estonia", "Cap heads": 9000, "Cap share": 0.2})

    assert broken(plan, estonians(1)) == []
    breach = found(plan, estonians(2))[0]

    assert (breach.rule, breach.place.column) == ("drawdown_cap", "Cap share")


def test_allies_stationed_there_count_what_is_deployed_and_only_for_their_stock():
    """The rotation base of a stationed unit is not in the area."""
    allies = {**FRENCH, "Drawn from": "Estonia", "Stock": "stationed"}
    caps = (
        {"Applies to": "Estonia", "Stock": "stationed", "Cap heads": 200},
        {"Applies to": "Estonia", "Stock": "own", "Cap heads": 0},
    )
    plan = capped(*caps, Contingents=[ESTONIAN, allies])

    assert broken(plan, to_lviv(2, contingent="FRA-INF")) == []
    assert broken(plan, to_lviv(3, contingent="FRA-INF")) == ["drawdown_cap"]
    assert broken(plan, estonians(1)) == ["drawdown_cap"]


def test_a_group_is_capped_as_a_whole():
    latvian = {**ESTONIAN, "Contingent": "LVA-INF", "Nation": "LVA"}
    baltic = {"Groups": "Baltics"}
    areas = [{**ESTONIA, **baltic}, {**baltic, "Area": "Latvia", "Nation": "LVA", "Own": 500}]
    plan = capped({"Applies to": "Baltics", "Cap heads": 600}, Contingents=[ESTONIAN, latvian], Areas=areas)
    latvians = to_lviv(1, contingent="LVA-INF")

    assert broken(plan, together(estonians(1), latvians)) == []
    assert broken(plan, together(estonians(2), latvians)) == ["drawdown_cap"]


def test_backfill_raises_the_limit_once_its_condition_holds():
    plan = capped(
        {"Applies to": "Estonia", "Cap heads": 300},
        periods=2,
        Backfill=[{"Area": "Estonia", "Heads": 300, "Condition": "NATO moves in"}],
        Conditions=[{"Condition": "NATO moves in", "Holds": "yes", "From": 2}],
    )

    assert broken(plan, estonians(1, 2)) == []
    assert broken(plan, estonians(2, 2)) == ["drawdown_cap"]


def test_backfill_of_a_capability_counts_for_caps_of_it_and_of_none():
    """Infantry that arrives frees infantry, not divers."""
    backfill = [{"Area": "Estonia", "Capability": "Infantry", "Heads": 300}]
    divers = {**ESTONIAN, "Contingent": "EST-DIV", "Capability": "Divers"}
    kept = {"Contingents": [ESTONIAN, divers], "Backfill": backfill}
    general = capped({"Applies to": "Estonia", "Cap heads": 0}, **kept)
    same = capped({"Applies to": "Estonia", "Cap heads": 0, "Capability": "Infantry"}, **kept)
    other = capped(
        {"Applies to": "Estonia", "Cap heads": 0, "Capability": "Divers"},
        **kept,
        Requirements=[ASKED, {"Site": "Lviv", "Role": "Divers", "Target": 100}],
    )

    assert broken(general, estonians(1)) == []
    assert broken(same, estonians(1)) == []
    assert broken(same, estonians(2)) == ["drawdown_cap"]
    assert broken(other, together(estonians(4))) == []
    diving = estonians(1).assign(contingent="EST-DIV", role="Divers")
    assert broken(other, diving) == ["drawdown_cap"]


def test_backfill_of_no_capability_counts_for_a_cap_of_any():
    infantry = {"Applies to": "Estonia", "Cap heads": 0, "Capability": "Infantry"}
    plan = capped(infantry, Backfill=[{"Area": "Estonia", "Heads": 300}])

    assert broken(plan, estonians(1)) == []


def test_backfill_of_another_stock_does_not_help():
    plan = capped(
        {"Applies to": "Estonia", "Stock": "own", "Cap heads": 0},
        Backfill=[{"Area": "Estonia", "Stock": "stationed", "Heads": 900}],
    )

    assert broken(plan, estonians(1)) == ["drawdown_cap"]


def test_a_pool_counts_for_a_cap_while_it_recovers():
    """Sent in period 1, still tied up in period 2, when the cap begins."""
    pool = {**ESTONIAN, "Basis": "pool", "Dwell ratio": 1}
    plan = capped({"Applies to": "Estonia", "Cap heads": 100, "From": 2}, periods=3, Contingents=[pool])

    assert broken(plan, estonians(1)) == []
    assert broken(plan, estonians(2)) == ["drawdown_cap"]


def test_drawn_from_none_is_drawn_from_nowhere():
    own = {**ESTONIAN, "Drawn from": "none"}
    plan = capped({"Applies to": "Estonia", "Cap heads": 0}, Contingents=[own])

    assert broken(plan, estonians(4)) == []
