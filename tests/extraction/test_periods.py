"""Dates and durations out of headings."""

from __future__ import annotations

import datetime as dt

import pytest

from converter.extraction.heads import Chunk, Defaults, read_heads
from converter.extraction.periods import duration, months_back, read_length, read_words
from converter.model import ColumnRole, Period, StatementKind

NO_DEFAULTS = Defaults(None, None, False)


def heads(
    texts: list[str], context: str, kind: StatementKind, defaults: Defaults = NO_DEFAULTS
) -> list[Period | None]:
    placed = [[Chunk(0, len(t), t, 0, 0, len(t))] for t in texts]
    return [h.period for h in read_heads(placed, context, kind, [False] * len(texts), defaults)]


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("Nine Months ended September 30,", (9, "months")),
        ("13 WEEKS ENDED", (13, "weeks")),
        ("Fifty-two Weeks Ended", (52, "weeks")),
        ("For the quarter ended", (3, "months")),
        ("Years Ended December 31,", (12, "months")),
        ("December 31, 1995", None),
    ],
)
def test_length(text: str, length: tuple[int, str] | None) -> None:
    assert read_length(text) == length


def test_words() -> None:
    words = read_words("June 29, 1994 and June 30, 1993")
    assert words.dates == (dt.date(1994, 6, 29), dt.date(1993, 6, 30))
    assert read_words("12/31/95").dates == (dt.date(1995, 12, 31),)
    assert read_words("31-Jan-06").dates == (dt.date(2006, 1, 31),)
    assert read_words("At December 31").month_days == ((12, 31),)
    assert read_words("February 29, 1995").dates == (dt.date(1995, 2, 28),)


def test_months_count_from_month_ends() -> None:
    assert months_back(dt.date(2003, 9, 30), 9) == dt.date(2003, 1, 1)
    assert months_back(dt.date(1996, 2, 29), 12) == dt.date(1995, 3, 1)
    assert months_back(dt.date(1995, 6, 30), 3) == dt.date(1995, 4, 1)


def test_year_of_52_weeks_begins_behind_the_one_before() -> None:
    end, before = dt.date(1995, 1, 28), dt.date(1994, 1, 29)
    assert duration(end, (12, "months"), before) == Period(end, dt.date(1994, 1, 30))
    assert duration(end, (52, "weeks")) == Period(end, dt.date(1994, 1, 30))


def test_balance_sheet_dates() -> None:
    kind = StatementKind.BALANCE_SHEET
    assert heads(["September 30, 2003", "December 31, 2002"], "", kind) == [
        Period(dt.date(2003, 9, 30)),
        Period(dt.date(2002, 12, 31)),
    ]
    assert heads(["1995", "1994"], "BALANCE SHEETS December 31,", kind) == [
        Period(dt.date(1995, 12, 31)),
        Period(dt.date(1994, 12, 31)),
    ]
    assert heads(["", ""], "December 31, 1995 and 1994", kind) == [
        Period(dt.date(1995, 12, 31)),
        Period(dt.date(1994, 12, 31)),
    ]


def test_fiscal_years_named_after_the_year_they_began_in() -> None:
    """A column "1994" under "January 1, 1995 and January 2, 1994" ended on January 1, 1995."""
    assert heads(["1994", "1993"], "January 1, 1995 and January 2, 1994", StatementKind.BALANCE_SHEET) == [
        Period(dt.date(1995, 1, 1)),
        Period(dt.date(1994, 1, 2)),
    ]
    cover = Defaults(dt.date(1999, 1, 2), (1, 2), True)
    assert heads(["1998", "1997"], "", StatementKind.BALANCE_SHEET, cover) == [
        Period(dt.date(1999, 1, 2)),
        Period(dt.date(1998, 1, 3)),
    ]


def test_durations() -> None:
    kind = StatementKind.INCOME
    assert heads(["Three Months Ended June 30, 1996", "Six Months Ended June 30, 1996"], "", kind) == [
        Period(dt.date(1996, 6, 30), dt.date(1996, 4, 1)),
        Period(dt.date(1996, 6, 30), dt.date(1996, 1, 1)),
    ]
    assert heads(["Year ended December 31, 1994", "May 7 through December 31, 1993"], "", kind)[1] == Period(
        dt.date(1993, 12, 31), dt.date(1993, 5, 7)
    )


def test_a_duration_that_nothing_states_is_not_guessed() -> None:
    assert heads(["June 30, 1996"], "STATEMENTS OF INCOME", StatementKind.INCOME) == [None]


def test_columns_that_are_no_amounts() -> None:
    placed = [[Chunk(0, 4, t, 0, 0, 4)] for t in ("Notes", "1995", "% Change", "Pro Forma 1995")]
    roles = [
        h.role
        for h in read_heads(
            placed, "Years ended December 31,", StatementKind.INCOME, [False] * 4, NO_DEFAULTS
        )
    ]
    assert roles == [ColumnRole.NOTE, ColumnRole.AMOUNT, ColumnRole.PERCENT, ColumnRole.OTHER]


def test_two_columns_of_one_period_are_not_both_facts() -> None:
    """Segments beside the whole: only the consolidated column counts; where none says so, none does."""
    context, kind = "Years ended December 31,", StatementKind.INCOME
    texts = ["Consolidated 1995", "Consolidated 1994", "Finance 1995", "Finance 1994"]
    assert [p is not None for p in heads(texts, context, kind)] == [True, True, False, False]
    assert heads(["Retail 1995", "Finance 1995"], context, kind) == [None, None]
