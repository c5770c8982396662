"""Financial Data Schedules are read as printed: periods, values, marks, notes, and where each stands."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.extraction.schedule import Schedule, read_schedules, schedule_statement
from converter.model import DocumentKind, SourceDocument, StatementKind, Submission, UnitKind, line_starts
from converter.reading import read

COMMERCIAL = """
<TABLE> <S> <C>

<ARTICLE> 5
<LEGEND>
THIS SCHEDULE IS TAKEN FROM THE BALANCE SHEET OF PELLWORTH LANTERN CO.
AND IS QUALIFIED BY IT.
</LEGEND>
<CIK> 0000012345
<NAME> PELLWORTH LANTERN CO
<MULTIPLIER> 1,000
<CURRENCY> U.S. DOLLARS
<S>                             <C>
<PERIOD-TYPE>                   9-MOS
<FISCAL-YEAR-END>                          DEC-31-1996
<PERIOD-END>                               SEP-30-1996
<CASH>                                    $  1,204
<SECURITIES>                                         0
<RECEIVABLES>                                    3,310<F1>
<PP&amp;E>                       <F2>            8,000
<TOTAL-ASSETS>                                  12,514
<TOTAL-REVENUES>                                20,000
<INCOME-TAX>                                     (417)
<NET-INCOME>                                      -812
<EPS-PRIMARY>                                    (.34)
<EPS-DILUTED>                                     0.00
<FN>
<F1> Net of allowances
of a hundred.
<F2> At cost.
</FN>
</TABLE>
"""

COLUMNS = """
<ARTICLE> UT
<SUBSIDIARY>
   <NUMBER> 002
   <NAME> MARSH ISLAND LIGHT
<MULTIPLIER> 1,000,000
<S>                  <C>                 <C>
<PERIOD-TYPE>        YEAR                YEAR
<FISCAL-YEAR-END>           DEC-31-1994         DEC-31-1993
<PERIOD-START>              JAN-01-1994          JAN-1-1993
<PERIOD-END>                DEC-31-1994         Dec-31-1993
<BOOK-VALUE>                   PER-BOOK            PER-BOOK
<TOTAL-ASSETS>                    7,388               7,226
<COMMON>                            667                 659
<NET-INCOME>                        412<F1>             327
<RETAINED-EARNINGS>                                   1,753
<CASH-FLOW-OPERATIONS>              764
<EPS-PRIMARY>                      2.08                1.63
"""


def submission(*texts: str, kind: str = "EX-27") -> Submission:
    documents = tuple(
        SourceDocument(index, kind, "", "", "", text, "ascii", "", 100, line_starts(text), DocumentKind.TEXT)
        for index, text in enumerate(texts)
    )
    return Submission("made-up", 0, "", None, documents)


def only(text: str) -> Schedule:
    (schedule,) = read_schedules(submission(text)).value
    return schedule


def test_head_of_a_schedule() -> None:
    schedule = only(COMMERCIAL)
    assert (schedule.article, schedule.multiplier) == ("5", 1000)
    assert (schedule.name, schedule.cik, schedule.currency) == (
        "PELLWORTH LANTERN CO", "12345", "U.S. DOLLARS",
    )  # fmt: skip
    assert schedule.legend.startswith("THIS SCHEDULE IS TAKEN")
    assert schedule.legend.endswith("BY IT.")
    assert schedule.notes == {"F1": "Net of allowances of a hundred.", "F2": "At cost."}
    assert not schedule.restated
    assert not schedule.flawed


def test_period_start_follows_from_the_period_type() -> None:
    (column,) = only(COMMERCIAL).periods
    assert (column.type, column.start, column.end) == ("9-MOS", dt.date(1996, 1, 1), dt.date(1996, 9, 30))
    assert not column.start_printed
    assert column.fiscal_year_end == dt.date(1996, 12, 31)


@pytest.mark.parametrize(
    ("tag", "value", "marks"),
    [
        ("CASH", "1204", ()),
        ("SECURITIES", "0", ()),
        ("RECEIVABLES", "3310", ("F1",)),
        ("PP&E", "8000", ("F2",)),
        ("INCOME-TAX", "-417", ()),
        ("NET-INCOME", "-812", ()),
        ("EPS-PRIMARY", "-0.34", ()),
        ("EPS-DILUTED", "0.00", ()),
    ],
)
def test_values_signs_and_marks(tag: str, value: str, marks: tuple[str, ...]) -> None:
    found = only(COMMERCIAL).of(tag)
    assert found is not None
    assert (found.value, found.marks) == (Decimal(value), marks)


def test_spans_cover_the_digits_and_name_the_line_of_the_file() -> None:
    schedule = only(COMMERCIAL)
    lines = COMMERCIAL.splitlines()
    for value in schedule.values:
        text = COMMERCIAL[value.span.start : value.span.end]
        assert Decimal(text.replace(",", "")) == abs(value.value)
        assert text in lines[value.span.line - 100]
        assert COMMERCIAL[value.tag_span.start] == "<"


def test_several_periods_and_a_value_that_stands_alone() -> None:
    schedule = only(COLUMNS)
    assert [column.start for column in schedule.periods] == [dt.date(1994, 1, 1), dt.date(1993, 1, 1)]
    assert all(column.start_printed for column in schedule.periods)
    assert (schedule.number, schedule.name) == ("002", "MARSH ISLAND LIGHT")
    assert [schedule.of("TOTAL-ASSETS", column).value for column in (0, 1)] == [7388, 7226]  # type: ignore[union-attr]
    assert schedule.of("RETAINED-EARNINGS", 0) is None
    assert schedule.of("RETAINED-EARNINGS", 1).value == 1753  # type: ignore[union-attr]
    assert schedule.of("CASH-FLOW-OPERATIONS", 1) is None


def test_a_value_that_is_no_number_is_told_and_left_out() -> None:
    result = read_schedules(submission(COMMERCIAL.replace("12,514", "twelve")))
    assert [finding.code for finding in result.findings] == ["extraction.schedule-value-not-read"]
    assert result.findings[0].data == {"tag": "TOTAL-ASSETS"}
    assert result.value[0].of("TOTAL-ASSETS") is None


def test_an_exhibit_without_tags_is_told() -> None:
    result = read_schedules(submission("cash and cash items     7,717\n"))
    assert result.value == ()
    assert [finding.code for finding in result.findings] == ["extraction.schedule-not-read"]


def test_several_schedules_in_one_document_and_prose_about_articles() -> None:
    text = COMMERCIAL + COLUMNS + "see <ARTICLE> 5 of the regulation\n"
    assert [schedule.article for schedule in read_schedules(submission(text, kind="")).value] == ["5", "UT"]


def test_as_statements_of_the_exhibit() -> None:
    filing = submission(COMMERCIAL)
    schedule = only(COMMERCIAL)

    def counts(tag: str) -> UnitKind:
        return UnitKind.PER_SHARE if tag.startswith("EPS") else UnitKind.MONETARY

    tags = {"NET-INCOME", "EPS-PRIMARY", "TOTAL-REVENUES"}
    statement = schedule_statement(schedule, filing, StatementKind.INCOME, tags, counts, "s1")
    assert statement is not None
    assert [line.label for line in statement.lines] == ["TOTAL-REVENUES", "NET-INCOME", "EPS-PRIMARY"]
    assert [(line.cells[0].value, line.cells[0].scale) for line in statement.lines] == [
        (20000, 3), (-812, 3), (Decimal("-.34"), 0),
    ]  # fmt: skip
    assert statement.columns[0].period == schedule.periods[0].duration
    rows = range(statement.first_row, statement.last_row + 1)
    assert COMMERCIAL.splitlines()[rows[0]].startswith("<TOTAL-REVENUES>")
    assert COMMERCIAL.splitlines()[rows[-1]].startswith("<EPS-PRIMARY>")
    assert [number.text for number in statement.numbers] == ["417"]
    assert schedule_statement(schedule, filing, StatementKind.INCOME, {"DEPOSITS"}, counts, "s2") is None


@given(
    st.decimals(-(10**9), 10**9, places=2, allow_nan=False),
    st.sampled_from(["", "$", "$ "]),
    st.booleans(),
)
def test_any_amount_is_read_back(amount: Decimal, currency: str, brackets: bool) -> None:
    magnitude = f"{currency}{abs(amount):,}"
    printed = (f"({magnitude})" if brackets else f"-{magnitude}") if amount < 0 else magnitude
    found = only(COMMERCIAL.replace("12,514", printed)).of("TOTAL-ASSETS")
    assert found is not None
    assert found.value == amount


@given(st.text(alphabet="<>/FNARTICLE0159 .,()-$\n&;", max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    read_schedules(submission("<ARTICLE> 5\n" + text))
    read_schedules(submission(COMMERCIAL.replace("12,514", text)))


def test_development_schedules_are_read(shared: Path) -> None:
    folder = shared / "filings" / "ex27"
    for path in sorted(folder.glob("*.txt"))[::40]:
        filing = read(path.read_bytes(), path.stem).value
        assert filing is not None
        result = read_schedules(filing)
        declared = [d for d in filing.documents if d.type.upper().startswith("EX-27")]
        assert len(result.value) == len(declared)
        for schedule in result.value:
            assert all(column.end and column.start for column in schedule.periods)
            assert len(schedule.values) >= 25
