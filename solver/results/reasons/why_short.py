"""Why short: one row for each requirement that lacks: the least that it can lack, and who pays for that."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from solver.ledger.ledger import Ledger
from solver.ledger.table_ops import found_in, take
from solver.plan.plan import Plan
from solver.reasons.questions.answer import CLAIMS, Answer, rank_room
from solver.results.coverage import without_noise
from solver.results.reasons import words
from solver.solution import RankValue

NOTE = {
    "": "Why each requirement lacks, in its worst period, as sheet Gaps has it.",
    "At best": "At best: the least that it can lack under all hard rules, everything else ignored, blank "
    "where that is open.",
    "Who pays": "Who pays: what is worse where it lacks least, and who comes and goes.",
    "Least change": "Least change: a cell with which alone a plan exists in which it lacks nothing then, or "
    "what is said, and no other requirement misses more than now.",
    "Claim": words.CLAIMS_TOLD,
}
KEY = ["Site", "Role", "Period"]


def why_short_rows(plan: Plan, ranks: Sequence[RankValue], answers: Sequence[Answer]) -> pd.DataFrame:
    """One row for each answer, as it is stated."""
    rows = [
        {
            "No": number,
            "Site": answer.question.site,
            "Role": answer.question.role,
            "Period": answer.question.period,
            "At best": words.known_value(_at_best(answer)),
            "Answer": words.answer_text(answer),
            "Claim": words.claim_text(answer),
            "Who pays": _who_pays(answer),
            **words.cells_in_the_way(plan.tables, answer),
            "Least change": words.few(
                [*words.change_lines(plan.tables, ranks, answer.changes), *_helps(plan, answer)]
            ),
        }
        for number, answer in enumerate(answers, start=1)
    ]
    return pd.DataFrame(rows)


def _at_best(answer: Answer) -> float | None:
    """The least that it can lack; None where that is open."""
    low, high = answer.least_lack or (0.0, math.inf)
    return high if low >= high - rank_room(high) else None


def _who_pays(answer: Answer) -> str:
    """The ranks that are worse in the plan in which it lacks least, and who comes and goes in that."""
    return words.few([*words.worse_lines(answer.price), *words.displaced_lines(answer.displaced)])


def _helps(plan: Plan, answer: Answer) -> list[str]:
    """Changes that leave it lacking least, where none fills it alone, each with what then lacks."""
    lines = []
    for help_ in answer.helps:
        low, high = (words.value_text(each) for each in help_.lacks)
        lacks = low if low == high else f"from {low} to {high}"
        (line,) = words.change_lines(plan.tables, (), [help_.change])
        lines.append(f"{line} (then it lacks {lacks})")
    return lines


def why_short_known(
    plan: Plan, ledger: Ledger, ranks: Sequence[RankValue], rows: pd.DataFrame
) -> pd.DataFrame:
    """The rows with what the ledger says: what the requirement lacks now, and its sheet row."""
    asked = ledger.coverage
    lack = without_noise(asked["lack_target"], asked["target"])
    asked = asked[["site", "role", "period", "measure", "sheet_row"]].set_axis(
        [*KEY, "measure", "sheet_row"], axis=1
    )
    at = found_in(rows.astype({"Period": np.int64}), asked, KEY)
    return rows.assign(
        Measure=take(asked["measure"].astype(object), at, ""),
        **{"Lacks now": take(lack.astype(float), at, np.nan)},
        Row=take(asked["sheet_row"], at, 0),
    )


def proved_reasons(rows: pd.DataFrame) -> dict[tuple[str, str], str]:
    """By site and role, the sentence of the first answer, where that is proved, and where it stands."""
    first = rows.drop_duplicates(["Site", "Role"])
    proved = first[first["Claim"] == CLAIMS["proved"]]
    return {
        (site, role): f"{answer.rstrip('.')} (Why short {number})"
        for site, role, answer, number in zip(
            proved["Site"], proved["Role"], proved["Answer"], proved["No"], strict=True
        )
    }
