"""Requirements, roles and support: numbers that must fit together, and roles that nothing else names."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from solver.errors import Finding
from solver.plan.draft import Draft, at, undeclared_names
from solver.plan.names import did_you_mean
from solver.tables import fold, rows_where
from solver.text.numbers import number_text


def minimum_target_maximum(draft: Draft) -> Iterator[Finding]:
    """A requirement's minimum is at most its target, and its target at most its maximum."""
    for lower, upper in (("Minimum", "Target"), ("Target", "Maximum"), ("Minimum", "Maximum")):
        rows = draft.readable("Requirements", lower, upper)
        if (lower, upper) == ("Minimum", "Maximum"):
            # Said already where the Target lies between them.
            least, target, most = (rows[name].to_numpy() for name in ("minimum", "target", "maximum"))
            above = (least > most) & ~(least > target) & ~(target > most)
        else:
            above = rows[lower.lower()].to_numpy() > rows[upper.lower()].to_numpy()
        for row in rows_where(rows, above):
            low, high = (number_text(getattr(row, column.lower())) for column in (lower, upper))
            message = f"{lower} {low} is above {upper} {high}; expected Minimum <= Target <= Maximum"
            yield at("Requirements", row.sheet_row, lower, message)


def unit_worth_missing(draft: Draft) -> Iterator[Finding]:
    """A role that counts units needs a Unit worth: how many heads a lacking unit weighs."""
    rows = draft.readable("Roles", "Measure", "Unit worth")
    by_units = rows["measure"].to_numpy() == "units"
    for row in rows_where(rows, by_units & np.isnan(rows["unit_worth"].to_numpy())):
        message = (
            f"Unit worth is blank, but {row.role} counts units; say how many heads a lacking unit weighs"
        )
        yield at("Roles", row.sheet_row, "Unit worth", message)


def relief_without_condition(draft: Draft) -> Iterator[Finding]:
    """Relief without a condition in Relieved by relieves nothing."""
    rows = draft.readable("Support ratios", "Relief", "Relieved by")
    for row in rows_where(rows, (rows["relief"] > 0) & (rows["relieved_by"] == "")):
        relief = number_text(row.relief)
        message = f"Relief is {relief}, but Relieved by is blank: nothing is relieved; name the condition"
        yield at("Support ratios", row.sheet_row, "Relieved by", message, "warning")


def periods_beyond_the_demand(draft: Draft) -> Iterator[Finding]:
    """Periods after the last requirement and floor make a plan look covered where nothing is asked for."""
    periods = draft.settings.periods
    if periods == 1 or "Periods" not in draft.setting_rows:
        return
    last = [_last_period_asked(draft, "Requirements", "Target", "Minimum")]
    last.append(_last_period_asked(draft, "Force", "Floor"))
    if None in last:
        return
    end = max(found or 0 for found in last)
    if 0 < end < periods:
        rest = f"period {periods}" if end + 1 == periods else f"periods {end + 1}-{periods}"
        message = (
            f"Periods is {periods}, but no requirement and no floor asks for anything after period {end}: "
            f"{rest} can be neither covered nor short; let them ask for longer, or set Periods to {end}"
        )
        yield at("Settings", draft.setting_rows["Periods"], "Value", message, "warning")


def _last_period_asked(draft: Draft, sheet: str, *columns: str) -> int | None:
    """The last period of the plan in which the sheet asks for anything, 0 if never; None if unreadable."""
    rows, periods = draft.readable(sheet, *columns, "From", "To"), draft.settings.periods
    if len(rows) < len(draft.rows(sheet)):
        return None
    asked = np.any([rows[column.lower()].to_numpy() > 0 for column in columns], axis=0)
    asking = asked & ~(rows["first"].to_numpy() > periods)
    last = np.nan_to_num(rows["last"].to_numpy()[asking], nan=periods).clip(0, periods)
    return int(last.max(initial=0))


_USERS_OF_ROLES = ("Caveats", "Support ratios", "Locks")


def roles_that_nobody_asks_for(draft: Draft) -> Iterator[Finding]:
    """Without a Roles sheet, a role that no requirement asks for may be a slip of the keyboard."""
    if draft.tables["Roles"].empty:
        known = {str(name) for name in draft.rows("Requirements")["role"] if name}
        for sheet in _USERS_OF_ROLES:
            yield from undeclared_names(draft, sheet, "Roles.Role", known, "no requirement asks for role")


def roles_that_no_capability_fills(draft: Draft) -> Iterator[Finding]:
    """Without a Roles sheet, a required role spelled almost like one that can be filled is probably that."""
    if not draft.tables["Roles"].empty:
        return
    by_sheet = not draft.tables["Suitability"].empty
    names = draft.rows("Suitability")["role"] if by_sheet else draft.rows("Contingents")["capability"]
    filled = {fold(name): str(name) for name in names if name}
    rows = draft.readable("Requirements", "Role")
    for role, row in zip(rows["role"].tolist(), rows["sheet_row"].tolist(), strict=True):
        hint = "" if fold(role) in filled else did_you_mean(role, filled.values())
        if hint:
            yield at("Requirements", row, "Role", f"no capability fills role '{role}'{hint}", "warning")


def overlapping_requirements(draft: Draft) -> Iterator[Finding]:
    """Two requirements of one site and role in the same period could be meant to add up, or not."""
    rows = draft.readable("Requirements", "Site", "Role", "From", "To")
    if len(set(zip(rows["site"].tolist(), rows["role"].tolist(), strict=True))) == len(rows):
        return
    rows = rows.copy()
    rows["first"] = rows["first"].fillna(1).clip(lower=1)
    rows["last"] = rows["last"].fillna(draft.settings.periods).clip(upper=draft.settings.periods)
    rows = rows[rows["first"] <= rows["last"]].sort_values(["site", "role", "first", "sheet_row"])
    by_task = rows.groupby(["site", "role"], sort=False)
    latest = by_task["last"].cummax()
    # The row whose end reaches furthest so far: the one that a later start runs into.
    furthest = rows["sheet_row"].where(rows["last"] == latest)
    rows["other"] = furthest.groupby([rows["site"], rows["role"]], sort=False).ffill()
    rows["until"] = latest
    rows[["other", "until"]] = rows.groupby(["site", "role"], sort=False)[["other", "until"]].shift()
    for row in rows_where(rows, rows["first"] <= rows["until"]):
        first, last = int(row.first), int(min(row.last, row.until))
        when = f"period {first}" if first == last else f"periods {first}-{last}"
        # Where the rows overlap they are both told apart by the later one on the sheet.
        later, earlier = max(row.sheet_row, int(row.other)), min(row.sheet_row, int(row.other))
        message = f"{row.site} / {row.role} is asked for twice in {when} (also row {earlier}); keep one"
        yield at("Requirements", later, "Site", message)
