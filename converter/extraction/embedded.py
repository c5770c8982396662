"""Finds the numbers inside labels and tells facts from dates, rates and note references (phenomenon F17)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from converter.extraction.tokens import Row
from converter.model import EmbeddedNumber, PrintedNumber, SourceDocument

_NUMBER = re.compile(
    r"(?P<currency>\$\s?)?(?<![\w.,/])"
    r"(?P<num>(?<=\$)\d{1,3}(?: \d{3})+(?![\d,.])|\d{1,3}(?:(?:,\d{3})+|(?:,\s\d{3})+)(?:\.\d+)?"
    r"|\d+(?:\.\d+)?|\.\d+)"
    r"(?P<after>\s?%|\s?\d?-?\d+/\d+%?|-\d+/\d+%?|/\d+%?|st\b|nd\b|rd\b|th\b)?(?![\w])"
)
_DATE = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:\s*,?\s*(?:19|20)\d\d)?|(?<![\w$,.])(?:19|20)\d\d(?![\w,]|\.\d)"
    r"|\b\d{1,2}/\d{1,2}/(?:\d\d){1,2}\b",
    re.I,
)
_NOTE = re.compile(
    r"\bnotes?\s+[\dA-Z]{1,3}\b(?:\s*(?:,|and|&|through|-)\s*[\dA-Z]{1,3}\b)*|\(\s*[\da-zA-Z]{1,2}\s*\)|\[\s*\d{1,2}\s*\]|\b(?:series|class|no\.|item|schedule|exhibit|sfas|fas|apb)\s+#?\d+",
    re.I,
)
_WORDS = 90


def read_embedded(
    document: SourceDocument, rows: Sequence[Row]
) -> tuple[tuple[EmbeddedNumber, ...], tuple[PrintedNumber, ...]]:
    """The numbers in the label rows of a line: those that may be facts, and those that are dates,
    rates or references (with that reason)."""
    found: list[tuple[int, int, str, bool, str]] = []  # start, end (document offsets), text, currency, reason
    pieces: list[tuple[int, str]] = []
    for row in rows:
        text = row.line[row.label_start : row.label_end]
        base = row.start + row.label_start
        pieces.append((base, text))
        dates = [m.span() for m in _DATE.finditer(text)]
        notes = [m.span() for m in _NOTE.finditer(text)]
        for match in _NUMBER.finditer(text):
            start, end = match.span("num")
            reason = ""
            if any(a <= start < b for a, b in notes) and not match.group("currency"):
                reason = "note-reference"
            elif any(a <= start < b for a, b in dates) and not match.group("currency"):
                reason = "date"
            elif match.group("after"):
                reason = "rate"
            found.append(
                (base + start, base + end, match.group("num"), bool(match.group("currency")), reason)
            )
    embedded: list[EmbeddedNumber] = []
    other: list[PrintedNumber] = []
    facts = [f for f in found if not f[4]]
    for position, (start, end, text, currency, _) in enumerate(facts):
        lower = facts[position - 1][1] if position else -1
        upper = facts[position + 1][0] if position + 1 < len(facts) else 10**9
        digits = text.replace(",", "").replace(" ", "")
        embedded.append(
            EmbeddedNumber(
                text,
                Decimal(digits),
                document.span(start, end),
                _between(pieces, lower, start)[-_WORDS:],
                _between(pieces, end, upper)[:_WORDS],
                currency,
                len(digits) - digits.index(".") - 1 if "." in digits else 0,
            )
        )
    for start, end, text, _, reason in found:
        if reason:
            other.append(PrintedNumber(text, document.span(start, end), reason))
    return tuple(embedded), tuple(other)


def _between(pieces: Sequence[tuple[int, str]], lower: int, upper: int) -> str:
    parts = []
    for base, text in pieces:
        start, end = max(lower, base), min(upper, base + len(text))
        if start < end:
            parts.append(text[start - base : end - base])
    return re.sub(r"\s+", " ", " ".join(parts)).strip(" $")
