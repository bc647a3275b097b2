"""The columns of the tables of a comparison: name, and how it is shown."""

from __future__ import annotations

from solver.results.tables import Field, Show

CONTINGENTS = (
    Field("Change", Show.TEXT),
    Field("Contingent", Show.TEXT),
    Field("Nation", Show.TEXT),
    Field("Capability", Show.TEXT),
    Field("From", Show.PERIOD),
    Field("To", Show.PERIOD),
    Field("Units before", Show.UNITS),
    Field("Units after", Show.UNITS),
    Field("Heads before", Show.HEADS),
    Field("Heads after", Show.HEADS),
    Field("Less at", Show.LONG),
    Field("More at", Show.LONG),
)

FORCES = (
    Field("Of", Show.TEXT),
    Field("Name", Show.TEXT),
    Field("From", Show.PERIOD),
    Field("To", Show.PERIOD),
    Field("Heads before", Show.HEADS),
    Field("Heads after", Show.HEADS),
    Field("Change", Show.HEADS),
)

COVERAGE = (
    Field("Site", Show.TEXT),
    Field("Role", Show.TEXT),
    Field("From", Show.PERIOD),
    Field("To", Show.PERIOD),
    Field("Measure", Show.TEXT),
    Field("Target before", Show.AMOUNT),
    Field("Target after", Show.AMOUNT),
    Field("Provided before", Show.AMOUNT),
    Field("Provided after", Show.AMOUNT),
    Field("Shortfall before", Show.AMOUNT),
    Field("Shortfall after", Show.AMOUNT, marked=True),
    Field("Change", Show.AMOUNT),
    Field("Mark before", Show.TEXT),
    Field("Mark", Show.MARK),
)

DRAWDOWN = (
    Field("Cap", Show.TEXT),
    Field("From", Show.PERIOD),
    Field("To", Show.PERIOD),
    Field("Taken before", Show.HEADS),
    Field("Taken after", Show.HEADS),
    Field("Change", Show.HEADS),
    Field("Limit before", Show.HEADS),
    Field("Limit after", Show.HEADS),
    Field("Headroom after", Show.HEADS),
)

TOTALS = (
    Field("What", Show.TEXT),
    Field("Counted in", Show.TEXT),
    Field("Before", Show.MONEY),
    Field("After", Show.MONEY),
    Field("Change", Show.MONEY),
)
