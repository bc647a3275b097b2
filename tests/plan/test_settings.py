"""Settings that do not exist, or lead beyond the calendar."""

from __future__ import annotations

from small_plans import errors, only, row


def test_an_unknown_setting_comes_with_the_nearest():
    rows = [row("Settings", name="Largest shar", value=0.5)]
    assert "unknown setting 'Largest shar'; did you mean 'Largest share'?" in only(
        errors(raw={"Settings": rows})
    )


def test_a_plan_ends_before_the_calendar_does():
    rows = [
        row("Settings", name="Start", value="2026-01-01"),
        row("Settings", name="Periods", value=1000),
        row("Settings", name="Period months", value=120),
    ]
    assert "beyond the year 9999" in only(errors(raw={"Settings": rows}))
