"""Summary: what a general reads on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from solver.ledger.ledger import Ledger
from solver.plan.plan import Plan, periods_in_words
from solver.plan.scenario import nations_away
from solver.results import columns
from solver.results.coverage import covered_shares, without_noise
from solver.results.drawdown import BINDING, BLOCKING, FULL, NO_CAP, cap_names
from solver.results.gaps import FORCE, WHOM, missing_by_name, whom_in_full
from solver.results.reasons import Reasons
from solver.results.reasons.asks import first_calls
from solver.results.tables import APART, Fact, LargestGap, Table, make_table, period_name
from solver.schema import ASKS_SHEET
from solver.solution import RankValue
from solver.text.numbers import counted, first_few, spans
from solver.tolerances import TOLD_AS_NOTHING

LARGEST_GAPS = 3
TOP_CONTRIBUTORS = 8
SITES_NAMED = 2
SHORT = "▽ short"
DRAWDOWN_TITLE = "Drawdown"


def force_block(plan: Plan, ledger: Ledger) -> Table:
    """One row for each period: the force against its floor, and what it takes to have it."""
    present = ledger.nations[ledger.nations["deployed"] > 0].groupby("period")["nation"].nunique()
    tied_up = ledger.nations.groupby("period")["heads_tied_up"].sum()
    by_period = ledger.force.set_index("period")
    costs = ledger.costs.set_index("period")
    shown = pd.DataFrame(
        {
            "Period": [period_name(plan.settings, period) for period in ledger.force["period"].tolist()],
            "Force": by_period["heads"],
            "Floor": by_period["floor"],
            "Missing": without_noise(by_period["lack_force"], by_period["floor"].fillna(0.0)).where(
                by_period["floor"].notna()
            ),
            "Nations": present.reindex(by_period.index, fill_value=0),
            "Tied up": tied_up.reindex(by_period.index, fill_value=0.0),
            "Cost": costs[["forces", "running"]].sum(axis=1),
            "Opening": costs["opening"],
        }
    )
    note = (
        "Heads that count to the force; tied up: with those at home; opening: sites, which no budget holds."
    )
    return make_table("Size of the force", columns.SUMMARY_FORCE, shown, note=note)


def coverage_block(ledger: Ledger) -> Table:
    """One row for each role: what its requirements ask for, and what they get."""
    role = ["role", "measure"]
    sums = covered_shares(ledger.coverage, [*role, "period"])
    most = sums.sort_values([*role, "target", "lacking"], ascending=[True, True, False, False], kind="stable")
    peak = most.drop_duplicates(role).set_index(role)
    whole = covered_shares(ledger.coverage, role).set_index(role)
    shown = peak.assign(
        Asked=peak["target"],
        Missing=peak["lacking"],
        Provided=peak["target"] - peak["lacking"],
        Covered=whole["covered"],
        **{"Worst": sums.groupby(role)["covered"].min()},
    )
    shown["Mark"] = np.where(whole["lacking"] > 0, SHORT, "")
    shown = shown.reset_index()
    shown["Role"] = shown["role"].astype(object) + np.where(shown["measure"].eq("units"), " (units)", "")
    shown = shown[shown["Asked"] > 0]
    note = "In the period in which most is asked; covered: over all periods; worst: in the worst of them."
    return make_table("Coverage by role", columns.SUMMARY_COVERAGE, shown, note=note)


def drawdown_block(drawdown: Table) -> Table:
    """One row for each cap that is used or in the way, when most is taken; then what no cap limits."""
    note = "Most heads taken, and when; limit: cap and backfill. Others: sheet Drawdown."
    return make_table(DRAWDOWN_TITLE, columns.SUMMARY_DRAWDOWN, most_taken(drawdown), note=note)


def most_taken(drawdown: Table) -> pd.DataFrame:
    """The rows of the sheet Drawdown in which each cap has most taken, of caps that are used or in the way.

    Also Area (the cap as a planner addresses it) and Periods (in which as much is taken). Mark is that of the
    row; where another period has a worse one, that, and when. Those of which most is taken come first.
    """
    rows = drawdown.frame
    key = ["Applies to", "Stock", "Capability", "Counts", "Row"]
    ordered = rows.assign(severity=rows["Mark"].map(SEVERITY).fillna(0))
    peak = ordered.sort_values(["Taken", "Headroom", "From"], ascending=[False, True, True], kind="stable")
    peak = peak.drop_duplicates(key).sort_index()
    shown = peak.assign(
        Area=cap_names(peak.rename(columns={name: name.lower().replace(" ", "_") for name in key})),
        Periods=_periods_of_most(rows, peak, key),
        Mark=_worst_marks(ordered, peak, key),
    )
    shown = shown[(shown["Taken"] > 0) | shown["Mark"].ne("")]
    return shown.sort_values(["Taken", "Headroom"], ascending=False, kind="stable")


SEVERITY = {BINDING: 4, BLOCKING: 3, FULL: 2, NO_CAP: 1}
"""How bad the marks of caps are."""


def _worst_marks(rows: pd.DataFrame, peak: pd.DataFrame, key: list[str]) -> list[str]:
    """For each cap of ``peak``, its mark, or a worse one of other periods with these."""
    worst = rows.groupby(key, sort=False)["severity"].transform("max")
    worst_rows = rows[rows["severity"].eq(worst)].groupby(key, sort=False)
    marks = []
    for name, mark, severity in zip(
        peak[key].itertuples(index=False, name=None), peak["Mark"], peak["severity"], strict=True
    ):
        of_worst = worst_rows.get_group(name)
        if of_worst["severity"].iloc[0] > severity:
            when = sorted(_periods_of(of_worst))
            mark = f"{of_worst['Mark'].iloc[0]} in {periods_in_words(when)}"
        marks.append(mark)
    return marks


def _periods_of(rows: pd.DataFrame) -> set[int]:
    """All periods of rows that tell of several."""
    return {
        period
        for first, last in zip(rows["From"], rows["To"], strict=True)
        for period in range(first, last + 1)
    }


def _periods_of_most(rows: pd.DataFrame, peak: pd.DataFrame, key: list[str]) -> list[str]:
    """For each cap of ``peak``, all periods in which as much is taken as there, whatever the limit is."""
    most = rows[key].merge(peak[[*key, "Taken"]], on=key, how="left")["Taken"].to_numpy()
    alike = rows[np.abs(rows["Taken"].to_numpy() - most) <= TOLD_AS_NOTHING * np.maximum(np.abs(most), 1)]
    periods: dict[tuple[object, ...], list[int]] = {}
    for each in alike[[*key, "From", "To"]].itertuples(index=False, name=None):
        periods.setdefault(each[:-2], []).extend(range(each[-2], each[-1] + 1))
    names = peak[key].itertuples(index=False, name=None)
    return [", ".join(spans(periods[name])) for name in names]


def largest_gaps(
    plan: Plan, ledger: Ledger, gaps: Table, proved: Mapping[tuple[str, str], str] | None = None
) -> tuple[LargestGap, ...]:
    """The largest gaps, one for each role with all its sites; the force as a whole has its own block.

    ``proved``: why a site and role lack, where that is proved.
    """
    rows = gaps.frame[gaps.frame["What is missing"].ne(FORCE)]
    grouped = rows.groupby("What is missing", sort=False)
    heaviest = grouped["Weighs"].sum().sort_values(ascending=False, kind="stable").head(LARGEST_GAPS).index
    lacking = missing_by_name(plan, ledger)
    texts = dict(zip(gaps.frame["No"], gaps.frame[WHOM], strict=True))
    return tuple(
        _one_gap(grouped.get_group(name), lacking[lacking["name"] == name], texts, proved or {})
        for name in heaviest
    )


def _one_gap(
    rows: pd.DataFrame,
    lacking: pd.DataFrame,
    texts: Mapping[int, str],
    proved: Mapping[tuple[str, str], str],
) -> LargestGap:
    """One role's gap: ``rows`` of Gaps, heaviest first; ``lacking``: the role's missing by period."""
    first = rows.iloc[0]
    sites = rows["Where"].drop_duplicates().tolist()
    of_one = len(sites) > 1 and len({whom_in_full(text, texts) for text in rows[WHOM]}) > 1
    places = zip(rows["Where"], rows["What is missing"], strict=True)
    most = float(lacking["missing"].max())
    return LargestGap(
        role=first["What is missing"],
        sites=tuple(sites),
        measure=first["Measure"],
        missing=most,
        level=bool(lacking["missing"].min() >= most - TOLD_AS_NOTHING * max(most, 1.0)),
        periods=tuple(sorted(lacking["period"].tolist())),
        why=next((proved[key] for key in places if key in proved), ""),
        asked_at=first["Where"] if of_one else "",
        whom=tuple(whom_in_full(first[WHOM], texts).split(APART)),
    )


def gaps_block(found: Sequence[LargestGap]) -> Table:
    """The largest gaps as rows; the reason that is proved stands before whom to ask."""
    told = [
        (
            f"{gap.role}, {first_few(gap.sites, SITES_NAMED)}",
            gap.measure,
            gap.missing,
            ", ".join(spans(gap.periods)),
            APART.join(filter(None, (gap.why, _asked(gap)))),
        )
        for gap in found
    ]
    shown = pd.DataFrame(told, columns=[field.name for field in columns.SUMMARY_GAPS])
    note = "Role by role, in the period in which most lacks; by heads missing x weight. All gaps: sheet Gaps."
    return make_table("Largest gaps", columns.SUMMARY_GAPS, shown, note=note)


def _asked(gap: LargestGap) -> str:
    """Whom to ask, with the site of which that is said."""
    whom = APART.join(gap.whom)
    return f"{gap.asked_at}: {whom}" if gap.asked_at else whom


def asks_facts(ranks: Sequence[RankValue], stated: Reasons) -> tuple[Fact, ...]:
    """Whom to call first, where it was asked and there is somebody."""
    text = first_calls(ranks, stated[ASKS_SHEET]) if ASKS_SHEET in stated else ""
    return (Fact(label="Call first", text=text),) if text else ()


def contributors_block(contributions: Table) -> Table:
    """The nations that give most."""
    rows = contributions.frame
    rows = rows[rows["Used"] > 0].head(TOP_CONTRIBUTORS)
    more = int((contributions.frame["Used"] > 0).sum()) - len(rows)
    others = counted(more, "more nation", "more nations") if more > 0 else "more"
    note = f"Pledged: as far as it counts; used: when most are there; {others}: Contributions."
    return make_table("Top contributors", columns.SUMMARY_CONTRIBUTORS, rows, note=note)


def scenario_sentence(scenario: str, overrides: tuple[str, ...]) -> str:
    """The scenario and overrides in words; "" for the workbook as it stands."""
    parts = [f"Scenario: {scenario}"] if scenario else []
    away = [(text, nations_away(text)) for text in overrides]
    if any(nation for _, nation in away):
        parts.append("without " + "; ".join(nation for _, nation in away if nation))
    changed = [text for text, nation in away if not nation]
    if changed:
        parts.append("with " + "; ".join(changed))
    return ", ".join(parts)
