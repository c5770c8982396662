"""The scoreboard measures a filing, sums up, and lets no regression hide."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from benchmarks import scoreboard
from converter.mapping.schedule import load_table
from converter.pipeline import Options, convert

SAMPLES = Path(__file__).resolve().parents[1] / "filings"
SAMPLE = SAMPLES / "tamarack-valley-bank-10k.txt"


@pytest.fixture(scope="module")
def record() -> scoreboard.Record:
    return scoreboard.measure(SAMPLE, scoreboard.Settings())


def test_a_filing_in_figures(record: scoreboard.Record) -> None:
    assert record["name"] == "filings/tamarack-valley-bank-10k"
    assert record["outcome"] == "converted"
    assert record["statements"]["balance_sheet"] == 1
    conversion = convert(SAMPLE, Options(validate=False))
    assert conversion.report is not None
    assert sum(record["numbers"].values()) == len(conversion.report.numbers)
    facts = [fact for fact in conversion.report.facts if fact.statement >= 0]
    assert sum(band[0] for band in record["confidence"].values()) == len(facts)
    assert sum(record["lines"].values()) == sum(
        tagging.embedded is None for t in conversion.report.statements for tagging in t.taggings
    )
    assert 0 < record["sums"]["foot"] <= record["sums"]["found"]
    assert record["ties"]["two-sides"] == [2, 2]
    json.dumps(record)


def test_refused_and_crashed_filings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text("nothing of the kind\n")
    assert scoreboard.measure(empty, scoreboard.Settings())["outcome"] == "refused"

    def fail(*_: object) -> None:
        raise ZeroDivisionError("made up")

    monkeypatch.setattr("converter.reading.read", fail)
    crashed = scoreboard.measure(empty, scoreboard.Settings())
    assert crashed["outcome"] == "crashed"
    assert "made up" in crashed["reason"]
    assert list(scoreboard.unconverted([crashed]))[1].strip() == crashed["name"]


SCHEDULE = """<DOCUMENT>
<TYPE>EX-27
<SEQUENCE>2
<TEXT>
<ARTICLE> 9
<MULTIPLIER> {multiplier}
<PERIOD-TYPE>  YEAR
<FISCAL-YEAR-END> DEC-31-1996
<PERIOD-END> DEC-31-{year}
<CASH> {cash}
<DEPOSITS> {deposits}
<TOTAL-ASSETS> {assets}
<INCOME-PRETAX> 0
<NET-INCOME> 999,999,999
<EPS-PRIMARY> 0
</TEXT>
</DOCUMENT>
"""


def with_schedule(**changed: str) -> scoreboard.Record:
    """The sample with a schedule of the values that the sample prints, or of others."""
    conversion = convert(SAMPLE, Options(validate=False))
    assert conversion.report is not None
    contexts = {context.id: context for context in conversion.report.contexts}
    end = conversion.report.period_end
    values = {}
    for key, concept in (("cash", "CashAndDueFromBanks"), ("deposits", "Deposits"), ("assets", "Assets")):
        (fact,) = (
            fact
            for fact in conversion.report.facts
            if fact.concept == f"us-gaap:{concept}" and contexts[fact.context].period.end == end
        )
        assert isinstance(fact.value, Decimal)
        values[key] = f"{fact.value / 1000:,f}".removesuffix(".000")
    values |= {"multiplier": "1,000", "year": str(end.year)} | changed
    body = f"<DOCUMENT>\n<TYPE>10-K\n<SEQUENCE>1\n<TEXT>\n{SAMPLE.read_text()}</TEXT>\n</DOCUMENT>\n"
    text = body + SCHEDULE.format_map(values)
    return scoreboard.describe(convert(text.encode(), Options(validate=False), "made-up"))


def test_schedule_that_agrees() -> None:
    assert with_schedule()["schedule"] == {"core.hit": 3}


def test_schedule_that_differs_is_told_by_cause() -> None:
    found = with_schedule(multiplier="1")
    assert found["schedule"] == {"core.wrong": 3, "cause.core.schedule-scale": 3}
    assert {row[2] for row in found["listing"]} == {"schedule-scale"}


def test_a_value_that_the_filing_does_not_print_does_not_count() -> None:
    assert with_schedule(cash="123,454,321")["schedule"] == {"core.hit": 2}


def test_spellings() -> None:
    money = load_table().rule("5", "TOTAL-ASSETS")
    share = load_table().rule("5", "EPS-PRIMARY")
    assert money is not None
    assert share is not None
    assert scoreboard._spellings(money, Decimal(2135400000)) == ["2135400000", "2135400", "2135.4"]
    assert scoreboard._spellings(money, Decimal(2135)) == ["2135"]
    assert scoreboard._spellings(share, Decimal("0.4")) == [".40"]


def test_totals(record: scoreboard.Record) -> None:
    other = dict(record) | {"outcome": "refused", "statements": None, "numbers": None, "lines": None}
    total = scoreboard.totals([record, other], {str(record["name"]): {"balance_sheet", "equity"}})
    assert total["outcomes"] == {"converted": 1, "refused": 1}
    assert total["numbers"] == record["numbers"]
    assert total["expected"]["balance_sheet"] == [1, 2]
    text = "\n".join(scoreboard.show(total))
    assert "2: 1 converted, 1 refused" in text
    assert scoreboard.show(scoreboard.totals([]))


def compact(**changed: Any) -> dict[str, Any]:
    base = {
        "outcome": "converted", "statements": {"income": 1}, "facts": 100, "extensions": 5,
        "unexplained": 2, "standard_lines": 50, "totals_foot": 9, "ties": 4, "hits": 20, "wrong": 1,
    }  # fmt: skip
    return base | changed


@pytest.mark.parametrize(
    ("after", "worse", "better"),
    [
        ({}, [], []),
        ({"facts": 99}, [], []),
        ({"facts": 90}, ["facts 100 -> 90"], []),
        ({"wrong": 0, "hits": 19}, ["hits 20 -> 19"], ["wrong 1 -> 0"]),
        ({"unexplained": 3}, ["unexplained 2 -> 3"], []),
        ({"outcome": "refused", "facts": 0}, ["converted -> refused"], []),
        ({"statements": {"cash_flow": 1}}, ["no income any more"], ["a cash_flow now"]),
    ],
)
def test_changes(after: dict[str, Any], worse: list[str], better: list[str]) -> None:
    assert scoreboard.changes(compact(), compact(**after)) == (worse, better)


def test_baseline_names_the_filing_that_is_worse(tmp_path: Path, record: scoreboard.Record) -> None:
    path = tmp_path / "baseline.json"
    scoreboard.save(path, [record])
    told: list[str] = []
    assert scoreboard.against_baseline(path, [record], told.append) == 0
    lost = dict(record) | {"statements": {}}
    assert scoreboard.against_baseline(path, [lost], told.append) == 1
    assert any("filings/tamarack-valley-bank-10k: no balance_sheet any more" in line for line in told)


def test_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved, figures = tmp_path / "base.json", tmp_path / "all.json"
    expected = tmp_path / "expected.csv"
    expected.write_text("path,kind\ntamarack-valley-bank-10k.txt,BS\n")
    arguments = [str(SAMPLES), "--every", "3", "--jobs", "1", "--save", str(saved), "--json", str(figures)]
    assert scoreboard.main(arguments) == 0
    assert scoreboard.main([str(SAMPLE), "--jobs", "2", "--baseline", str(saved)]) == 0
    assert "converted" in capsys.readouterr().out
    assert len(json.loads(figures.read_text())["filings"]) == len(list(SAMPLES.glob("*.txt"))[::3])
