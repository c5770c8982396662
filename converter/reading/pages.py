"""Finds the pages of a document, and the rows on them that are page furniture rather than content.

Furniture is what the page carries for its own sake: page numbers, running heads and feet. The words
are judged by where they stand (the outer rows of a page), what they look like, and whether other
pages carry them too; a row with an amount is never furniture.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from converter.model import SourceDocument

_PAGE_TAG = re.compile(r"<PAGE>", re.IGNORECASE)
_TAGGED_NUMBER = re.compile(
    r"\s*<PAGE>\s*-*\s*((?:[A-Z]{1,4}|\d{1,2})?-?\d{1,4}|[ivxl]{1,7})\s*-*\s*\Z", re.IGNORECASE
)
_TAG_ROW = re.compile(r"\s*(?:</?(?:TABLE|CAPTION|S|C|FN|TEXT|PRE)>\s*)+\Z", re.IGNORECASE)
_RULE_ROW = re.compile(r"[\s\-=_*.~|]+\Z")

_PLAIN_NUMBER = re.compile(r"[(\[]?(\d{1,4})[)\]]?\Z")
_MARKED_NUMBER = re.compile(
    r"(?:- )?[-~*]{1,3}\s*((?:[A-Z]{1,4}-?)?\d{1,4}|[ivxl]{1,7})\s*[-~*]{1,3}\Z", re.IGNORECASE
)
_SECTION_NUMBER = re.compile(r"([A-Z]{1,4} ?- ?\d{1,3})(?:\s*[a-z])?\Z")
_ROMAN_NUMBER = re.compile(r"\(?([ivxl]{1,7})\)?\Z")
_WORD_NUMBER = re.compile(
    r"page:?\s+([A-Z]{0,4}[- ]?\d{1,4}|[ivxl]{1,7})(?:\s+of\s+\d{1,4})?(?:\s+pages?)?\.?\Z", re.IGNORECASE
)

_AMOUNT = re.compile(r"\$|%|\d,\d|\d\.\d|\(\d+\)|\.{3}")
_NUMBER = re.compile(r"\d+")
_GAP = re.compile(r"\S {3,}(?=\S)")
_COLUMN_HEAD = re.compile(
    r"\(|\bended\b|\bending\b|\bas (?:of|at)\b|omitted|thousands|millions|dollars|"
    r"\b(?:january|february|march|april|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"balance\s+sheet|statements?\s+of|financial\s+(?:position|condition|statements)|notes\s+to|schedule|"
    r"cash\s+flow|supplement|report\s+of\s+independent|auditor",
    re.IGNORECASE,
)
_CONTINUED = re.compile(r"[\s\-]*[(\[]?\b(?:continued|cont'?d|concluded)\b\.?[)\]]?", re.IGNORECASE)

_WIDEST = 120  # characters of the widest row that may be page furniture
_HEAD_ROWS = 3
_FOOT_ROWS = 2
_RUN = 4  # consecutive pages that share a line before it is a running head
_NEIGHBOURS = 3  # pages on either side that a bare page number is compared with


@dataclass(frozen=True, slots=True)
class Page:
    """A page: rows ``first_row`` to ``last_row`` (from 0, inclusive) of the document.

    ``number`` counts from 1. ``printed_number`` is the page number as printed ("F-6", "34"), "" when
    none was recognised. ``furniture`` are the rows that are page numbers and running heads or feet; a
    ``<PAGE>`` row is one when it carries a page number.
    """

    number: int
    first_row: int
    last_row: int
    printed_number: str
    furniture: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Edge:
    """A row near the top or the foot of a page."""

    page: int
    row: int
    text: str
    head: bool


def pages(document: SourceDocument) -> tuple[Page, ...]:
    """The pages of ``document`` in order; they cover all its rows, without overlap.

    A page begins at a ``<PAGE>`` row (which is its first row) or after a form feed. A document without
    either is one page.
    """
    text = document.text
    bounds_of_rows = pairwise((*document.line_starts, len(text)))
    rows = [text[start:end].rstrip("\r\n") for start, end in bounds_of_rows]
    starts = _page_starts(rows)
    bounds = list(zip(starts, [start - 1 for start in starts[1:]] + [len(rows) - 1], strict=True))
    edges = [edge for page, (first, last) in enumerate(bounds) for edge in _edges(page, first, last, rows)]
    numbers = _page_numbers(edges, rows, bounds)
    running = _running(edges, len(bounds), numbers)
    furniture: dict[int, list[int]] = {}
    for page, row in sorted({*running, *((page, row) for row, (page, _) in numbers.items())}):
        furniture.setdefault(page, []).append(row)
    printed: dict[int, str] = {}
    for row, (page, label) in numbers.items():
        if not _PAGE_TAG.match(rows[row].lstrip()):
            printed.setdefault(page, label)
    return tuple(
        Page(
            number=page + 1,
            first_row=first,
            last_row=last,
            printed_number=printed.get(page, "") or _tagged_number(rows[first : min(first + 6, last + 1)]),
            furniture=tuple(furniture.get(page, ())),
        )
        for page, (first, last) in enumerate(bounds)
    )


def _page_starts(rows: list[str]) -> list[int]:
    """First rows of the pages; marks with nothing between them count once."""
    starts = [0]
    content = False  # whether anything but blank rows and page marks stands on the page so far
    for number, row in enumerate(rows):
        if "\f" in row:
            before, _, after = row.rpartition("\f")
        elif "<" in row and (tag := _PAGE_TAG.search(row)):
            before, after = row[: tag.start()], ""
        else:
            content = content or bool(row.strip())
            continue
        content = content or bool(before.strip())
        begins = number + 1 if before.strip() and not after.strip() else number
        if content and 0 < begins < len(rows):
            starts.append(begins)
            content = False
        content = content or bool(after.strip())
    return starts


def _tagged_number(rows: list[str]) -> str:
    """The number after the ``<PAGE>`` tag at the head of a page, when there is one."""
    for row in rows:
        match = _TAGGED_NUMBER.match(row) if len(row) <= _WIDEST else None
        if match:
            return match[1]
        if row.strip() and not _PAGE_TAG.match(row.lstrip()):
            break
    return ""


def _edges(page: int, first: int, last: int, rows: list[str]) -> Iterator[_Edge]:
    """The outer rows of a page that carry text: some at the head, some at the foot."""
    head = _outer(range(first, last + 1), rows, _HEAD_ROWS)
    foot = _outer(range(last, first - 1, -1), rows, _FOOT_ROWS)
    for row, text in head:
        yield _Edge(page, row, text.strip(), head=True)
    for row, text in foot:
        if (row, text) not in head:
            yield _Edge(page, row, text.strip(), head=False)


def _outer(order: Iterable[int], rows: list[str], count: int) -> list[tuple[int, str]]:
    """The first ``count`` rows in ``order`` that carry text (their page marks taken off)."""
    found: list[tuple[int, str]] = []
    for row in order:
        text = _PAGE_TAG.sub("", rows[row], count=1) if "<" in rows[row] else rows[row]
        if not text or text.isspace() or _RULE_ROW.match(text) or _TAG_ROW.match(text):
            continue
        found.append((row, text))
        if len(found) == count:
            break
    return found


def _number(text: str) -> str:
    """The page number that ``text`` consists of, in an unmistakable form, or ""."""
    for pattern in (_MARKED_NUMBER, _WORD_NUMBER, _SECTION_NUMBER):
        match = pattern.match(text)
        if match:
            return match[1]
    return ""


def _page_numbers(
    edges: list[_Edge], rows: list[str], bounds: list[tuple[int, int]]
) -> dict[int, tuple[int, str]]:
    """Rows that hold a page number: row -> (page, number as printed).

    "- 9 -", "F-6" and "Page 35 of 90" say what they are. A bare number, arabic or roman, counts only
    when pages nearby carry numbers that go with it.
    """
    found: dict[int, tuple[int, str]] = {}
    bare: list[tuple[_Edge, int]] = []
    for edge in edges:
        if len(edge.text) > _WIDEST:
            continue
        label = _number(edge.text)
        if label:
            found[edge.row] = (edge.page, label)
            continue
        plain = _PLAIN_NUMBER.match(edge.text)
        if plain:
            bare.append((edge, int(plain[1])))
            continue
        roman = _ROMAN_NUMBER.match(edge.text)
        if roman:
            bare.append((edge, _roman(roman[1].lower())))
    by_page: dict[int, list[int]] = {}
    for edge, value in bare:
        by_page.setdefault(edge.page, []).append(value)
    for edge, value in bare:
        near = (step for step in range(-_NEIGHBOURS, _NEIGHBOURS + 1) if step)
        if any(value + step in by_page.get(edge.page + step, ()) for step in near):
            found[edge.row] = (edge.page, edge.text.strip("()[]"))
    if len(bounds) == 1:
        found.update(_numbers_without_pages(rows))
    return found


def _numbers_without_pages(rows: list[str]) -> dict[int, tuple[int, str]]:
    """Page numbers of a document without page marks: marked numbers between blank rows that count up."""
    candidates: list[tuple[int, str]] = []
    for row, text in enumerate(rows):
        stripped = text.strip()
        if not stripped or len(stripped) > 20:
            continue
        label = _number(stripped)
        alone = (row == 0 or not rows[row - 1].strip()) and (
            row + 1 == len(rows) or not rows[row + 1].strip()
        )
        if label and alone:
            candidates.append((row, label))
    found: dict[int, tuple[int, str]] = {}
    for (row, label), (next_row, next_label) in pairwise(candidates):
        if _count(next_label) == _count(label) + 1:
            found[row] = (0, label)
            found[next_row] = (0, next_label)
    return found


def _count(label: str) -> int:
    digits = _NUMBER.search(label)
    return int(digits[0]) if digits else _roman(label.lower())


def _roman(numeral: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10, "l": 50}[letter] for letter in numeral]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


def _running(
    edges: list[_Edge], page_count: int, numbers: dict[int, tuple[int, str]]
) -> set[tuple[int, int]]:
    """(page, row) of running heads and feet: lines that most pages carry, or many pages in a row.

    Titles of statements repeat on the pages of a statement; they count only where most pages of the
    document carry them.
    """
    by_text: dict[tuple[bool, str], list[_Edge]] = {}
    for edge in edges:
        if edge.row in numbers:
            continue
        key = _running_key(edge.text)
        if key:
            by_text.setdefault((edge.head, key), []).append(edge)
    found: set[tuple[int, int]] = set()
    for (_, key), group in by_text.items():
        count = len({edge.page for edge in group})
        if count < 3 or _COLUMN_HEAD.search(key):
            continue
        if count * 2 > page_count:
            found.update((edge.page, edge.row) for edge in group)
        elif count >= _RUN and not _TITLE.search(key):
            found.update(_in_runs(group))
    return found


def _running_key(text: str) -> str:
    """What makes two running lines the same ("" when the row can't be one)."""
    if len(text) > _WIDEST or _AMOUNT.search(text) or len(_GAP.findall(text)) > 1:
        return ""
    letters = sum(map(str.isalpha, text))
    numbers = _NUMBER.findall(text)
    if letters < 4 or len(numbers) > 2 or (len(numbers) == 2 and letters < 10):
        return ""
    if len(numbers) == 2 and re.search(r"\d\s+\d", text):
        return ""
    return " ".join(_NUMBER.sub("#", _CONTINUED.sub("", text)).lower().split())


def _in_runs(group: list[_Edge]) -> Iterator[tuple[int, int]]:
    """The edges of a group that stand on at least ``_RUN`` pages without a gap of more than one."""
    ordered = sorted(group, key=lambda edge: edge.page)
    run = 0
    labelled: list[tuple[int, _Edge]] = []
    for previous, edge in zip([ordered[0], *ordered], ordered, strict=False):
        if edge.page - previous.page > 2:
            run += 1
        labelled.append((run, edge))
    sizes = Counter(run for run, _ in labelled)
    for run, members in groupby(labelled, key=lambda item: item[0]):
        if sizes[run] >= _RUN:
            yield from ((edge.page, edge.row) for _, edge in members)
