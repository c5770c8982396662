"""The table of schedule tags obeys its schema, and schedules become tagged statements by it."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import hashlib
from decimal import Decimal
from pathlib import Path

import pytest

from converter.data import data_folder
from converter.extraction.schedule import read_schedules
from converter.mapping.schedule import (
    COLUMNS,
    ScheduleTable,
    Strength,
    facts_from_schedule,
    load_table,
    own_schedules,
    read_table,
)
from converter.model import (
    Cover,
    Extraction,
    Filer,
    NumberStatus,
    Period,
    SourceDocument,
    StatementKind,
    Submission,
    SubmissionHeader,
    UnitKind,
    line_starts,
)
from converter.reporting import build_report
from converter.taxonomies import load, releases

TYPES = {
    UnitKind.MONETARY: "monetaryItemType",
    UnitKind.PER_SHARE: "perShareItemType",
    UnitKind.SHARES: "sharesItemType",
    UnitKind.PURE: "pureItemType",
}

TEXT = """
<ARTICLE> 5
<MULTIPLIER> 1,000
<PERIOD-TYPE>                  12-MOS
<FISCAL-YEAR-END>              JUN-30-1997
<PERIOD-END>                   JUN-30-1997
<CASH>                          1,204
<SECURITIES>                        0
<ALLOWANCES>                      (20)
<TOTAL-ASSETS>                 12,514
<OTHER-SE>                      4,000
<SALES>                        18,000
<TOTAL-REVENUES>               20,000
<EXTRAORDINARY>                   (50)
<NET-INCOME>                      812
<EPS-PRIMARY>                     .34
"""


def submission(*texts: str, cik: str = "") -> Submission:
    documents = tuple(
        SourceDocument(
            index, "EX-27", "", "", "", text, "ascii", hashlib.sha256(text.encode()).hexdigest(), 1,
            line_starts(text),
        )
        for index, text in enumerate(texts)
    )  # fmt: skip
    header = SubmissionHeader("", "10-K", None, None, (Filer(cik, "Any"),)) if cik else None
    return Submission("made-up", 0, "", header, documents)


@pytest.mark.parametrize("release", releases())
def test_concepts_fit_their_tags(release: str) -> None:
    catalogue = load(release)
    wrong = [
        f"{rule.id}: {name} is {concept.type}, {concept.period_type}"
        for rule in load_table().rules
        for name in rule.accepted
        if (concept := catalogue.concept(name)) is not None
        and (concept.type, concept.period_type, concept.abstract)
        != (TYPES[rule.unit_kind], rule.period_type, False)
    ]
    assert wrong == []


def test_every_concept_is_in_some_release_and_core_tags_have_one_in_each() -> None:
    catalogues = [load(release) for release in releases()]
    for rule in load_table().rules:
        for name in rule.accepted:
            assert any(catalogue.concept(name) for catalogue in catalogues), f"{rule.id}: {name}"
        if rule.strength is Strength.CORE:
            for catalogue in catalogues:
                assert any(catalogue.concept(name) for name in rule.concepts), rule.id


def test_ids_are_sorted_and_no_tag_has_two_rows_in_an_article() -> None:
    rules = load_table().rules
    ids = [rule.id for rule in rules]
    assert ids == sorted(set(ids))
    pairs = [(article, tag) for rule in rules for article in rule.articles or ("",) for tag in rule.tags]
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("article", "12"), ("statement", "equity"), ("period_type", "duration"), ("value_sign", "negate"),
        ("unit_kind", "percent"), ("strength", "strong"), ("confidence", "2"), ("evidence", ""),
    ],
)  # fmt: skip
def test_a_broken_row_is_named(tmp_path: Path, column: str, cell: str) -> None:
    good = "sc-1,5,CASH,Cash,balance_sheet,instant,us-gaap:Cash,,as_printed,monetary,core,0.9,x"
    (row,) = csv.DictReader([",".join(COLUMNS), good])
    path = tmp_path / "schedule.csv"
    path.write_text("\n".join((",".join(COLUMNS), ",".join((row | {column: cell}).values()), "")))
    with pytest.raises(ValueError, match=r"schedule\.csv, line 2: "):
        read_table(path)


def test_an_article_goes_before_the_general_row() -> None:
    table = load_table()
    assert table.rule("9", "CASH").concepts[0] == "us-gaap:CashAndDueFromBanks"  # type: ignore[union-attr]
    assert table.rule("5", "CASH").concepts[0].endswith("CashEquivalentsAtCarryingValue")  # type: ignore[union-attr]
    assert table.rule("9", "NET-INCOME") is table.rule("UT", "NET-INCOME")
    assert table.rule("5", "NO-SUCH-TAG") is None
    assert ScheduleTable(()).rule("5", "CASH") is None


def test_development_schedules_have_no_unknown_tag(shared: Path) -> None:
    from converter.reading import read

    unknown = set()
    for path in sorted((shared / "filings" / "ex27").glob("*.txt"))[::25]:
        filing = read(path.read_bytes(), path.stem).value
        assert filing is not None
        for schedule in read_schedules(filing).value:
            unknown |= {
                (schedule.article, value.tag)
                for value in schedule.values
                if load_table().rule(schedule.article, value.tag) is None
            }
    assert unknown == set()


def test_facts_from_a_schedule() -> None:
    filing = submission(TEXT)
    sheet, income = facts_from_schedule(read_schedules(filing).value, filing, load("2020"))
    assert [t.statement.kind for t in (sheet, income)] == [StatementKind.BALANCE_SHEET, StatementKind.INCOME]
    decided = {
        t.statement.lines[tagging.line].label: tagging for t in (sheet, income) for tagging in t.taggings
    }
    assert decided["TOTAL-ASSETS"].concept == "us-gaap:Assets"
    assert decided["TOTAL-ASSETS"].rule is not None
    assert decided["TOTAL-ASSETS"].rule.id.startswith("schedule.sc-")
    file = decided["TOTAL-ASSETS"].rule.file
    rows = (data_folder("mappings").parent / file).read_text(encoding="utf-8").splitlines()
    assert rows[decided["TOTAL-ASSETS"].rule.line - 1].split(",")[2].startswith("TOTAL-ASSETS")
    assert decided["ALLOWANCES"].sign == -1  # printed negative, means a magnitude
    assert decided["NET-INCOME"].concept == "us-gaap:NetIncomeLoss"
    assert decided["SECURITIES"].reason == "schedule-filler"
    assert decided["OTHER-SE"].extension is not None
    assert decided["OTHER-SE"].extension.name == "ScheduleOtherStockholdersEquity"


def test_the_report_builder_takes_a_schedule() -> None:
    filing = submission(TEXT)
    tagged = facts_from_schedule(read_schedules(filing).value, filing, load("2020"))
    extraction = Extraction(Cover(form="10-K"), tuple(t.statement for t in tagged))
    report = build_report(filing, extraction, tagged, load("2020")).value
    assert report is not None
    contexts = {context.id: context.period for context in report.contexts}
    facts = {fact.concept: fact for fact in report.facts if fact.statement >= 0}
    assets = facts["us-gaap:Assets"]
    assert (assets.value, contexts[assets.context]) == (12_514_000, Period(dt.date(1997, 6, 30)))
    income = facts["us-gaap:NetIncomeLoss"]
    year = Period(dt.date(1997, 6, 30), dt.date(1996, 7, 1))
    assert (income.value, contexts[income.context]) == (812_000, year)
    assert facts["us-gaap:EarningsPerShareBasic"].value == Decimal("0.34")
    assert facts["us-gaap:AllowanceForDoubtfulAccountsReceivableCurrent"].value == 20_000
    assert all(fact.rule and fact.rule.id.startswith("schedule.") for fact in facts.values())
    assert {number.status for number in report.numbers} == {NumberStatus.FACT, NumberStatus.EXPLAINED}
    zero = [number for number in report.numbers if number.text == "0"]
    assert [number.reason for number in zero] == ["schedule-filler"]


def test_a_concept_is_taken_once_and_deprecated_ones_are_not_used() -> None:
    filing = submission(TEXT)
    _, income = facts_from_schedule(read_schedules(filing).value, filing, load("2020"))
    by_label = {income.statement.lines[t.line].label: t for t in income.taggings}
    assert by_label["TOTAL-REVENUES"].concept == "us-gaap:Revenues"
    assert by_label["SALES"].concept == ""
    assert by_label["SALES"].extension is not None
    assert by_label["EXTRAORDINARY"].extension is not None
    _, older = facts_from_schedule(read_schedules(filing).value, filing, load("2009"))
    by_label = {older.statement.lines[t.line].label: t for t in older.taggings}
    assert by_label["EXTRAORDINARY"].concept == "us-gaap:ExtraordinaryItemNetOfTax"


def test_schedules_of_others_and_restated_ones_are_left_out() -> None:
    other = TEXT.replace("<MULTIPLIER>", "<CIK> 0000000077\n<MULTIPLIER>")
    restated = TEXT.replace("<MULTIPLIER>", "<RESTATED>\n<MULTIPLIER>").replace("12,514", "9,999")
    filing = submission(other, TEXT, restated, cik="0000000055")
    schedules = read_schedules(filing).value
    own = own_schedules(schedules, filing)
    assert [schedule.document for schedule in own] == [1]
    assert own_schedules(schedules[2:], filing) == schedules[2:]
    assert own_schedules((), filing) == ()


def test_a_registrant_of_a_combined_filing_is_known_by_name() -> None:
    names = ("MARSH ISLAND LIGHT CO", "Pellworth Lantern, Inc.", "MARSH ISLAND GAS CO")
    filing = submission(*(TEXT.replace("<MULT", f"<NAME> {name}\n<MULT") for name in names))
    schedules = read_schedules(filing).value
    assert own_schedules(schedules, filing, "Pellworth Lantern Company") == schedules[1:2]
    assert own_schedules(schedules, filing, "Somebody Else") == schedules[:1]


def test_a_multiplier_that_is_no_power_of_ten_gives_no_facts() -> None:
    filing = submission(TEXT)
    odd = [dataclasses.replace(s, multiplier=Decimal(12)) for s in read_schedules(filing).value]
    assert facts_from_schedule(odd, filing, load("2020")) == ()
