"""Facts from the Financial Data Schedule of a filing whose statements aren't in it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from converter import Options, convert

SAMPLE = Path(__file__).parent / "filings" / "calder-ridge-10k.txt"


def without_statements() -> bytes:
    """The sample 10-K without its annual report exhibit, as many were filed: "incorporated by reference"."""
    documents = SAMPLE.read_text().split("<DOCUMENT>\n")
    return "<DOCUMENT>\n".join(d for d in documents if not d.startswith("<TYPE>EX-13")).encode()


def test_refused_unless_asked_for() -> None:
    conversion = convert(without_statements(), Options(), name="calder")
    assert conversion.status == 2
    assert conversion.refusal == "No financial statement was found in the filing."


def test_the_schedule_gives_the_facts_when_asked_for() -> None:
    conversion = convert(without_statements(), Options(from_schedule=True), name="calder")
    assert conversion.status == 0
    assert conversion.verdict == "valid"
    assert "pipeline.facts-from-schedule" in {f.code for f in conversion.findings}
    assert conversion.report is not None
    facts = {f.concept: f for f in conversion.report.facts if f.statement >= 0}
    full = convert(SAMPLE, Options(validate=False))
    assert full.report is not None
    end = full.report.period_end
    contexts = {c.id: c for c in full.report.contexts}
    printed = {
        f.concept: f.value
        for f in full.report.facts
        if contexts[f.context].period.end == end and not contexts[f.context].dimensions
    }
    for concept in (
        "us-gaap:Assets",
        "us-gaap:AssetsCurrent",
        "us-gaap:InventoryNet",
        "us-gaap:NetIncomeLoss",
    ):
        assert facts[concept].value == printed[concept] != Decimal(0)
        assert facts[concept].rule is not None
        assert facts[concept].rule.id.startswith("schedule.")
