"""Numbers and dates typed with words: what is proposed is what is meant, or all that can be."""

import datetime as dt

import pytest

from solver.plan.plan import Calendar
from solver.plan.values import read_value
from solver.schema import SETTINGS, SHEETS

CALENDAR = Calendar(start=dt.date(2027, 1, 1))


def said(name: str, typed: str) -> str:
    """How to mend it, by the message for a cell of that column or setting."""
    columns = [*SETTINGS, *(column for declared in SHEETS for column in declared.columns)]
    column = next(column for column in columns if column.name == name)
    reading = read_value(typed, column, CALENDAR)
    assert reading.faulty
    return reading.message


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("250 Mio", 250_000_000), ("250 Mio. EUR", 250_000_000), ("250 million", 250_000_000)),
        *(("0.25 bn", 250_000_000), ("0,25 Mrd", 250_000_000), ("36k", 36_000), ("250 TEUR", 250_000)),
        *(("ca. 250 mln", 250_000_000), ("2 crore", 20_000_000), ("38 tsd \u20ac", 38_000)),
        *(("\u20ac 42000", 42_000), ("EUR 42k", 42_000)),
    ],
)
def test_a_number_word_multiplies_what_stands_before_it(typed, meant):
    """250 alone would be a budget of 250 EUR, under which there is no plan."""
    assert f"if {meant} " in said("Budget per period", typed).replace(" (thousand)", " ")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("250 m", "is 250000000 (million) or 250000 (thousand) meant?"),
        ("250 mil", "is 250000000 (million) or 250000 (thousand) meant?"),
        ("0.25 billion", "is 250000000 (a thousand million) or 250000000000 (a million million) meant?"),
        ("1,250 k", "is 1250000 or 1250 meant?"),
    ],
)
def test_a_word_of_two_meanings_is_asked_about(typed, meant):
    """A billion is a thousand million in English, a million million in German."""
    assert meant in said("Budget per period", typed)


@pytest.mark.parametrize(
    "typed", ["250 tausnd", "250 million or so", "250 percent", "3OO", "250 (m)", "5-7 k"]
)
def test_no_number_is_proposed_where_a_word_is_not_known(typed):
    """Nothing wrong is proposed: what is expected stands in the message."""
    assert "meant" not in said("Budget per period", typed)


@pytest.mark.parametrize(
    ("name", "typed", "meant"),
    [
        *(("Units", "ca. 2", "if 2 is"), ("Units", "~2", "if 2 is"), ("Units", "2 bn", "if 2 is")),
        *(("Capacity", "3200 heads", "if 3200 is"), ("Capacity", "about 3k", "if 3000 is")),
        *(("Time limit", "10 minutes", "if 600 is"), ("Hold last period for", "18 months", "if 1.5 is")),
        ("Period months", "2 years", "if 24 is"),
    ],
)
def test_what_stands_beside_a_number_is_read_by_its_column(name, typed, meant):
    """Two bn are two battalions among units; ten minutes are 600 seconds."""
    assert f"{meant} meant" in said(name, typed)


@pytest.mark.parametrize(
    ("name", "typed"),
    [("Capacity", "2 bn"), ("Units", "120 pax"), ("Capacity", "120 EUR"), ("Dwell ratio", "2 years")],
)
def test_no_number_is_proposed_that_counts_something_else(name, typed):
    """Two battalions are no two heads."""
    assert "meant" not in said(name, typed)


@pytest.mark.parametrize("typed", ["25 percent", "25 pct", "25 per cent", "25 Prozent", "ca. 25 %", "25,0 %"])
def test_a_share_in_words_is_proposed_as_a_share(typed):
    """25 would be 25 times the force."""
    assert "if 0.25 (25 %) is meant, type that number" in said("Lead share", typed)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        *(("Jan 2028", "2028-01-01"), ("2028-01", "2028-01-01"), ("01/2028", "2028-01-01")),
        *(
            ("1 January 2027", "2027-01-01"),
            ("January 1, 2027", "2027-01-01"),
            ("1. M\u00e4rz 2027", "2027-03-01"),
        ),
        *(("01JAN27", "2027-01-01"), ("1-Jan-27", "2027-01-01"), ("2028/03/31", "2028-03-31")),
    ],
)
@pytest.mark.parametrize("name", ["From", "Start"])
def test_a_date_in_words_is_proposed_as_it_is_to_be_typed(name, typed, day):
    assert f"if {day} is meant, type it as a date" in said(name, typed)


def test_a_month_ends_a_window_on_its_last_day():
    """To February 2028, a leap year."""
    assert "if 2028-02-29 is meant" in said("To", "Feb 2028")


@pytest.mark.parametrize("typed", ["Jan-28", "30 Feb 2027", "2028-13", "Q1 2028", "3 Foo 2028"])
def test_no_day_is_proposed_where_none_is_named(typed):
    """Jan-28 may be a year or a day."""
    assert "meant" not in said("From", typed)


def test_a_period_in_words_is_proposed_as_a_number():
    assert "if period 3 is meant, type only the number" in said("From", "period 3")
