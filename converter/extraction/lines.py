"""Turns the rows below a heading into line items: labels joined, sections, roles (phenomena G1 to G16)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from converter.extraction.settings import DEFAULT, Settings
from converter.extraction.tokens import Row, RowKind
from converter.model import LineRole
from converter.stock import FAMILY, KINDS


@dataclass(slots=True)
class Draft:
    """A line item in the making: its label rows, its amount row, section path and role."""

    label_rows: list[Row]
    amounts: Row | None
    section: tuple[str, ...]
    role: LineRole
    indent: int
    ruled: bool = False
    label: str = ""


@dataclass(slots=True)
class _Heading:
    indent: float
    text: str
    rows: list[Row] = field(default_factory=list)
    deeper: bool = False


_CONNECTOR = re.compile(
    r"(?:,|-|\band|\bof|\bor|\bfor|\bto|\bin|\bfrom|\bthe|\bnet|\bby|\bwith|\bat|\bon|\bless|\bper|\ba|\ban|\bas|\bbefore"
    r"|\bafter|\bthan|\bcommon|\bnon|&|/|;|\$[\d.,]+|\b\d[\d,]*)$",
    re.I,
)
_WORD_CONNECTOR = re.compile(r"(?:,|\band|\bof|\bor|\bfor|\bto|\bthe|\bby|\bwith|\bless|&)$", re.I)
# words that never end a caption or a heading, so that the next line goes on with it
_UNFINISHED = re.compile(
    r"\b(?:continuing|extraordinary|accounting|average|weighted|accumulated|(?:stock|share)holders'"
    r"|partners'|fresh-start|in excess|accrued|additional|unamortized|unrealized|net cash|cash and cash"
    r"|long-term|short-term|discontinued|marketable|intangible|minority|prepaid|fixed)$",
    re.I,
)
# words that never begin one
_SECOND_HALF = re.compile(
    r"^(?:(?:activities|equivalents)\b(?!\s+(?:at|and)\b)|(?:of|and|or|by|than)\b|in\s+accounting\b"
    r"|effects?\s+of\s+(?:a\s+)?(?:accounting\s+)?changes?\b(?!.{0,40}\bcash\b)"
    r"|outstanding\W*$|\((?:see\s+)?notes?\s+[^()]{1,30}\)\W*$)",
    re.I,
)
_HEADING_WORD = re.compile(
    r"\b(?:activities|assets|liabilities|expenses?|revenues?|equity|investments?|income|costs|outstanding|shares?|operations"
    r"|capitali[sz]ation|deficit|capital|information|taxes|debt|equipment|securities|changes\s+in)\W*$",
    re.I,
)
_DATED = re.compile(r"\b[a-z]{3,9}\.?\s+\d{1,2}\s*,\s*(?:19|20)\d\d$", re.I)
_TOTAL = re.compile(r"^\W*(?:total|sub-?total|net\s+total|grand\s+total)\b", re.I)
_COLON = re.compile(r":\W*$|:\s*\(.{0,30}\)$")
_SPACES = re.compile(r"\s+")
_NEW_ITEM = re.compile(r"^(?:[a-z]\)|\([a-z0-9]\)\s|less\b|add\b|plus\b|other\b|net\b|total\b)", re.I)
_LEADER_TAIL = re.compile(r"(?:\.\s?){3,}\s*$")
_STOCK = re.compile(
    rf"^\W*(?:{KINDS}[\s,(-]+){{1,7}}(?:stocks?|shares?)\b|^\W*(?:class|series)\s+[A-Z\d]{{1,2}}\b\s*[,;:(-]",
    re.I,
)
_COUNTS = re.compile(
    r"^\W*(?:(?:shares?\s+)?(?:authorized|issued|outstanding)|par\s+value)\b"
    r"(?!\s+(?:for|in\s+connection|upon|on|under|to|pursuant|as|by|through)\b)",
    re.I,
)
# "Beginning of year" opens the block of the component above it, unless that caption awaits a date
_OPENING = re.compile(r"^\W*(?:Balances?,?\s+(?:at\s+)?)?Beginning\s+of\s+(?:the\s+)?(?:year|period)\b")
_AWAITS = re.compile(r"(?:\b(?:at|of|and|the|balances?)|[,-]|cash equivalents)$", re.I)
_COUNTED_AT = re.compile(
    r"^(?:[a-z]{3,9}\.?\s+\d{1,2}\s*,\s*)?(?:19|20)\d\d\s*[-:,\u2013]+\s*(?:\d{1,3}(?:,\d{3})+|none)\b", re.I
)
_DECLARED = re.compile(r"\b(?:authorized|issued|outstanding|par\s+value|stated\s+value)\b|\bno\s+par\b", re.I)


def join_labels(rows: Sequence[Row]) -> str:
    """The label that several rows make; a hyphen at a line's end joins the word it broke."""
    text = ""
    for row in rows:
        piece = _SPACES.sub(" ", row.label).strip()
        if text.endswith("-") and piece[:1].islower() and not text.endswith(" -"):
            text = text[:-1] + piece if re.search(r"[a-z]-$", text) else text + piece
        else:
            text = f"{text} {piece}".strip()
    return text.rstrip(": ")


def wraps(upper: Row, lower: Row, zone: int, settings: Settings = DEFAULT) -> bool:
    """Whether the label on ``upper`` (which has no amounts) goes on on ``lower``, the row below it."""
    text, below = upper.label.rstrip(), lower.label
    if _OPENING.match(below) and not _AWAITS.search(text):
        return False
    if not below:
        return not _COLON.search(text) and (
            upper.label_right >= zone * settings.wrap_share
            or (
                _LEADER_TAIL.search(upper.line) is None
                and lower.index - upper.index == 1
                and _open_parenthesis(text)
            )
        )
    stock = _of_stock(text, below)
    if stock is not None:
        return stock
    first = below.lstrip("(\"'$")[:1]
    starts_small = (
        (first.islower() and not _NEW_ITEM.match(below))
        or (below[:1] in "$(" and first.isdigit())
        or (first.isdigit() and not below[:4].isdigit())
    )
    if _COLON.search(text):
        return starts_small and upper.label_right >= zone * settings.wrap_share
    if _open_parenthesis(text):
        return True
    if starts_small and first.islower():
        return True
    if _CONNECTOR.search(text):
        return not text.isupper() or below.isupper() or not below[:1].isupper()
    if starts_small:
        return True
    if _SECOND_HALF.match(below) and lower.indent >= upper.indent:
        return True
    if _UNFINISHED.search(text) and lower.indent >= upper.indent:
        return True
    if text.isupper() and not below.isupper():
        return False
    if upper.label_right >= zone - 1 and lower.indent >= upper.indent and not _HEADING_WORD.search(text):
        return True  # it runs up to the amounts: no heading is as long
    far = upper.label_right >= zone * settings.wrap_share
    return (
        far and lower.indent > upper.indent and upper.indent < zone * 0.35 and not _HEADING_WORD.search(text)
    )


def _of_stock(text: str, below: str) -> bool | None:
    """Whether a caption of stock goes on on the line below it; None where the words don't tell.

    Such captions are sentences ("Common stock, $1 par value: / Authorized 5,000,000 shares / Issued
    ..."): what they count goes on with them, and the next stock begins a caption of its own.
    """
    counted = _COUNTS.match(text) is not None
    if not counted and not _STOCK.match(text):
        return None
    if _STOCK.match(below) and not _open_parenthesis(text) and not _WORD_CONNECTOR.search(text):
        return False
    if _COUNTS.match(below) or (counted and (below[:1].isdigit() or _COUNTED_AT.match(below))):
        return True
    return None


def _open_parenthesis(text: str) -> bool:
    return text.count("(") > text.count(")")


def build_lines(rows: Sequence[Row], zone: int, settings: Settings = DEFAULT) -> list[Draft]:
    """Line items and headings of the body of a statement, in printed order.

    ``rows`` are the rows of the body without page furniture; ``zone`` is the display column where
    the amounts begin.
    """
    drafts: list[Draft] = []
    stack: list[_Heading] = []
    pending: list[Row] = []
    indents = sorted({r.indent for r in rows if r.kind is RowKind.AMOUNTS and r.label})
    indented = len(indents) > 1
    centre = (indents[(len(indents) * 4) // 5] if indents else 0) + 8
    wide = double_spaced(rows)
    labelled = [r.label for r in rows if r.kind is RowKind.AMOUNTS and r.label]
    capitals = sum(1 for text in labelled if text.isupper()) * 4 < len(labelled)
    last_item: Draft | None = None
    separated = True
    ruled = False

    def flush(items: list[Row]) -> None:
        nonlocal last_item
        group: list[Row] = []
        for position, row in enumerate(items):
            group.append(row)
            following = items[position + 1] if position + 1 < len(items) else None
            if (
                following is not None
                and following.index - row.index == 1
                and wraps(row, following, zone, settings)
            ):
                continue
            _push(stack, drafts, group, centre, indented, capitals)
            group = []
        last_item = None

    for position, row in enumerate(rows):
        if row.kind is RowKind.BLANK:
            separated = not wide or separated
            continue
        if row.kind is RowKind.RULE:
            ruled = True
            separated = True
            continue
        if row.kind is RowKind.TEXT:
            tail = (
                last_item is not None
                and last_item.amounts is not None
                and not separated
                and not pending
                and _is_tail(
                    last_item,
                    row,
                    rows[position + 1] if position + 1 < len(rows) else None,
                    _end_of_caption(rows, position),
                    zone,
                )
            )
            if tail and last_item is not None:
                last_item.label_rows.append(row)
                last_item.label = join_labels(last_item.label_rows)
            else:
                if pending and separated:
                    flush(pending)
                    pending = []
                pending.append(row)
            separated = False
            continue
        if row.kind is not RowKind.AMOUNTS:
            continue
        joined: list[Row] = []
        if pending and (not separated or _open_parenthesis(pending[-1].label)):
            below = row
            while pending and below.index - pending[-1].index <= (2 if wide else 1) + (
                1 if _open_parenthesis(pending[-1].label) else 0
            ):
                if not wraps(pending[-1], below, zone, settings):
                    break
                below = pending.pop()
                joined.insert(0, below)
        if not row.label and not joined and pending and not separated:
            joined = [pending.pop()]
        if pending:
            flush(pending)
            pending = []
        label_rows = [*joined, row] if row.label else joined
        label = join_labels(label_rows)
        indent = label_rows[0].indent if label_rows else row.indent
        while stack and _is_other_stock(stack[-1], label, indent):
            stack.pop()
        if indented and label:
            while stack and (stack[-1].indent > indent or (stack[-1].indent == indent and stack[-1].deeper)):
                stack.pop()
            for heading in stack:
                if heading.indent < indent:
                    heading.deeper = True
        total = bool(_TOTAL.match(label)) or (not label and (ruled or separated))
        role = LineRole.SUBTOTAL if total or not label else LineRole.ITEM
        item = Draft(label_rows, row, tuple(h.text for h in stack), role, indent, ruled, label)
        drafts.append(item)
        last_item = item
        if _TOTAL.match(label):
            _close(stack, label)
        separated = ruled = False
    if pending:
        flush(pending)
    return drafts


def double_spaced(rows: Sequence[Row]) -> bool:
    """Whether every other row of the body is blank (G16)."""
    filled = [r.index for r in rows if r.kind in {RowKind.AMOUNTS, RowKind.TEXT}]
    if len(filled) < 8:
        return False
    gaps = [b - a for a, b in pairwise(filled)]
    return sum(1 for g in gaps if g == 1) < 0.1 * len(gaps)


def _end_of_caption(rows: Sequence[Row], position: int) -> Row | None:
    """The row below one without amounts, past those in small letters that go on with it further right."""
    row = rows[position]
    below = None
    for place in range(position + 1, len(rows)):
        below = rows[place]
        if below.index - rows[place - 1].index > 1:
            return None
        if below.kind is not RowKind.TEXT or below.indent <= row.indent or not below.label[:1].islower():
            break
    return below


def _is_tail(item: Draft, row: Row, following: Row | None, end: Row | None, zone: int) -> bool:
    """Whether a row without amounts goes on the label of the amount row above it (G2)."""
    text = row.label
    first = text.lstrip("(")[:1]
    if _COLON.search(text):
        return False
    if _starts_the_next(item, row, end):
        return False
    if _of_stock(item.label, text) is False:
        return False
    if _DATED.search(item.label) and text[:1].isupper() and not _open_parenthesis(item.label):
        return False
    if _open_parenthesis(item.label) or _CONNECTOR.search(item.label) or _UNFINISHED.search(item.label):
        return True
    last = item.label_rows[-1] if item.label_rows else None
    if (
        last is not None
        and last is item.amounts
        and row.indent > last.indent
        and last.label_right >= zone * 0.55
        and len(text) < 40
        and not _HEADING_WORD.search(last.label)
        and following is not None
        and following.kind is RowKind.AMOUNTS
        and following.label
        and following.indent <= last.indent
    ):
        return True
    return first.islower() and not re.match(r"[a-z][.)]\s", text) and row.indent >= item.indent


def _starts_the_next(item: Draft, row: Row, following: Row | None) -> bool:
    """Whether a row without amounts begins a caption that the amount row which ends it goes on with,
    although the caption above ends with a number or a date ("allowance of $22 and $28")."""
    if following is None or following.kind is not RowKind.AMOUNTS:
        return False
    first = following.label.lstrip("($")[:1]
    goes_on = first.islower() or first.isdigit()
    if not goes_on or not row.label[:1].isupper() or _open_parenthesis(item.label):
        return False
    return row.indent <= item.indent or not _WORD_CONNECTOR.search(item.label)


def _is_other_stock(heading: _Heading, label: str, indent: int) -> bool:
    """Whether a heading is the whole caption of a stock without amounts ("none issued"), above another."""
    if not (_STOCK.match(heading.text) and _DECLARED.search(heading.text) and _STOCK.match(label)):
        return False
    above, here = FAMILY.search(heading.text), FAMILY.search(label)
    if above is None or here is None:
        return False
    return above[1].lower() != here[1].lower() or heading.indent >= indent


def _push(
    stack: list[_Heading], drafts: list[Draft], group: list[Row], centre: int, indented: bool, capitals: bool
) -> None:
    text = join_labels(group)
    if not text or not any(c.isalpha() for c in text):
        return
    indent: float = group[0].indent
    if indent >= centre:
        indent = -1
    elif capitals and text.isupper():
        indent -= 0.5  # at one indent, a heading in capitals stands above one that isn't
    while stack and stack[-1].indent >= indent:
        stack.pop()
    if not indented and stack and stack[-1].indent >= 0:
        stack.pop()
    drafts.append(
        Draft(list(group), None, tuple(h.text for h in stack), LineRole.HEADING, group[0].indent, False, text)
    )
    stack.append(_Heading(indent, text, list(group)))


def _close(stack: list[_Heading], label: str) -> None:
    """A "Total X" ends the section X and those inside it."""
    words = set(re.findall(r"[a-z]+", label.lower())) - {"total", "and", "the", "of"}
    for position, heading in enumerate(stack):
        head = set(re.findall(r"[a-z]+", heading.text.lower())) - {"and", "the", "of"}
        if head and words and (head <= words or (words <= head and position > 0)):
            del stack[position:]
            return
