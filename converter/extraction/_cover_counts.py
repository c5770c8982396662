"""Shares outstanding and public float, with the days that they are for."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from converter.extraction._cover_page import DATE, CoverPage, date_of
from converter.model import CoverFact, UnitKind

_COUNTED = r"\d{1,3}(?:,\d{3})+|\d{1,9}(?=\s+(?:[A-Za-z]\S*\s+){0,2}(?:shares|units)\b)"
_COUNT = re.compile(rf"(?<![\d$.,])(?<!\$ )(?<!\$  )({_COUNTED})(?![\d,]*\d|\.\d|\s*%)")
_AMOUNT = re.compile(
    r"\$\s*(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?(?=\s+(?:million|billion)))(?:\.(\d\d)\b)?(?:\s+(million|billion))?"
)
_BREAK = re.compile(r"(?<=[a-z0-9)\"])[.;:](?=\s+[A-Z\[])|\n[ \t\r]*\n")
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|No|Nos|Inc|Corp|Co|Ltd|U\.S|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec))\Z"
)

_OUTSTANDING = re.compile(r"outstanding", re.IGNORECASE)
_UNITS_AFTER = re.compile(r"\s+(?:\S+\s+){0,4}?(?:shares|units|interests)\b", re.IGNORECASE)
_NOT_THESE_AFTER = re.compile(
    r"\s+(?:(?!excl|incl|net\b|less\b)[^\s(]+\s+){0,6}?(?:held\s+(?:by|in)|in\s+(?:the\s+)?treasury|treasury|authorized|owned\s+by|reserved|issuable)",
    re.IGNORECASE,
)
_NOT_THESE_BEFORE = re.compile(
    r"(?:excluding|exclusive\s+of|less|net\s+of|including|authorized|plus|holders\s+of|preferred)\W+(?:\S+\s+){0,3}\Z",
    re.IGNORECASE,
)
_FLOAT = re.compile(r"aggregate\s+market\s+value", re.IGNORECASE)
_HELD_BY = re.compile(r"affiliate", re.IGNORECASE)
_SAME_DAY = re.compile(r"\b(?:such|that|the\s+same|said)\s+date", re.IGNORECASE)
_AS_OF = re.compile(
    r"(?:\bas\s+of|\bas\s+at|\bon|\bat|\boutstanding)\s*(?:the\s+close\s+of\s+business\s+(?:on|at)\s+)?\(?\Z",
    re.IGNORECASE,
)
_PRICE_BEFORE = re.compile(r"(?:price|sale|sales|quotation|closing|average)\b[^.;]{0,80}\Z", re.IGNORECASE)

_POWERS = {None: 0, "million": 6, "billion": 9}


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    end: int


def _sentences(page: CoverPage) -> list[_Sentence]:
    """The sentences of the cover, roughly: a paragraph ends one, and so does a full stop before a capital."""
    sentences: list[_Sentence] = []
    start = page.start
    for match in page.finditer(_BREAK):
        if match[0] == "." and _ABBREVIATION.search(
            page.document.text, max(start, match.start() - 6), match.start()
        ):
            continue
        sentences.append(_Sentence(start, match.end()))
        start = match.end()
    sentences.append(_Sentence(start, page.end))
    return sentences


def shares_outstanding(page: CoverPage) -> CoverFact | None:
    """Shares (or units) outstanding, when the cover gives one number and its day.

    Several classes, each with its number, need a dimension that a cover doesn't announce: nothing is
    returned for them.
    """
    text = page.document.text
    found: dict[str, tuple[re.Match[str], dt.date]] = {}
    for sentence in _groups(page):
        if not _OUTSTANDING.search(text, sentence.start, sentence.end):
            continue
        dates = [match.span() for match in DATE.finditer(text, sentence.start, sentence.end)]
        for match in _COUNT.finditer(text, sentence.start, sentence.end):
            if any(start <= match.start() < end for start, end in dates):
                continue
            if _NOT_THESE_AFTER.match(text, match.end(), sentence.end):
                continue
            if _NOT_THESE_BEFORE.search(text, max(match.start() - 60, sentence.start), match.start()):
                continue
            if not _counts_shares(text, match, sentence):
                continue
            day = _day(page, sentence, match.start())
            if day:
                found.setdefault(match[1], (match, day))
            else:
                return None
    if len(found) != 1:
        return None
    match, day = next(iter(found.values()))
    return CoverFact(
        "dei:EntityCommonStockSharesOutstanding",
        match[1].replace(",", ""),
        (page.span(*match.span(1)),),
        format="ixt:num-dot-decimal",
        unit_kind=UnitKind.SHARES,
        decimals=0,
        as_of=day,
        rule="cover.shares-outstanding",
    )


def _groups(page: CoverPage) -> Iterator[_Sentence]:
    """Sentences, each joined with the rows of numbers that follow it ("Class ... Outstanding at ...")."""
    sentences = _sentences(page)
    text = page.document.text
    for index, sentence in enumerate(sentences):
        end = sentence.end
        if _OUTSTANDING.search(text, sentence.start, end) and not _COUNT.search(text, sentence.start, end):
            for following in sentences[index + 1 : index + 4]:
                if (
                    _FLOAT.search(text, following.start, following.end)
                    or "incorporated" in text[following.start : following.end].lower()
                ):
                    break
                end = following.end
                if _COUNT.search(text, following.start, following.end):
                    break
        yield _Sentence(sentence.start, end)


def _counts_shares(text: str, match: re.Match[str], sentence: _Sentence) -> bool:
    """Whether a number counts shares: the word follows it, or the words before it announce it."""
    if _UNITS_AFTER.match(text, match.end(), sentence.end):
        return True
    before = text[sentence.start : match.start()].lower()
    return "shares" in before or "stock" in before or "units" in before


def _day(page: CoverPage, sentence: _Sentence, position: int) -> dt.date | None:
    """The day that a number is for: the dates of its sentence, or the one before that "such date" means."""
    text = page.document.text
    dates = [(match, date_of(match)) for match in DATE.finditer(text, sentence.start, sentence.end)]
    days = {day for _, day in dates if day}
    if len(days) == 1:
        return days.pop()
    if days:
        introduced = {
            day
            for match, day in dates
            if day
            and _AS_OF.search(text, max(match.start() - 50, sentence.start), match.start())
            and not _PRICE_BEFORE.search(text, max(match.start() - 90, sentence.start), match.start())
        }
        return introduced.pop() if len(introduced) == 1 else None
    if _SAME_DAY.search(text, sentence.start, sentence.end):
        earlier = [
            date_of(match) for match in DATE.finditer(text, max(page.start, position - 900), sentence.start)
        ]
        return earlier[-1] if earlier else None
    return None


def public_float(page: CoverPage) -> CoverFact | None:
    """The aggregate market value held by non-affiliates, when the cover prints one amount and its day."""
    text = page.document.text
    sentences = _sentences(page)
    for index, sentence in enumerate(sentences):
        caption = _FLOAT.search(text, sentence.start, sentence.end)
        if caption is None:
            continue
        whole = sentence
        if not _AMOUNT.search(text, sentence.start, sentence.end) and index + 1 < len(sentences):
            whole = _Sentence(sentence.start, sentences[index + 1].end)
        if not _HELD_BY.search(text, whole.start, whole.end):
            continue
        amounts = [
            match
            for match in _AMOUNT.finditer(text, whole.start, whole.end)
            if not (match[2] and "," not in match[1])
        ]
        day = _day(page, whole, caption.start())
        if len({match[1] for match in amounts}) != 1 or day is None:
            return None
        match = amounts[0]
        power = _POWERS[match[3]]
        number = Decimal(match[1].replace(",", ""))
        end = match.end(2) if match[2] else match.end(1)
        places = len(match[1].partition(".")[2]) if not match[2] else 2
        if match[2]:
            number += Decimal(f"0.{match[2]}")
        value = number.scaleb(power)
        return CoverFact(
            "dei:EntityPublicFloat",
            f"{value:f}",
            (page.span(match.start(1), end),),
            format="ixt:num-dot-decimal",
            unit_kind=UnitKind.MONETARY,
            decimals=places - power,
            scale=power,
            as_of=day,
            rule="cover.public-float",
        )
    return None
