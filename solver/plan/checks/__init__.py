"""Checks that need more than one cell: one short function each, found by its name."""

from collections.abc import Callable, Iterable

from solver.errors import Finding
from solver.plan.checks import (
    demand,
    force,
    front_line,
    lists,
    money,
    names,
    notes,
    planner,
    rows,
    sites,
    units,
)
from solver.plan.draft import Draft

Check = Callable[[Draft], Iterable[Finding]]

CHECKS: tuple[tuple[str, Check], ...] = (
    ("", rows.duplicate_keys),
    ("", names.names_that_look_alike),
    ("", lists.several_names_as_one),
    ("", lists.names_broken_by_a_line),
    ("", notes.totals_and_notes),
    ("", notes.names_held_for_later),
    ("", notes.rows_with_nothing_but_a_name),
    ("", rows.rows_pasted_twice),
    ("", rows.from_after_to),
    ("", rows.windows_outside_the_plan),
    ("", units.nothing_pledged),
    ("Nations", units.nations_named_like_groups),
    ("Contingents", units.must_deploy_on_pool),
    ("Contingents", units.detachment_above_units),
    ("Areas", units.drawn_from_a_foreign_area_without_stock),
    ("Areas", units.nation_of_several_areas),
    ("Contingents", units.stock_without_an_area),
    ("Contingents", units.capability_fills_no_role),
    ("Roles", demand.unit_worth_missing),
    ("Requirements", demand.periods_beyond_the_demand),
    ("Sites", sites.nobody_can_lead),
    ("Sites", sites.swapped_coordinates),
    ("Sites", sites.least_heads_above_capacity),
    ("Requirements", demand.overlapping_requirements),
    ("Requirements", demand.minimum_target_maximum),
    ("Requirements", demand.roles_that_no_capability_fills),
    ("Force", force.force_row_without_numbers),
    ("Force", force.floor_above_ceiling),
    ("Caveats", units.caveat_that_names_nothing),
    ("Areas", front_line.areas_named_like_groups),
    ("Areas", front_line.areas_named_none),
    ("Drawdown caps", front_line.cap_without_numbers),
    ("Drawdown caps", front_line.cap_share_of_nothing),
    ("Drawdown caps", front_line.cap_share_of_no_strength),
    ("Drawdown caps", front_line.cap_on_a_stock_of_nations),
    ("Drawdown caps", front_line.cap_on_nations_that_pledge_nothing),
    ("Drawdown caps", front_line.caps_on_areas_named_like_nations),
    ("Movement", money.movement_of_another_nation),
    ("Movement", money.contingent_moved_twice),
    ("Movement", money.movement_of_two_groups),
    ("Support ratios", demand.relief_without_condition),
    ("Locks", planner.lock_without_numbers),
    ("Locks", planner.lock_at_least_above_at_most),
    ("Present", planner.present_without_amount),
    ("Priorities", planner.tolerances_differ_in_a_rank),
    ("Priorities", planner.efforts_differ_in_a_rank),
    ("Priorities", planner.burden_without_strength),
    ("Scenarios", planner.scenario_sheets),
    ("Scenarios", planner.scenario_columns),
    ("Scenarios", planner.scenario_settings),
    ("Force", force.sums_of_the_force),
    ("", names.names_but_for_marks),
    ("", names.typing_slips),
    ("", notes.sums_under_another_name),
    ("", units.columns_of_conditions_unread),
    ("", units.nations_that_pledge_nothing),
    ("", demand.roles_that_nobody_asks_for),
)
"""Every check, beside a sheet without whose rows it has nothing to say ("" where there is none such)."""

__all__ = ["CHECKS"]
