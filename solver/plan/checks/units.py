"""Nations and contingents: what they are drawn from, what they can do, what is promised and allowed."""

from __future__ import annotations

from collections.abc import Iterator

from solver.errors import Finding, Place
from solver.plan.draft import Draft, at, named_like_groups, undeclared_names
from solver.plan.names import alternatives, did_you_mean, split_list
from solver.plan.references import NO_AREA, names_in
from solver.schema import sheet as declared_sheet
from solver.tables import fold, rows_where
from solver.text.numbers import number_text


def nothing_pledged(draft: Draft) -> Iterator[Finding]:
    """A plan without contingents, sites or requirements is allowed, but hardly meant."""
    for name in ("Contingents", "Sites", "Requirements"):
        if draft.rows(name).empty and name in draft.raw:
            message = "no row is there, or none is enabled: nothing can be sent"
            yield Finding(place=Place(sheet=name), message=message, severity="warning")


def must_deploy_on_pool(draft: Draft) -> Iterator[Finding]:
    """A pool cannot have Must deploy: its units rest between periods."""
    rows = draft.readable("Contingents", "Basis", "Must deploy")
    pool = rows["basis"].to_numpy() == "pool"
    for row in rows_where(rows, pool & rows["must_deploy"].to_numpy(dtype=bool)):
        message = "Must deploy is yes, but Basis is pool, whose units rest between periods; change one"
        yield at("Contingents", row.sheet_row, "Must deploy", message)


def detachment_above_units(draft: Draft) -> Iterator[Finding]:
    """A contingent of fewer units than its smallest detachment can go nowhere."""
    rows = draft.readable("Contingents", "Units", "Smallest detachment")
    units = rows["units"].to_numpy()
    for row in rows_where(rows, (units > 0) & (rows["smallest_detachment"].to_numpy() > units)):
        least, pledged = number_text(row.smallest_detachment), number_text(row.units)
        message = f"Smallest detachment {least} is above Units {pledged}: the contingent can go nowhere"
        yield at("Contingents", row.sheet_row, "Smallest detachment", message, "warning")


def drawn_from_a_foreign_area_without_stock(draft: Draft) -> Iterator[Finding]:
    """A contingent drawn from another nation's area must say from which stock."""
    home = _area_nations(draft)
    rows = draft.readable("Contingents", "Nation", "Drawn from", "Stock")
    rows = rows[rows["drawn_from"].isin(list(home)) & (rows["stock"] == "")]
    for row in rows_where(rows, rows["nation"] != rows["drawn_from"].map(home)):
        message = (
            f"Stock is blank, but {row.nation} is not the nation of area {row.drawn_from}; say whether "
            "they are allies stationed there (stationed), earmarked for it (earmarked), or its own (own)"
        )
        yield at("Contingents", row.sheet_row, "Stock", message)


def nation_of_several_areas(draft: Draft) -> Iterator[Finding]:
    """A contingent of a nation with several areas must say which one it is drawn from."""
    areas: dict[str, list[str]] = {}
    for area, nation in sorted(_area_nations(draft).items()):
        areas.setdefault(nation, []).append(area)
    rows = draft.readable("Contingents", "Nation", "Drawn from")
    columns = (rows[name].tolist() for name in ("nation", "drawn_from", "sheet_row"))
    for nation, drawn_from, row in zip(*columns, strict=True):
        own = areas.get(nation, []) if nation and drawn_from == "" else []
        if len(own) > 1:
            choice = alternatives([*own, NO_AREA])
            message = f"Drawn from is blank, but {nation} has several areas; say {choice}"
            yield at("Contingents", row, "Drawn from", message)


def stock_without_an_area(draft: Draft) -> Iterator[Finding]:
    """A Stock needs an area that it is a stock of."""
    nations = set(_area_nations(draft).values())
    rows = draft.readable("Contingents", "Nation", "Drawn from", "Stock")
    columns = (rows[name].tolist() for name in ("stock", "drawn_from", "nation", "sheet_row"))
    for stock, drawn_from, nation, row in zip(*columns, strict=True):
        nowhere = drawn_from == NO_AREA or (drawn_from == "" and nation not in nations)
        if stock != "" and nowhere:
            message = f"Stock is {stock}, but the contingent is drawn from no area; name it in Drawn from"
            yield at("Contingents", row, "Stock", message, "warning")


def capability_fills_no_role(draft: Draft) -> Iterator[Finding]:
    """A contingent that suits no role stays at home, probably because a name is misspelled."""
    by_sheet = not draft.tables["Suitability"].empty
    roles = draft.rows("Requirements" if draft.tables["Roles"].empty else "Roles")["role"]
    names = draft.rows("Suitability")["capability"] if by_sheet else roles
    useful = {fold(name): str(name) for name in names if name}
    rows = draft.readable("Contingents", "Capability")
    for row, name in zip(rows["sheet_row"].tolist(), rows["capability"].tolist(), strict=True):
        if fold(name) in useful:
            continue
        reason = "stands nowhere in Suitability" if by_sheet else "is no role, and there is no Suitability"
        message = f"capability '{name}' {reason}: it fills no role{did_you_mean(name, useful.values())}"
        yield at("Contingents", row, "Capability", message, "warning")


def _area_nations(draft: Draft) -> dict[str, str]:
    """Whose country each area is ("" where nobody's)."""
    areas = draft.readable("Areas", "Area", "Nation")
    return dict(zip(areas["area"], areas["nation"], strict=True))


_CONDITION = declared_sheet("Conditions").column("Condition")
_USERS_OF_NATIONS = ("Caveats", "Areas", "Movement")


def nations_that_pledge_nothing(draft: Draft) -> Iterator[Finding]:
    """Without a Nations sheet, a nation that no contingent has may be a slip of the keyboard."""
    if draft.tables["Nations"].empty:
        known = {str(name) for name in draft.rows("Contingents")["nation"] if name}
        for sheet in _USERS_OF_NATIONS:
            yield from undeclared_names(draft, sheet, "Nations.Nation", known, "no contingent is of nation")


def columns_of_conditions_unread(draft: Draft) -> Iterator[Finding]:
    """An unread column of nothing but conditions is probably Conditions under another header, as Bedingung.

    Left unread, pledges and backfill would wait for nothing.
    """
    known = {fold(name) for name in names_in(draft.tables["Conditions"], _CONDITION)}
    for name, table in draft.tables.items():
        raw = draft.raw.get(name)
        if not known or raw is None or not raw.unread:
            continue
        absent = [
            column.name
            for column in table.sheet.columns
            if "Conditions.Condition" in column.refers_to and column.name not in raw.cells
        ]
        for (cell, text), values in raw.unread.items() if absent else ():
            named = [fold(each) for value in values for each in split_list(str(value))]
            if named and set(named) - {""} <= known:
                message = (
                    f"every name below the header '{text}' is one of sheet Conditions, and the column "
                    f"is not read; if {absent[0]} is meant, rename the header to that, otherwise leave a "
                    "blank column between it and the table"
                )
                yield Finding(place=Place(sheet=name), message=message, cell=cell)


def nations_named_like_groups(draft: Draft) -> Iterator[Finding]:
    """A nation may not be named like a group: a caveat on 'Nordic' must be on one of the two."""
    yield from named_like_groups(draft, "Nations", "Nation")


_WHO = ("Nation", "Contingent", "Capability")
_WHERE = ("Role", "Site", "Zone")


def caveat_that_names_nothing(draft: Draft) -> Iterator[Finding]:
    """A caveat must say what it forbids, or what is all that it allows."""
    rows = draft.readable("Caveats", *_WHO, *_WHERE, "Effect")
    where = rows[[name.lower() for name in _WHERE]].map(bool).any(axis=1)
    who = rows[[name.lower() for name in _WHO]].map(bool).any(axis=1)
    for row in rows.loc[(rows["effect"] == "not") & ~who & ~where, "sheet_row"]:
        columns = ", ".join(_WHO + _WHERE)
        message = f"Effect is not, but none of {columns} is filled: it would forbid everything; say what"
        yield at("Caveats", row, "Effect", message)
    for row in rows.loc[(rows["effect"] == "only") & ~where, "sheet_row"]:
        message = "Effect is only, but none of Role, Site, Zone is filled; say what is allowed"
        yield at("Caveats", row, "Effect", message)
