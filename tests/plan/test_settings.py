"""Settings that do not exist, or lead beyond the calendar."""

from __future__ import annotations

from small_plan import errors


def only(messages: list[str]) -> str:
    """The one finding that there is."""
    assert len(messages) == 1, messages
    return messages[0]


def test_an_unknown_setting_comes_with_the_nearest():
    rows = [{"Name": "Largest shar", "Value": 0.5}]
    assert "unknown setting 'Largest shar'; did you mean 'Largest share'?" in only(errors(Settings=rows))


def test_a_plan_ends_before_the_calendar_does():
    rows = [
        {"Name": "Start", "Value": "2026-01-01"},
        {"Name": "Periods", "Value": 1000},
        {"Name": "Period months", "Value": 120},
    ]
    assert "beyond the year 9999" in only(errors(Settings=rows))
