"""Splits a source row into its label and the amounts at its right (phenomena F1 to F15, G7, G14)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from converter.extraction.settings import DEFAULT, Settings


class TokenKind(StrEnum):
    """What an amount-like token of a row is."""

    NUMBER = "number"
    NIL = "nil"  # a dash, "nil", "-0-": a printed zero
    NONE = "none"  # "N/A", "NM": no value
    FRACTION = "fraction"  # "56 1/8"


@dataclass(frozen=True, slots=True)
class Token:
    """An amount of a row. ``start`` and ``end`` bound the digits (or the dash) in the line;
    ``left`` and ``right`` are the display columns of the whole token with its marks. ``side`` is a printed
    "CR" or "DR"."""

    kind: TokenKind
    start: int
    end: int
    left: int
    right: int
    text: str
    value: Decimal | None
    decimals: int = 0
    percent: bool = False
    currency: bool = False
    negative: bool = False
    mark: str = ""
    side: str = ""

    @property
    def year(self) -> bool:
        """Whether it may be a bare year."""
        return (
            self.kind is TokenKind.NUMBER
            and len(self.text) == 4
            and self.text.isdigit()
            and self.text[:2] in {"19", "20"}
            and not self.currency
            and not self.negative
        )


class RowKind(StrEnum):
    """What a source row is by itself."""

    BLANK = "blank"
    RULE = "rule"
    TAG = "tag"
    TEXT = "text"
    AMOUNTS = "amounts"
    PAGE = "page"  # a page break
    FURNITURE = "furniture"  # running head or foot, page number


@dataclass(frozen=True, slots=True)
class Row:
    """A source row, read on its own. ``label_start``/``label_end`` bound the label in the line;
    ``indent`` is its display column; ``start`` the offset of the line in the document."""

    index: int
    start: int
    line: str
    kind: RowKind
    label: str
    label_start: int
    label_end: int
    indent: int
    tokens: tuple[Token, ...]

    @property
    def label_right(self) -> int:
        """The display column behind the label."""
        return self.indent + len(self.label)


_NUMBER = (
    r"(?P<lead>(?:\$[ \t]{0,24})?(?:[(<\[][ \t]{0,10})?(?:\$[ \t]{0,10})?[-\u2013\u2014\u2212]?)"
    r"(?P<num>\d{1,3}(?:(?:,\d{3})+|(?:,[ ]\d{3})+)(?:\.\d+)?|\d{1,3}(?:\.\d{3}){2,}|\d+(?:\.\d+)?|\.\d+)"
    r"(?P<frac>[ -]\d{1,2}/\d{1,2}(?!\d))?"
    r"(?P<trail>[ ]{0,3}[)>\]]|-(?=\s|$)|[ ]?\(?(?P<side>[CD]R)\)?(?=\s|$))?"
    r"(?P<pct>[ ]?%\)?)?"
    r"(?P<mark>[ ]{0,2}\((?:\d{1,2}|[a-zA-Z])\)|\*{1,3}|[ ]\*{1,3}(?=\s|$))?"
)
_BLANK_NUMBER = _NUMBER.replace(
    r"\d{1,3}(?:(?:,\d{3})+|(?:,[ ]\d{3})+)(?:\.\d+)?", r"\d{1,3}(?:[ ,]\d{3})+(?:\.\d+)?"
)
_NIL = (
    r"(?P<nlead>(?:\$[ \t]{0,24})?\(?)(?P<nil>-0-|[-\u2013\u2014]{1,5}|(?:- ){1,3}-|_{1,3}|(?:nil|none)\b)"
    r"(?P<ntrail>\)?%?)"
)
_NONE = r"(?P<na>(?:n\.?/?[am]\.?|N\.?/?[AM]\.?|\*{1,3}))"
_BEFORE = r"(?<![\w.,/:'#&-])"


def _token_pattern(number: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S){_NIL}(?=\s|$|\|)|{_BEFORE}{number}(?![\w/])|(?<!\S){_NONE}(?=\s|$|\|)", re.I)


_THOUSANDS = re.compile(r"\$?\d{1,3}(?: \d{3}){1,3}\s+\$?\d{1,3}(?: \d{3}){1,3}\s*$", re.M)
_MINUS = frozenset("-\u2013\u2014\u2212")
_LAST = frozenset(")%*]>_-\u2013\u2014")
_LAST_WORD = re.compile(r"(?:^|\s)(?:nil|none|n\.?/?[am]\.?|\S*\d ?[CD]R)$", re.I)
_TOKEN = _token_pattern(_NUMBER)
_TOKEN_BLANK = _token_pattern(_BLANK_NUMBER)
_FILLER = frozenset(" \t.$|_*:\u00b7")
_RULE = re.compile(r"^[\s\-=_.*~+|\u2014$]*[\-=_*~]{2,}[\s\-=_.*~+|\u2014$]*$")
_RUN_TOGETHER = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+\d{1,3}(?:,\d{3})+(?!\d)")
_TAG_LINE = re.compile(r"^\s*(?:[<>]/?(?:TABLE|CAPTION|S|C|FN|F\d+|PAGE|R|L|BTB|H|T|I|B)>\s*)+$", re.I)
_PAGE_LINE = re.compile(r"^\s*<PAGE>(?!\s*[a-z]{4,}\s+[a-z]{2,})", re.I)  # a title may stand on the line
_TAG = re.compile(r"</?(?:TABLE|CAPTION|S|C|FN|F\d+|PAGE)>", re.I)
_LEADERS = " \t\r\n\f\v\xa0.$|_"  # what may lie between a caption and its amounts
_WORD = re.compile(r"[^\W_]")
# "net of tax benefit of $1,084": a number that these words govern belongs to the label
_BOUND = re.compile(r"(?:\b(?:of|and|at|to|by|or|for|from)|,)$", re.I)
ESCAPED = re.compile(r"^(?:- )+(?=-)")


def display_columns(line: str, tab_width: int = DEFAULT.tab_width) -> list[int] | None:
    """Display column of each character (and of the end), or None when the line has no tab."""
    if "\t" not in line:
        return None
    columns = []
    column = 0
    for character in line:
        columns.append(column)
        column = (column // tab_width + 1) * tab_width if character == "\t" else column + 1
    columns.append(column)
    return columns


def has_blank_thousands(text: str) -> bool:
    """Whether the amounts of a document have blanks for commas ("7 176 847")."""
    return len(_THOUSANDS.findall(text)) >= 8


def runs_together(line: str) -> bool:
    """Whether amounts of a row have lost the blanks between them ("40,552,00036,742,000")."""
    return _RUN_TOGETHER.search(line) is not None


def read_row(
    index: int, start: int, line: str, *, blank_thousands: bool = False, settings: Settings = DEFAULT
) -> Row:
    """Read one source line (without its line end) as a row; ``start`` is its offset in the document."""
    body = line
    escaped = ESCAPED.match(line)  # privacy-enhanced mail writes "- -" for a leading dash (B10)
    if escaped:
        body = " " * escaped.end() + line[escaped.end() :]
    if "\f" in body:
        body = body.replace("\f", " ")
    if not body.strip():
        return Row(index, start, line, RowKind.BLANK, "", 0, 0, 0, ())
    if "<" in body:
        if _PAGE_LINE.match(body):
            return Row(index, start, line, RowKind.PAGE, "", 0, 0, 0, ())
        if _TAG_LINE.match(body):
            return Row(index, start, line, RowKind.TAG, "", 0, 0, 0, ())
        body = _TAG.sub(lambda m: " " * len(m.group()), body)
    if _RULE.match(body) and len(body.strip()) > 5:
        return Row(index, start, line, RowKind.RULE, "", 0, 0, 0, ())
    columns = display_columns(body, settings.tab_width)
    tokens = _tokens(body.replace("\xa0", " "), columns, blank_thousands)
    zone = min((t[1] for t in tokens), default=len(body))
    label_text = body[:zone]
    stripped = label_text.rstrip(_LEADERS)
    label = stripped.strip(" \t|\xa0")
    label_start = len(stripped) - len(stripped.lstrip(" \t|\xa0"))
    indent = columns[label_start] if columns and label_start < len(columns) else label_start
    found = tuple(t[0] for t in tokens)
    if not label and _RULE.match(body) and not any(t.kind is TokenKind.NUMBER for t in found):
        wide = max((len(t.text) for t in found), default=9)
        if wide > 2 or len(found) == 0:
            return Row(index, start, line, RowKind.RULE, "", 0, 0, 0, ())
    if label and not _WORD.search(label):
        label = ""
    kind = RowKind.AMOUNTS if found else RowKind.TEXT if label else RowKind.RULE
    return Row(index, start, line, kind, label, label_start, label_start + len(label), indent, found)


def as_text(row: Row) -> Row:
    """A row of amounts whose numbers are all part of the caption, as a row of text."""
    start = len(row.line) - len(row.line.lstrip())
    end = len(row.line.rstrip())
    return replace(
        row,
        kind=RowKind.TEXT,
        label=row.line[start:end],
        label_start=start,
        label_end=end,
        indent=row.indent if row.label else row.tokens[0].left,
        tokens=(),
    )


def _closes(above: Row | None, row: Row) -> bool:
    """Whether a row ends the parenthesis of the caption above it ("(42,021 at December 31," / "1993)")."""
    return (
        above is not None
        and row.index - above.index == 1
        and above.kind is RowKind.TEXT
        and ")" in row.line
        and "(" not in row.line
    )


_DATE_OPEN = re.compile(
    r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|sept|oct|nov|dec)[a-z]*\.?\s+\d{1,2}\s*,?$", re.I
)


def bind_years(rows: Sequence[Row]) -> list[Row]:
    """The rows, where the year that ends a date belongs to the caption ("Balance at January 2,   1994").

    The date may have been broken before the year, which then begins the row with the amounts.
    """
    done: list[Row] = []
    above: Row | None = None
    for row in rows:
        first = row.tokens[0] if row.tokens else None
        if first is not None and first.year and len(row.tokens) > 1 and not row.tokens[1].year:
            open_above = (
                not row.label
                and above is not None
                and above.kind is RowKind.TEXT
                and row.index - above.index == 1
                and _DATE_OPEN.search(above.label)
                and first.left <= above.indent + len(above.label)
            )
            if open_above or (row.label and _DATE_OPEN.search(row.label)):
                start = row.label_start if row.label else first.start
                row = replace(
                    row,
                    label=row.line[start : first.end],
                    label_start=start,
                    label_end=first.end,
                    indent=row.indent if row.label else first.left,
                    tokens=row.tokens[1:],
                )
        if (
            first is not None
            and first.year
            and len(row.tokens) == 1
            and not row.label
            and _closes(above, row)
        ):
            row = as_text(row)
        if row.kind is not RowKind.BLANK:
            above = row
        done.append(row)
    return done


def _tokens(body: str, columns: list[int] | None, blank_thousands: bool) -> list[tuple[Token, int]]:
    """The amount tokens that end the row, left to right, each with the index where it begins."""
    last = body.rstrip(" \t.$|:\u00b7")
    if not (last[-1:].isdigit() or last[-1:] in _LAST or _LAST_WORD.search(last[-6:])):
        return []  # running text: nothing at its end is an amount
    pattern = _TOKEN_BLANK if blank_thousands else _TOKEN
    matches = list(pattern.finditer(body))
    found: list[tuple[Token, int]] = []
    limit = len(body)
    for position in range(len(matches) - 1, -1, -1):
        match = matches[position]
        if not _filler_only(body, match.end(), limit):
            break
        if found and body.count(".", match.end(), limit) > 3:
            break  # leaders: what stands left of them is label
        before = matches[position - 1].end() if position else 0
        gap_start = match.start()
        while gap_start > before and body[gap_start - 1] in _FILLER:
            gap_start -= 1
        gap = body[gap_start : match.start()]
        touches_text = gap_start > 0 and not (position and gap_start == before)
        loose = gap.count(" ") + 2 * gap.count("\t") + gap.count(".") + 2 * gap.count("$")
        if touches_text and (
            _closes_label(body, match)
            or (body[gap_start : match.start()] == " " and _BOUND.search(body, 0, gap_start))
        ):
            break
        if touches_text or (position and gap_start == before):
            neighbour_is_token = not touches_text
            if loose < 2 and not _stands_alone(match) and not (neighbour_is_token and found):
                break
            if loose < 2 and neighbour_is_token and not _stands_alone(match):
                # one blank from another bare number: "June 30 1995", "8 1/2": not an amount by itself
                break
        token = _make(match, columns)
        if token is None:
            break
        found.append((token, match.start()))
        limit = match.start()
        if touches_text:
            break
    found.reverse()
    return found


def _closes_label(body: str, match: re.Match[str]) -> bool:
    """Whether a number belongs to a parenthesis of the label: "(liquidation preference $2,267)"."""
    if match.group("num") is None or ")" not in (match.group("trail") or ""):
        return False
    lead = match.group("lead") or ""
    return "(" not in lead and body.count("(", 0, match.start()) > body.count(")", 0, match.start())


def _filler_only(body: str, start: int, stop: int) -> bool:
    return all(c in _FILLER or c == ")" for c in body[start:stop])


def _stands_alone(match: re.Match[str]) -> bool:
    """Whether the token is an amount even one blank behind a word: it has a comma, a mark or "$"."""
    number = match.group("num")
    if number is None:
        return False
    lead = match.group("lead") or ""
    if match.group("pct") or match.group("frac"):
        return False
    return "," in number or "$" in lead or ("." in number and len(number) >= 4)


def _make(match: re.Match[str], columns: list[int] | None) -> Token | None:
    def place(index: int) -> int:
        return columns[index] if columns else index

    number = match.group("num")
    if number is not None:
        start, end = match.span("num")
        lead = match.group("lead") or ""
        trail = (match.group("trail") or "").strip()
        opened = any(c in lead for c in "(<[")
        side = (match.group("side") or "").upper()
        negative = opened or any(c in _MINUS for c in lead) or trail == "-" or side == "CR"
        if opened and trail == "" and match.group("mark") is None and len(number) <= 2 and "." not in number:
            return None
        if not opened and trail in {")", ">", "]"}:
            negative = "," in number or "." in number  # a lost opening bracket
        right = match.end("trail") if match.group("trail") else end
        if match.group("frac"):
            return Token(
                TokenKind.FRACTION, start, match.end("frac"), place(match.start()), place(right), number, None
            )
        if re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}", number):
            digits, decimals = number.replace(".", ""), 0  # "1.436.346": a slip for commas
        else:
            digits = number.replace(",", "").replace(" ", "")
            decimals = len(digits) - digits.index(".") - 1 if "." in digits else 0
        if not digits.strip("0") and len(digits) > 2 and "." not in number:
            return None  # "(000)" over a column says its scale
        value = Decimal(digits)
        return Token(
            TokenKind.NUMBER,
            start,
            end,
            place(match.start()),
            place(end),
            number,
            -value if negative else value,
            decimals,
            match.group("pct") is not None,
            "$" in lead,
            negative,
            (match.group("mark") or "").strip(),
            side,
        )
    if match.group("nil") is not None:
        start, end = match.span("nil")
        return Token(
            TokenKind.NIL,
            start,
            end,
            place(match.start()),
            place(end),
            match.group("nil"),
            Decimal(0),
            percent="%" in (match.group("ntrail") or ""),
            currency="$" in (match.group("nlead") or ""),
        )
    start, end = match.span("na")
    return Token(TokenKind.NONE, start, end, place(start), place(end), match.group("na"), None)
