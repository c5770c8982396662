"""The inline document: the source text untouched, facts where they stand, everything ASCII."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from types import ModuleType

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from converter.model import Context, Cover, Fact, Period, Report, Submission, Unit
from converter.reporting.characters import FORBIDDEN, stand_in
from converter.taxonomies import Catalogue, load
from converter.writing.inline import inline_documents, page_starts

XHTML = "{http://www.w3.org/1999/xhtml}"
IX = "{http://www.xbrl.org/2013/inlineXBRL}"


def parsed(report: Report, submission: Submission, catalogue: Catalogue) -> etree._Element:
    (content,) = inline_documents(report, submission, catalogue).values()
    content.decode("ascii")
    return etree.fromstring(content)


def body_text(root: etree._Element) -> str:
    return "".join("".join(pre.itertext()) for pre in root.iter(f"{XHTML}pre"))


def visible(text: str) -> str:
    return FORBIDDEN.sub(lambda match: stand_in(match.group()), text)


def test_the_text_is_the_source(report: Report, submission: Submission, catalogue: Catalogue) -> None:
    root = parsed(report, submission, catalogue)
    source = submission.documents[0].text
    assert body_text(root) == source.replace("\x0c", "␌")
    body = root.find(f"{XHTML}body")
    assert body is not None
    outside = [body.text, *(child.tail for child in body)]
    assert [text for text in outside if text and text.strip()] == []
    assert len(list(root.iter(f"{XHTML}pre"))) == 4


def test_each_fact_is_an_element_with_its_id(
    report: Report, submission: Submission, catalogue: Catalogue
) -> None:
    root = parsed(report, submission, catalogue)
    found = [element.get("id") for element in root.iter(f"{IX}nonFraction", f"{IX}nonNumeric")]
    assert sorted(found, key=str) == sorted((fact.id for fact in report.facts), key=str)
    loss = next(fact for fact in report.facts if fact.value == Decimal(-200_000))
    element = next(element for element in root.iter(f"{IX}nonFraction") if element.get("id") == loss.id)
    assert (element.text, element.get("sign"), element.get("scale")) == ("200", "-", "3")


def test_text_over_two_lines_continues(report: Report, submission: Submission, catalogue: Catalogue) -> None:
    root = parsed(report, submission, catalogue)
    name = next(e for e in root.iter(f"{IX}nonNumeric") if e.get("name") == "dei:EntityRegistrantName")
    rest = next(e for e in root.iter(f"{IX}continuation") if e.get("id") == name.get("continuedAt"))
    assert (name.text, rest.text) == ("Larkspur Kettle & Stove\n", "Company, Inc.")


def test_layout_tags_stay_but_are_not_shown(
    report: Report, submission: Submission, catalogue: Catalogue
) -> None:
    root = parsed(report, submission, catalogue)
    hidden = [span.text for span in root.iter(f"{XHTML}span") if span.get("class") == "tag"]
    assert hidden.count("<PAGE>") == 2
    assert hidden.count("<C>") == 4
    assert hidden.count("<CAPTION>") == 1


def test_pages_begin_at_page_marks_and_after_form_feeds() -> None:
    text = "a\n<PAGE>\nb <PAGE>\n  <page> 2\n\x0cc"
    assert [text[start : start + 6] for start in page_starts(text)] == ["a\n<PAG", "<PAGE>", "  <pag", "c"]
    assert page_starts("") == (0,)
    assert page_starts("x\x0c") == (0,)


def _report(facts: tuple[Fact, ...]) -> Report:
    day = dt.date(2000, 12, 31)
    return Report(
        base="x-20001231", prefix="x", namespace="http://retroxbrl.org/x/20001231",
        scheme="http://www.sec.gov/CIK", identifier="0000000001", release="2020", period_end=day,
        documents=(0,), cover=Cover(), statements=(), contexts=(Context("I20001231", Period(day)),),
        units=(Unit("USD", "iso4217:USD"),), facts=facts, extensions=(), roles=(), labels={},
    )  # fmt: skip


MARKUP = st.sampled_from(
    ["<PAGE>", "<TABLE>", "<S>", "&amp;", "]]>", "<!--", "\x0c", "\r\n", "\r", "\n", "\t", " "]
)
TEXTS = st.lists(st.text(max_size=12) | MARKUP, max_size=30).map("".join)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 300), st.integers(1, 9)), max_size=8))
def test_any_text_with_any_facts_comes_through(text: str, places: list[tuple[int, int]]) -> None:
    source = _source(text)
    facts: list[Fact] = []
    free = 0
    for start, size in sorted(places):
        if start < free or start + size > len(text):
            continue
        free = start + size
        span = source.documents[0].span(start, free)
        for nested in range(1 + start % 2):
            facts.append(
                Fact(
                    f"f{len(facts)}", "us-gaap:Assets", "I20001231", Decimal(nested), span, (span,), "USD", 0
                )
            )
    content = inline_documents(_report(tuple(facts)), source, load("2020"))["x-20001231.htm"]
    root = etree.fromstring(content)
    assert body_text(root) == visible(text)
    assert len(list(root.iter(f"{IX}nonFraction"))) == len(facts)


def _source(text: str) -> Submission:
    from converter.model import SourceDocument, line_starts

    document = SourceDocument(0, "", "", "", "", text, "utf-8", "", 1, line_starts(text))
    return Submission("x", len(text), "", None, (document,))


def test_the_same_report_gives_the_same_bytes(
    sample: ModuleType, report: Report, submission: Submission, catalogue: Catalogue
) -> None:
    again = dataclasses.replace(report)
    assert inline_documents(report, submission, catalogue) == inline_documents(again, submission, catalogue)
