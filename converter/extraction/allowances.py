"""Reads schedules of valuation and qualifying accounts (S-X 12-09), and proves each row by its arithmetic.

The schedule is found by its heading, and its columns by the words over them: a balance at the beginning
and one at the end of a year, and between them what moved it. A year of an allowance counts when the first
balance and the movements give the last one, and when that one is the first of the year after. Years are
those of the primary statements. The scale is printed with the schedule, or proved by the balance sheet.
"""

from __future__ import annotations

import bisect
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise, product

from converter.extraction import periods
from converter.extraction.columns import Slot, assign, find_slots
from converter.extraction.heads import place_chunks, split_words
from converter.extraction.lines import join_labels
from converter.extraction.registrants import key_words
from converter.extraction.scale import read_scale
from converter.extraction.settings import DEFAULT, Settings
from converter.extraction.titles import scope_of
from converter.extraction.tokens import Row, RowKind, Token, TokenKind, read_row
from converter.model import (
    Allowance,
    Cell,
    Column,
    ColumnRole,
    Finding,
    LineItem,
    LineRole,
    Movement,
    MovementCell,
    Period,
    PrintedNumber,
    Scope,
    Severity,
    SourceDocument,
    Span,
    Statement,
    StatementKind,
    UnitKind,
)

_QUALIFYING = re.compile(r"qualifying", re.I)
_HEADINGS = (
    re.compile(r"qualifying\s+(?:accounts?|reserves?)\b"),
    re.compile(r"schedule\s+(?:ii|viii)\b"),
)  # of text in lower case
_ANOTHER = re.compile(r"^\W*(?:schedule|exhibit)\s+[IVX\d]+\b", re.I)
_OTHERS = re.compile(r"\bschedule\s+(?!II\b|VIII\b)[IVX]+\b", re.I)
_TELLING = re.compile(r"qualifying|\bvaluation|\breserves?\b|\ballowances?\b|\bprovisions\b", re.I)
_HEAD_ROWS = 32  # from the heading to the first amounts
_BODY_ROWS = 160
_LEAST = 3  # balances and one movement

# What the words over a column say of it; the first that fits counts.
_MOVEMENTS: tuple[tuple[Movement, re.Pattern[str]], ...] = tuple(
    (movement, re.compile(pattern, re.I))
    for movement, pattern in (
        (Movement.BEGINNING, r"\bbegin|\bopening\b|\bstart of\b"),
        (Movement.END, r"\bend(?:ing)?\b|\bclos(?:e|ing)\b"),
        (Movement.OTHER_ACCOUNTS, r"\bother\s+accounts?\b"),
        (Movement.RECOVERY, r"^(?:col\w*\W+[a-f]\W+)?recover(?!.*\bcharged\b)|previously\s+written"),
        (
            Movement.DEDUCTION,
            r"deduct|\bwr(?:ite|itten|itings?)\W*offs?\b|\bwritten\b|\bcharge\w*\W*offs?\b|reduction|retire"
            r"|\bus(?:ed|age)\b|utiliz|payment|\bpaid\b|dispos|charged\s+against|revers|realiz|\blosses\b"
            r"|\bappli(?:ed|cation)|decrease|\bwhich\s+(?:reserves|provisions)",
        ),
        (
            Movement.EXPENSE,
            r"\bcosts?\s*(?:and|&)|\bto\s+costs?\b|\bexpenses?\b|\bincome\b|\boperations?\b|provision|\bearnings\b|profit",
        ),
        (Movement.ACQUIRED, r"\bacqui|purchases?\s+of"),
        (Movement.UNNAMED, r"addition|increase|charged"),
        (Movement.OTHER, r"adjust|translation|\bother\b|transfer|reclass|change|charges"),
    )
)
_BOTH_WAYS = re.compile(
    r"(?:additions?|changes|increases?)\b.*\bde(?:ductions?|creases?)\b|\bdeductions\b.*\bto\b.*\b(?:income|earnings|expense)",
    re.I,
)
_APART = (
    re.compile(r"\bother\s+accounts?\b", re.I),
    re.compile(r"\bto\s+(?:costs?|expenses?|income|operations|earnings)\b|\bexpenses?\b", re.I),
    re.compile(r"\bdeductions?\b|\bwr(?:ite|itten)\W*offs?\b", re.I),
)
_TO_INCOME = re.compile(r"\b(?:income|earnings|expenses?)\b", re.I)
_BROKEN = re.compile(r"(?<=[a-z])-\s+(?=[a-z])")  # a word over two lines ("Deduc-" "tions")
_BALANCE = re.compile(r"\bbalance\b", re.I)
_BALANCES = frozenset({Movement.BEGINNING, Movement.END})
_NOTHING = Decimal(0)
_EITHER_WAY = frozenset({Movement.DEDUCTION, Movement.OTHER, Movement.UNNAMED, Movement.OTHER_ACCOUNTS})
_MOST_MOVEMENTS = 6

_MONTHS = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
# a word of a date or a length; those that are strong say time by themselves
_STRONG = re.compile(
    rf"(?:(?:{_MONTHS})\.?|(?:19|20)\d\d|years?|ended|ending|months?|weeks?|fiscal|calendar"
    r"|\d{1,2}/\d{1,2}/(?:19|20)?\d\d|through)",
    re.I,
)
_WEAK = re.compile(
    r"(?:for|the|of|at|as|in|period|from|to|and|inception|then|\d{1,2}(?:st|nd|rd|th)?|fifty|fifty-two|fifty-three"
    r"|thirty-nine|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|52|53|-+|:)",
    re.I,
)
_DASHES = re.compile(r"-{2,}|[\u2013\u2014]")
_NOT_IN_A_WORD = ",.:;()*"
_FOOTNOTE = re.compile(r"^\W{0,3}(?:\(?(?:\d{1,2}|[a-z])[).]|\*+|<F|notes?\b)", re.I)
_HEAD_WORDS = re.compile(
    r"\bbalances?\s+(?:at|of)\b|\bbeginning\b|\bcharged\b|\bdeductions\b|\badditions\b", re.I
)
_PIECES = re.compile(r"\s{2,}|\t")
_AMOUNT = re.compile(r"(?<![\w,])\d{1,3}(?:,\d{3})+(?![\w,])")
_MARKS = re.compile(r"(?<=[\d)-])\s{0,3}(?:<[A-Z]\d?>|(?<=\s)\d{1,2}/(?=\s|$))")
_MARK = re.compile(r"\s*(?:\((?:\d{1,2}|[a-z])\)|\*+)\s*$", re.I)
_FROM = re.compile(
    r"^.*\b(?:deducted|deductions?)\b.*?\b(?:assets?|accounts?|balance\s+sheets?|apply|captions?|items?)\b(?:\s+to\s+which\s+they\s+apply)?\W*",
    re.I,
)
_HEADS_COLUMNS = re.compile(r"^\W*(?:col(?:umn|\.)?\s*[a-f]|descriptions?|classifications?)\W*$", re.I)
_ACCOUNTS = re.compile(r"^\W*accounts?\W*$", re.I)  # heads captions, or ends one
_NAMES_ONE = re.compile(r"^\W*(?:allowances?|reserves?|provisions?)\s+(?:for|on)\s+\S.{3,50}$", re.I)
_ELLIPTIC = re.compile(
    r"(?:non-?current|current|long.term|electric|gas|steam|water|domestic|foreign|trade)$", re.I
)
_TOTAL = re.compile(r"^\W*(?:sub\W?)?totals?\b", re.I)
_COMPANY = re.compile(
    r"\b(?:inc|incorporated|corp|corporation|company|co|subsidiar(?:y|ies)|ltd|limited)\b\.?", re.I
)
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")
_SAID = {
    "allowance-contradicted": "contradicted by another row",
    "allowance-not-proved": "of which the movements do not give the last balance",
    "allowance-unnamed": "that name no allowance",
    "allowance-year-unknown": "of a year that no statement shows",
    "scale-unknown": "of which nothing tells the scale",
}
_RULE = "period.of-the-row"
_YEAR_DAYS = range(350, 380)
_SCALES = (0, 3, 6)
_TIE_DIGITS = 3
_ALLOWANCE = re.compile(r"allowance|reserve|doubtful|uncollectible|bad\s+debt", re.I)


_BY_YEARS = (
    frozenset({StatementKind.INCOME, StatementKind.CASH_FLOW}),
    frozenset({StatementKind.COMPREHENSIVE_INCOME, StatementKind.EQUITY}),
)


@dataclass(frozen=True, slots=True)
class Years:
    """What the primary statements say about years: the durations of about a year, oldest first."""

    known: tuple[Period, ...]

    @staticmethod
    def of(statements: Sequence[Statement]) -> Years:
        found: dict[dt.date, set[Period]] = {}
        for kinds in _BY_YEARS:  # a matrix of equity tells of years that no other statement shows
            told = set(found)
            for statement in statements:
                columns = (c.period for c in statement.columns if c.role is not ColumnRole.OTHER)
                for period in (*columns, *(line.period for line in statement.lines)):
                    if statement.kind in kinds and period and period.start and period.end not in told:
                        found.setdefault(period.end, set()).add(period)
        known = (period for of_end in found.values() for period in of_end)
        return Years(tuple(sorted(known, key=lambda p: (p.end, p.start or p.end))))

    def annual(self) -> list[Period]:
        return [p for p in self.known if p.start is not None and (p.end - p.start).days + 1 in _YEAR_DAYS]


@dataclass(frozen=True, slots=True)
class _Year:
    """One allowance in one year as printed: what the words say, and its amounts."""

    name: str
    time: str
    rows: tuple[Row, ...]  # of the caption and the amounts
    amounts: tuple[tuple[Movement, Row, Token, int], ...]  # with the column


@dataclass(frozen=True, slots=True)
class _Text:
    """A row of words above amounts: those of time, and the others."""

    row: Row
    time: str
    words: str
    apart: bool  # a blank row stands above it


def find_schedules(
    document: SourceDocument,
    rows: Sequence[Row],
    primary: Sequence[Statement],
    first_id: int,
    names: Sequence[str] = (),
    settings: Settings = DEFAULT,
) -> tuple[Statement, ...]:
    """The schedules of valuation and qualifying accounts of one document, in order.

    ``primary`` are the primary statements of the registrant, whose ``names`` are given: a schedule under
    another company's name is left alone.
    """
    found: list[Statement] = []
    last = -1
    headings = _headings(document)
    years = Years.of(primary) if headings else Years(())
    for row in headings:
        if row <= last or rows[row].kind is RowKind.AMOUNTS:
            continue
        read = _read(document, rows, row, primary, years, f"v{first_id + len(found) + 1}", names, settings)
        if read is not None:
            found.append(read)
            last = read.last_row
    return tuple(found)


# --------------------------------------------------------------------------- where it stands


def _headings(document: SourceDocument) -> list[int]:
    """The rows that may head a schedule. (A pattern that begins with a word is found fast.)"""
    text = document.text.lower()
    starts = {match.start() for pattern in _HEADINGS for match in pattern.finditer(text)}
    return sorted({bisect.bisect_right(document.line_starts, start) - 1 for start in starts})


def _read(
    document: SourceDocument,
    rows: Sequence[Row],
    title: int,
    primary: Sequence[Statement],
    years: Years,
    identifier: str,
    names: Sequence[str],
    settings: Settings,
) -> Statement | None:
    first = next((r.index for r in rows[title + 1 : title + 1 + _HEAD_ROWS] if _counts(r)), None)
    if first is None:
        return None
    rows = list(rows)
    rows[title : first + _BODY_ROWS] = [_unmarked(row, settings) for row in rows[title : first + _BODY_ROWS]]
    first = next(r.index for r in rows[title + 1 :] if _counts(r) or _unread(r))
    title = max((r.index for r in rows[title:first] if _QUALIFYING.search(r.line)), default=title)
    head = list(rows[title:first])
    body = list(_body(rows, first))
    counted = [_without_time(r) for r in body if _counts(r)]
    slots = find_slots(counted, settings)
    if len(slots) < 2:
        return None
    heading = _column_heads(head, slots)
    over = head[: heading[0].index - title] if heading else head
    if not any(_TELLING.search(row.line) for row in over) or any(_OTHERS.search(r.line) for r in over[1:]):
        return None
    placed, _ = place_chunks(heading, slots)
    placed = split_words(placed, slots)
    texts = [_BROKEN.sub("", " ".join(chunk.text for chunk in chunks)) for chunks in placed]
    movements = _movements(texts, " ".join(r.line for r in heading))
    if movements is None:
        return None
    above, name = _above(head, heading, slots)
    found = list(_years((*above, *body), slots, movements, name))
    if not found:
        return None
    whole = " ".join(r.line.strip() for r in rows[max(0, title - 3) : first])
    if scope_of(" ".join(r.line.strip() for r in head)) in (Scope.OTHER_ENTITY, Scope.PRO_FORMA):
        return None
    if _of_another(rows[max(0, title - 4) : first], names):
        return None
    one = "" if any(_movement_words(r.line) for r in body if not _counts(r)) else texts[-1]
    resolved = [_period(year.time or _single(one) or _single(whole), years, found) for year in found]
    settled = _settle(found, resolved)
    around = rows[max(0, title - 3) : found[-1].rows[-1].index]
    scale, span = _scale(document, around, found, settled, primary)
    settled = _within_assets(found, settled, scale or 0, primary)
    return _statement(document, rows, title, texts, found, settled, scale, span, identifier)


def _counts(row: Row) -> bool:
    """Whether a row prints a year of an allowance: balances and what moved them."""
    return row.kind is RowKind.AMOUNTS and len(row.tokens) >= 2 and len(_without_time(row).tokens) >= 2


def _heads(row: Row) -> bool:
    line = row.line.lower()
    return any(pattern.search(line) for pattern in _HEADINGS)


def _unread(row: Row) -> bool:
    """Whether a row has amounts that could not be told from its words: no caption, whatever it says."""
    return row.kind is RowKind.TEXT and len(_AMOUNT.findall(row.line)) >= 2


def _unmarked(row: Row, settings: Settings) -> Row:
    """The row read without marks of footnotes behind its amounts ("20,371 <B>", "3,570 1/")."""
    if row.kind not in (RowKind.TEXT, RowKind.AMOUNTS) or not _MARKS.search(row.line):
        return row
    line = _MARKS.sub(lambda match: " " * len(match.group()), row.line)
    return replace(read_row(row.index, row.start, line, settings=settings), line=line)


def _without_time(row: Row) -> Row:
    """The row without numbers that belong to a date before the amounts ("December 31, 1995")."""
    dated = [i for i, token in enumerate(row.tokens[:3]) if token.year]
    dated = [i for i in dated if _only_time(row.line[: row.tokens[i].end])]
    if not dated:
        return row
    tokens = row.tokens[dated[-1] + 1 :]
    label = row.line[: row.tokens[dated[-1]].end]
    text = label.strip(" .\t")
    begin = len(label) - len(label.lstrip(" .\t"))
    return replace(row, tokens=tokens, label=text, label_start=begin, label_end=begin + len(text))


def _only_time(text: str) -> bool:
    time, words = _split(text)
    return bool(time) and not words


def _split(text: str) -> tuple[str, str]:
    """The words of time at the ends of a text, and the others."""
    pieces = _DASHES.sub(" -- ", text.replace("$", " ").replace("|", " ")).split()
    first, last = 0, len(pieces)
    strong = [i for i, p in enumerate(pieces) if _STRONG.fullmatch(p.strip(_NOT_IN_A_WORD))]
    if not strong:
        return "", text.strip()
    timely = [
        i in strong or _WEAK.fullmatch(p.strip(_NOT_IN_A_WORD)) is not None or not re.search(r"\w", p)
        for i, p in enumerate(pieces)
    ]
    while first < last and timely[first]:
        first += 1
    if not any(i < first for i in strong):
        first = 0
    while last > first and timely[last - 1]:
        last -= 1
    if not any(i >= last for i in strong):
        last = len(pieces)
    return " ".join((*pieces[:first], *pieces[last:])), " ".join(pieces[first:last])


def _body(rows: Sequence[Row], first: int) -> Iterator[Row]:
    """The rows from the first amounts to the end of the page, of the table, or to the next schedule."""
    footnote = False
    for row in rows[first : first + _BODY_ROWS]:
        if row.kind is RowKind.PAGE or re.search(r"</TABLE>|<FN>|</TEXT>", row.line, re.I):
            return
        if row.index > first and (_ANOTHER.match(row.line) or _heads(row)):
            return
        if row.kind is RowKind.TEXT and _FOOTNOTE.match(row.line) and not _only_time(row.line):
            footnote = True
        elif row.kind is RowKind.BLANK or _counts(row):
            footnote = False
        if not footnote and row.kind is not RowKind.FURNITURE:
            yield row


def _column_heads(head: Sequence[Row], slots: Sequence[Slot]) -> list[Row]:
    """The rows over the columns: from the first with words that only such rows have."""
    telling = re.compile(r"balance|beginning|additions|charged|deduct|\bcol(?:umn|\.)", re.I)
    for place, row in enumerate(head):
        if place and row.kind in (RowKind.TEXT, RowKind.AMOUNTS) and telling.search(row.line):
            running = len(_PIECES.split(row.line.strip())) == 1 and not row.line.startswith("   ")
            if not running:
                return list(head[place:])
    return []


def _movement(text: str) -> Movement:
    """What a head says; one that says two things is that of two columns, of which one is blank."""
    if _BOTH_WAYS.search(text):
        return Movement.UNNAMED if _TO_INCOME.search(text) else Movement.OTHER
    if sum(pattern.search(text) is not None for pattern in _APART) > 1:
        return Movement.UNNAMED
    return next((m for m, pattern in _MOVEMENTS if pattern.search(text)), Movement.UNNAMED)


def _movements(texts: Sequence[str], whole: str) -> tuple[Movement, ...] | None:
    """What each column is; None where they are no balances with what moved them."""
    found = [_movement(text) for text in texts]
    both = all(pattern.search(whole) for _, pattern in _MOVEMENTS[:2])
    if not both and len(_BALANCE.findall(whole)) < 2:
        return None
    if Movement.BEGINNING not in found and found[0] in (Movement.UNNAMED, Movement.OTHER):
        found[0] = Movement.BEGINNING
    if Movement.END not in found and found[-1] in (Movement.UNNAMED, Movement.OTHER):
        found[-1] = Movement.END
    sure = (
        len(found) >= _LEAST
        and found[0] is Movement.BEGINNING
        and found[-1] is Movement.END
        and found.count(Movement.BEGINNING) == found.count(Movement.END) == 1
        and len(found) - 2 <= _MOST_MOVEMENTS
    )
    return tuple(found) if sure else None


def _above(head: Sequence[Row], heading: Sequence[Row], slots: Sequence[Slot]) -> tuple[list[Row], str]:
    """The rows above the first amounts that may be captions of it: words left of the columns, beside or
    below their heads. And the allowance that a line above the heads names, for rows that have no caption."""
    begin = heading[0].index if heading else head[-1].index + 1
    marked = [r.index for r in head if r.kind is RowKind.TAG and "<S>" in r.line.upper()]
    over = [r.line.strip() for r in head[1:] if r.index < begin and _NAMES_ONE.match(r.line)]
    rows = [
        r
        for r in head
        if r.index >= begin
        and not (marked and heading and r.index < marked[-1] and _HEADS_COLUMNS.match(r.line.strip()))
    ]
    captions = [_caption_of(r, slots) for r in rows]
    for upper, row in pairwise([head[0], *captions]):
        if _ACCOUNTS.match(row.label) and upper.kind is not RowKind.TEXT:
            captions[captions.index(row)] = replace(row, kind=RowKind.BLANK, label="", tokens=())
    return captions, _caption(over[-1:])


def _caption_of(row: Row, slots: Sequence[Slot], *, inside: bool = False) -> Row:
    """A row of words with nothing but what of it stands left of the columns; one without that is blank.

    A caption may also be centred over the columns; above the first amounts that is one only where it names
    an allowance.
    """
    if row.kind not in (RowKind.TEXT, RowKind.AMOUNTS):
        return row
    text = _PIECES.split(row.line.strip())[0] if row.line.strip() else ""
    left = row.line.index(text) if text else 0
    told = (
        not text
        or (
            left >= slots[0].left - 2
            and not (text == row.line.strip() and (inside or _NAMES_ONE.match(text)))
        )
        or _HEADS_COLUMNS.match(text)
        or read_scale(text) is not None
        or _movement_words(text)
    )
    if told:
        return replace(row, kind=RowKind.BLANK, label="", tokens=())
    end = left + len(text)
    return replace(row, kind=RowKind.TEXT, label=text, label_start=left, label_end=end, tokens=())


def _movement_words(text: str) -> bool:
    return _HEAD_WORDS.search(text) is not None


# --------------------------------------------------------------------------- its rows


def _years(
    rows: Sequence[Row], slots: Sequence[Slot], movements: Sequence[Movement], name: str
) -> Iterator[_Year]:
    """Each year of each allowance: caption and date stand in its row, or above it."""
    pending: list[_Text] = []
    apart = False
    time = parent = ""
    named: tuple[Row, ...] = ()
    first = next((row.index for row in rows if _counts(row)), 0)
    for row in rows:
        if row.kind is RowKind.TEXT or (row.tokens and all(t.year for t in row.tokens)):
            row = _caption_of(row, slots, inside=row.index >= first)
        if row.kind is RowKind.BLANK:
            apart = True
            continue
        if _unread(row):
            pending = [text for text in pending if not text.words]
            continue
        if row.kind is RowKind.TEXT and row.label:
            pending.append(_Text(row, *_split(_MARK.sub("", row.label)), apart))
            apart = False
            continue
        if not _counts(row):
            apart = True
            continue
        row = _without_time(row)
        if row.label:
            pending.append(_Text(row, *_split(_MARK.sub("", row.label)), apart))
        time = _time(pending) or time
        parent, run = _last_run(pending, parent)
        if run:
            name = _caption([text.words for text in run])
            if _ELLIPTIC.match(name) and parent:
                name = f"{parent} {name}"
            named = tuple(text.row for text in run)
        told = bool(pending)  # an amount below another without any words is their sum
        pending, apart = [], False
        amounts = tuple(
            (movements[slot], row, token, slot)
            for token, slot in assign(row.tokens, slots)
            if slot is not None and token.value is not None and not token.percent
        )
        own = () if row in named else (row,)
        yield _Year(name if told else "", time, (*named, *own), amounts)


def _time(pending: Sequence[_Text]) -> str:
    """The last date that the rows name, over as many of them as it is broken into."""
    found: list[str] = []
    for text in reversed(pending):
        if text.time:
            found.insert(0, text.time)
        if found and (text.words or not text.time):
            break
    return " ".join(found)


def _last_run(pending: Sequence[_Text], parent: str) -> tuple[str, list[_Text]]:
    """The rows of the last caption, and what the one above it said: behind a heading with a colon, or a
    blank row, another one begins."""
    run: list[_Text] = []
    closed = False
    for text in pending:
        if text.words and run and (closed or text.apart or text.row.indent + 1 < run[0].row.indent):
            parent = _caption([upper.words for upper in run])
            run = []
        if text.words:
            run.append(text)
        closed = text.row.label.rstrip().endswith(":") and bool(run)
    return parent, run


def _caption(words: Sequence[str]) -> str:
    text = ""
    for piece in words:
        text = f"{text[:-1]}{piece}" if text.endswith("-") and piece[:1].islower() else f"{text} {piece}"
    text = re.sub(r"\s*\((?:\d{1,2}|[a-z])\)", "", " ".join(text.split()), flags=re.I).strip(" .:-,;*_=")
    return _FROM.sub("", text).strip(" .:-,;") or text


# --------------------------------------------------------------------------- years


def _single(text: str) -> str:
    """The one date that a heading names ("for the year ended December 31, 1995"), or ""."""
    dates = periods.read_words(text).dates
    return f"{dates[0]:%B} {dates[0].day}, {dates[0].year}" if len(set(dates)) == 1 else ""


def _period(time: str, years: Years, found: Sequence[_Year]) -> Period | None:
    """The year that words name, as the primary statements have it."""
    words = periods.read_words(time)
    annual = years.annual()
    if len(words.dates) > 1 or re.search(r"\bthrough\b|\binception\b", time, re.I):
        return _stretch(words, years)
    if words.dates:
        end = words.dates[-1]
        known = [p for p in annual if p.end == end]
        if words.length not in (None, (12, "months"), (52, "weeks"), (53, "weeks")):
            known = [p for p in years.known if p.end == end and p not in annual]
        elif not known and any((p.end.month, p.end.day) == (end.month, end.day) for p in annual):
            known = [periods.duration(end, (12, "months"))] if _month_end(end) else []
        elif not known:
            later = [p for p in annual if p.start == end + dt.timedelta(days=1)]
            if later and words.length in ((52, "weeks"), (53, "weeks")):
                known = [periods.duration(end, words.length)]
        return known[0] if len(known) == 1 else None
    if len(set(words.years)) != 1:
        return None
    printed = {y for year in found for y in periods.read_words(year.time).years}
    named = {p.end.year: p for p in annual}
    if len(named) != len(annual) or not named or max(printed) != max(named):
        return None
    year = words.years[0]
    if year in named:
        return named[year]
    last = named[max(named)].end
    day = periods.same_fiscal_day(year, last.month, last.day)
    if day is not None and _month_end(last) and last.month != 2:
        return periods.duration(day, (12, "months"))
    return None


def _stretch(words: periods.Words, years: Years) -> Period | None:
    """A part of a year, where a primary statement has it too."""
    if not words.dates:
        return None
    end = words.dates[-1]
    starts = {words.dates[0]} if len(words.dates) > 1 else set()
    starts |= {dt.date(end.year, month, day) for month, day in words.month_days if (month, day) != (2, 29)}
    known = [p for p in years.known if p.end == end and p.start in starts]
    return known[0] if len(known) == 1 else None


def _month_end(day: dt.date) -> bool:
    return (day + dt.timedelta(days=1)).day == 1


# --------------------------------------------------------------------------- proof


@dataclass(frozen=True, slots=True)
class _Settled:
    """What became of a year: its period, the weight of each amount, and why it gives no facts."""

    period: Period | None
    weights: tuple[int, ...]
    reason: str


def _settle(found: Sequence[_Year], resolved: Sequence[Period | None]) -> list[_Settled]:
    """Each year proved: by itself, by its neighbours, and by being printed once."""
    settled: list[_Settled] = []
    for year, period in zip(found, resolved, strict=True):
        weights = _proof(year)
        if not year.name or _TOTAL.match(year.name):
            reason = "allowance-unnamed"
        elif weights is None:
            reason = "allowance-not-proved"
        else:
            reason = "" if period is not None else "allowance-year-unknown"
        settled.append(_Settled(period, weights or (1,) * len(year.amounts), reason))
    by_name: dict[str, list[int]] = {}
    for place, year in enumerate(found):
        if not settled[place].reason:
            by_name.setdefault(_key(year.name), []).append(place)
    broken: set[int] = set()
    for places in by_name.values():
        places.sort(key=lambda i: _end(settled[i]))
        for one, two in pairwise(places):
            first, second = settled[one].period, settled[two].period
            if first is None or second is None or second.start is None:
                continue
            follows = second.start - first.end == dt.timedelta(days=1)
            same = _balance(found[one], Movement.END) == _balance(found[two], Movement.BEGINNING)
            if second.start <= first.end or (follows and not same):
                broken |= {one, two}
    return [replace(s, reason="allowance-contradicted") if i in broken else s for i, s in enumerate(settled)]


def _end(settled: _Settled) -> dt.date:
    return settled.period.end if settled.period is not None else dt.date.min


def _key(name: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", name.lower()))


def _balance(year: _Year, movement: Movement) -> Decimal:
    """The first or the last balance; a blank one is nothing."""
    return next((t.value for m, _, t, _ in year.amounts if m is movement and t.value is not None), _NOTHING)


def _proof(year: _Year) -> tuple[int, ...] | None:
    """The weights of the amounts with which they give the last balance; None where none do.

    What is called a deduction takes off before it adds, and everything else adds before it takes off:
    where an allowance is not moved at all, all is as its words say.
    """
    moved = [m for m, *_ in year.amounts if m not in _BALANCES]
    values = [t.value or _NOTHING for m, _, t, _ in year.amounts if m not in _BALANCES]
    balances = sum(m in _BALANCES for m, *_ in year.amounts)
    if not moved or not balances or not any(t.value for _, _, t, _ in year.amounts):
        return None
    first, last = _balance(year, Movement.BEGINNING), _balance(year, Movement.END)
    sides = -1 if first <= 0 and last <= 0 and min(first, last) < 0 else 1  # printed as taken off the asset
    ways = [
        ((-1, 1) if m is Movement.DEDUCTION else (1, -1)) if m in _EITHER_WAY or sides < 0 else (1,)
        for m in moved
    ]
    for way in product(*ways):
        if first + sum((weight * value for weight, value in zip(way, values, strict=True)), _NOTHING) == last:
            signs = iter(way)
            return tuple(sides if m in _BALANCES else next(signs) * sides for m, *_ in year.amounts)
    return None


# --------------------------------------------------------------------------- whose, and in what scale


def _of_another(head: Sequence[Row], names: Sequence[str]) -> bool:
    """Whether the rows around the title name a company, and not the registrant."""
    own = {word for name in names for word in key_words(name) if len(word) > 2}
    named = [row.line for row in head if row.kind is RowKind.TEXT and _COMPANY.search(row.line)]
    named = [line for line in named if len(line.split()) <= 10 and not _movement_words(line)]
    told = [set(key_words(line)) - {"subsidiaries", "subsidiary", "schedule", "ii", "viii"} for line in named]
    told = [words for words in told if words]
    return bool(own and told) and not any(words & own for words in told)


def _scale(
    document: SourceDocument,
    rows: Sequence[Row],
    found: Sequence[_Year],
    settled: Sequence[_Settled],
    primary: Sequence[Statement],
) -> tuple[int | None, Span | None]:
    """The power of ten of the amounts: printed, or such that a balance is one of the balance sheet's; None
    where nothing tells."""
    first = min(year.amounts[0][1].index for year in found if year.amounts)
    for row in rows:
        if row.kind is RowKind.AMOUNTS and row.index >= first:
            break
        printed = read_scale(row.line)
        if printed is not None:
            return printed.power, document.span(row.start + printed.start, row.start + printed.end)
    sheets = [s for s in primary if s.kind is StatementKind.BALANCE_SHEET]
    amounts = [c.value.scaleb(c.scale) for s in sheets for ln in s.lines for c in ln.cells if c.value]
    allowances = set(_allowances(sheets))
    tied = {
        scale
        for year, fate in zip(found, settled, strict=True)
        if not fate.reason
        for movement, _, token, _ in year.amounts
        if movement in _BALANCES
        and token.value is not None
        and len(token.value.as_tuple().digits) >= _TIE_DIGITS
        for scale in _SCALES
        if abs(token.value).scaleb(scale) in allowances
    }
    if len(tied) == 1:
        return tied.pop(), None
    if tied or not amounts:
        return None, None
    largest = max(abs(t.value) for year in found for _, _, t, _ in year.amounts if t.value is not None)
    scales = {c.scale for s in sheets for ln in s.lines for c in ln.cells if c.unit_kind is UnitKind.MONETARY}
    if len(scales) == 1 and (scales == {0} or largest.scaleb(min(scales)) > max(map(abs, amounts))):
        return 0, None
    return None, None


def _within_assets(
    found: Sequence[_Year], settled: Sequence[_Settled], scale: int, primary: Sequence[Statement]
) -> list[_Settled]:
    """What is settled, where years whose scaled amounts are more than anything on the balance sheet have no
    scale: one allowance of a schedule in thousands may be printed in full."""
    cells = [c for s in primary if s.kind is StatementKind.BALANCE_SHEET for ln in s.lines for c in ln.cells]
    most = max((abs(c.value).scaleb(c.scale) for c in cells if c.value), default=Decimal(0))

    def beyond(year: _Year) -> bool:
        return any(abs(t.value).scaleb(scale) > most for _, _, t, _ in year.amounts if t.value is not None)

    return [
        replace(fate, reason="scale-unknown") if scale and most and not fate.reason and beyond(year) else fate
        for year, fate in zip(found, settled, strict=True)
    ]


def _allowances(sheets: Sequence[Statement]) -> Iterator[Decimal]:
    """What balance sheets print of allowances, in captions or in columns."""
    for sheet in sheets:
        scales = {c.scale for line in sheet.lines for c in line.cells if c.unit_kind is UnitKind.MONETARY}
        for line in sheet.lines:
            if not _ALLOWANCE.search(line.label):
                continue
            yield from (abs(c.value).scaleb(c.scale) for c in line.cells if c.value)
            for number in line.embedded:
                yield from (abs(number.value).scaleb(scale) for scale in scales)


def without_rivals(found: Sequence[Statement]) -> tuple[Statement, ...]:
    """The schedules, without facts where two of them contradict each other about one allowance's year."""
    told: dict[tuple[str, Period | None], set[tuple[Decimal, ...]]] = {}
    for schedule in found:
        for allowance in schedule.allowances:
            if not allowance.reason:
                told.setdefault(_identity(schedule, allowance), set()).add(_printed(schedule, allowance))
    rivals = {identity for identity, printed in told.items() if len(printed) > 1}
    return tuple(
        replace(
            schedule,
            allowances=tuple(
                replace(a, reason="allowance-contradicted")
                if not a.reason and _identity(schedule, a) in rivals
                else a
                for a in schedule.allowances
            ),
        )
        for schedule in found
    )


def unproved(schedule: Statement) -> Finding | None:
    """What there is to say about the years of a schedule that give no facts; None where all do."""
    reasons = Counter(a.reason for a in schedule.allowances if a.reason)
    if not reasons:
        return None
    told = ", ".join(f"{count} {_SAID[reason]}" for reason, count in sorted(reasons.items()))
    return Finding(
        "extraction.allowances-not-proved",
        Severity.INFO,
        f'Rows of "{schedule.title}" give no facts: {told}.',
        schedule.title_span,
        dict(reasons),
    )


def _identity(schedule: Statement, allowance: Allowance) -> tuple[str, Period | None]:
    return _key(allowance.name), schedule.lines[allowance.cells[0].line].period


def _printed(schedule: Statement, allowance: Allowance) -> tuple[Decimal, ...]:
    line = schedule.lines[allowance.cells[0].line]
    return tuple(c.value.scaleb(c.scale) for c in line.cells if c.value is not None)


# --------------------------------------------------------------------------- the schedule


def _statement(
    document: SourceDocument,
    rows: Sequence[Row],
    title: int,
    texts: Sequence[str],
    found: Sequence[_Year],
    settled: Sequence[_Settled],
    scale: int | None,
    scale_span: Span | None,
    identifier: str,
) -> Statement:
    lines: list[LineItem] = []
    allowances: list[Allowance] = []
    for year, fate in zip(found, settled, strict=True):
        row = year.rows[-1]
        cells = tuple(
            Cell(
                slot,
                token.text,
                token.value,
                document.span(row.start + token.start, row.start + token.end),
                UnitKind.MONETARY,
                scale or 0,
                token.decimals,
                token.kind is TokenKind.NIL,
            )
            for _, _, token, slot in year.amounts
        )
        spans = tuple(
            document.span(r.start + r.label_start, r.start + r.label_end) for r in year.rows if r.label
        )
        label = year.name or join_labels(year.rows)
        line = LineItem(len(lines), label, spans, (), LineRole.ITEM, cells, row.indent, (), fate.period)
        lines.append(line)
        moved = tuple(
            MovementCell(line.index, slot, movement, weight)
            for (movement, _, _, slot), weight in zip(year.amounts, fate.weights, strict=True)
        )
        reason = fate.reason or ("" if scale is not None else "scale-unknown")
        allowances.append(Allowance(year.name, moved, reason))
    head = rows[title]
    first, last = title, found[-1].rows[-1].index
    begin = head.start + len(head.line) - len(head.line.lstrip())
    columns = tuple(
        Column(index, ColumnRole.AMOUNT, " ".join(text.split()), None, scale or 0, (), scale_span, "", _RULE)
        for index, text in enumerate(texts)
    )
    top = min(year.amounts[0][1].index for year in found if year.amounts)
    return Statement(
        identifier,
        StatementKind.ALLOWANCES,
        " ".join(head.line.split()),
        document.span(begin, head.start + len(head.line.rstrip())),
        document.index,
        first,
        last,
        columns,
        tuple(lines),
        numbers=tuple(_numbers(document, rows[first : last + 1], top, lines)),
        allowances=tuple(allowances),
    )


def _numbers(
    document: SourceDocument, rows: Sequence[Row], top: int, lines: Sequence[LineItem]
) -> Iterator[PrintedNumber]:
    """What else has digits in the schedule: dates, marks of footnotes."""
    taken = sorted((c.span.start, c.span.end) for line in lines for c in line.cells)
    starts = [start for start, _ in taken]
    for row in rows:
        for match in _DIGITS.finditer(document.line(row.index)):
            span = document.span(row.start + match.start(), row.start + match.end())
            place = bisect.bisect_right(starts, span.start) - 1
            if place >= 0 and taken[place][1] > span.start:
                continue
            reason = "heading" if row.index < top else "footnote" if len(match.group()) <= 2 else "in-label"
            yield PrintedNumber(match.group(), span, reason)


__all__ = ["find_schedules", "unproved", "without_rivals"]
