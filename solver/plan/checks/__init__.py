"""Checks that need more than one cell: one short function each, found by its name."""

from collections.abc import Callable, Iterable

from solver.errors import Finding
from solver.plan.checks import (
    keys,
    limits,
    lists,
    look_alikes,
    marks,
    names,
    needs,
    notes,
    places,
    pledges,
    rules,
    scenarios,
    slips,
    windows,
)
from solver.plan.draft import Draft

Check = Callable[[Draft], Iterable[Finding]]

CHECKS: tuple[tuple[str, Check], ...] = (
    ("", keys.duplicate_keys),
    ("", look_alikes.names_that_look_alike),
    ("", lists.several_names_as_one),
    ("", lists.names_broken_by_a_line),
    ("", notes.totals_and_notes),
    ("", notes.names_held_for_later),
    ("", notes.rows_with_nothing_but_a_name),
    ("", keys.rows_pasted_twice),
    ("", windows.from_after_to),
    ("", windows.windows_outside_the_plan),
    ("", pledges.nothing_pledged),
    ("Nations", keys.nations_named_like_groups),
    ("Contingents", pledges.must_deploy_on_pool),
    ("Contingents", pledges.detachment_above_units),
    ("Contingents", pledges.drawn_from_a_foreign_area_without_stock),
    ("Contingents", pledges.nation_of_several_areas),
    ("Contingents", pledges.stock_without_an_area),
    ("Contingents", pledges.capability_fills_no_role),
    ("Roles", needs.unit_worth_missing),
    ("Requirements", needs.periods_beyond_the_demand),
    ("Sites", needs.nobody_can_lead),
    ("Sites", places.swapped_coordinates),
    ("Sites", needs.least_heads_above_capacity),
    ("Requirements", keys.overlapping_requirements),
    ("Requirements", needs.minimum_target_maximum),
    ("Requirements", names.roles_that_no_capability_fills),
    ("Force", needs.force_row_without_numbers),
    ("Force", needs.floor_above_ceiling),
    ("Caveats", rules.caveat_that_names_nothing),
    ("Areas", keys.areas_named_like_groups),
    ("Areas", keys.areas_named_none),
    ("Drawdown caps", limits.cap_without_numbers),
    ("Drawdown caps", limits.cap_share_of_nothing),
    ("Movement", rules.movement_of_another_nation),
    ("Movement", rules.contingent_moved_twice),
    ("Movement", rules.movement_of_two_groups),
    ("Support ratios", needs.relief_without_condition),
    ("Locks", limits.lock_without_numbers),
    ("Locks", limits.lock_at_least_above_at_most),
    ("Priorities", limits.tolerances_differ_in_a_rank),
    ("Priorities", limits.burden_without_strength),
    ("Scenarios", scenarios.scenario_sheets),
    ("Scenarios", scenarios.scenario_columns),
    ("Scenarios", scenarios.scenario_settings),
    ("Force", notes.sums_of_the_force),
    ("", marks.names_but_for_marks),
    ("", slips.slips_of_the_keyboard),
    ("", notes.sums_under_another_name),
    ("", names.columns_of_conditions_unread),
    ("", names.nations_that_pledge_nothing),
    ("", names.roles_that_nobody_asks_for),
)
"""Every check, beside the sheet whose rows it looks at ("" where it looks at several)."""

__all__ = ["CHECKS"]
