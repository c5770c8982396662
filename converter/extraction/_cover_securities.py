"""The registered securities: title of the class and exchange, where the cover names one class."""

from __future__ import annotations

import re

from converter.extraction._cover_page import Cell, CoverPage
from converter.model import CoverFact

_SECTION_B = re.compile(
    r"section\s+12\s?\(b\)\s+of\s+(?:the\s+)?(?:securities\s+)?(?:exchange\s+)?act[^\n:]{0,30}:?",
    re.IGNORECASE,
)
_SECTION_G = re.compile(
    r"section\s+12\s?\(g\)\s+of\s+(?:the\s+)?(?:securities\s+)?(?:exchange\s+)?act[^\n:]{0,30}:?",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"securities\s+registered|indicate|check\s+(?:whether|if|mark)|\bwhether\b", re.IGNORECASE
)
_CAPTION = re.compile(
    r"titles?\s+of|name\s+of|exchange\s+on|on\s+which|which\s+registered|registered\s*\Z|^\W*class(?:es)?\W*$|^\(.*\)$",
    re.IGNORECASE,
)
_NONE = re.compile(r"\W*(?:none|not\s+applicable|n/?a)\b", re.IGNORECASE)
_STOCK = re.compile(r"stock|shares|units|notes|debentures|bonds|interests|warrants|rights", re.IGNORECASE)
_LONGEST_TITLE = 150

_EXCHANGES = (
    (re.compile(r"new\s+york\s+stock\s+exchange|nyse\b", re.IGNORECASE), "NYSE"),
    (re.compile(r"(?:the\s+)?nasdaq\b", re.IGNORECASE), "NASDAQ"),
    (re.compile(r"chicago\s+stock\s+exchange", re.IGNORECASE), "CHX"),
)


def securities(page: CoverPage) -> tuple[CoverFact, ...]:
    """dei:Security12bTitle with dei:SecurityExchangeName, and dei:Security12gTitle, for single classes.

    Several classes would need a dimension to keep them apart, so nothing is returned for them.
    """
    facts: list[CoverFact] = []
    listed = page.search(_SECTION_B)
    if listed:
        cells = _cells(page, listed.end())
        titles = [cell for cell in cells if _STOCK.search(cell.text) and not _exchange(cell.text)]
        exchanges = [cell for cell in cells if _exchange(cell.text)]
        if len(titles) == len(exchanges) == 1 and len(cells) == 2 and len(titles[0].text) <= _LONGEST_TITLE:
            facts.append(_fact(page, "dei:Security12bTitle", titles[0], ""))
            facts.append(_fact(page, "dei:SecurityExchangeName", exchanges[0], _exchange(exchanges[0].text)))
    unlisted = page.search(_SECTION_G)
    if unlisted:
        cells = _cells(page, unlisted.end())
        if len(cells) == 1 and _STOCK.search(cells[0].text) and len(cells[0].text) <= _LONGEST_TITLE:
            facts.append(_fact(page, "dei:Security12gTitle", cells[0], ""))
    return tuple(facts)


def _cells(page: CoverPage, start: int) -> list[Cell]:
    """What is listed after the words "pursuant to section 12 ...": cells, without captions."""
    cells: list[Cell] = []
    first = page.row_at(start)
    for row in page.rows[first : first + 14]:
        if row.start > start and _AFTER.search(row.text):
            break
        for cell in row.cells:
            if cell.end <= start:
                continue
            text = cell.text if cell.start >= start else page.document.text[start : cell.end].strip()
            if not text.strip(" .:;") or _CAPTION.search(text):
                continue
            begin = page.document.text.index(text, max(start, cell.start), cell.end)
            cells.append(Cell(text, begin, cell.left, cell.right))
    return [] if cells and _NONE.match(cells[0].text) else cells


def _exchange(text: str) -> str:
    """The code of the exchange that ``text`` names and nothing else, or ""."""
    return next((code for pattern, code in _EXCHANGES if pattern.match(text.strip())), "")


def _fact(page: CoverPage, element: str, cell: Cell, value: str) -> CoverFact:
    text = cell.text.rstrip(" ,.")
    start = cell.start
    if text.count("(") > text.count(")") and text.startswith("("):
        text, start = text[1:], start + 1
    return CoverFact(
        element,
        value or " ".join(text.split()),
        (page.span(start, start + len(text)),),
        rule="cover.registered-class",
    )
