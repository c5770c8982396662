"""Finds the blocks of a statement that shows its businesses below each other, each with totals of its own.

Nothing but the structure speaks: the headings of at least two businesses, blocks under them whose totals
are parts of one larger total, and either those totals or other headings that repeat the names.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from converter.mapping import words
from converter.mapping.extensions import local_name
from converter.mapping.labels import normalise
from converter.mapping.sections import Sums, main_total
from converter.mapping.tables import MappingTables
from converter.model import LineItem, LineRole, RollUp, Statement, StatementKind

AXIS = "us-gaap:StatementBusinessSegmentsAxis"

_KINDS = frozenset({StatementKind.BALANCE_SHEET, StatementKind.INCOME, StatementKind.CASH_FLOW})
_LONGEST = 7  # words of a name
# Words of accounts, periods and owners: no business is called by them.
_ACCOUNTS = re.compile(
    r"\b(?:asset|liabilit\w+|equity|capital\w*|noncurrent|current|stock\w*|share\w*|partner\w*|member|owner"
    r"|cash|cost|expenses?|revenue|sale|income|loss|earning\w*|tax|activity|operation|operating|investing"
    r"|financing|continuing|discontinued|debt|receivable|payable|deposit|change|increase|decrease|proceed"
    r"|payment|adjustment|noncash|basic|diluted|dilution|commitment|contingen\w+|total|consolidated|parent"
    r"|deferred|accrued|other|net|less|per|year|balance|dividend|supplemental|restricted|unrestricted"
    r"|domestic|foreign|effect|portion|contribution|class|series|authorized|affiliate\w*|interest|note"
    r"|before|after|from|due|subsidiary|company|combined|elimination|depreciation|inventory|plant)\b"
)


@dataclass(frozen=True, slots=True)
class Segments:
    """What belongs to which business; all empty for a statement that is not set out so.

    ``statement`` has captions without a heading that ran into them; ``plain`` has totals of blocks in
    the words of the whole ("Total assets" for "Total Leasing assets"). ``members`` maps line indexes to
    members ("ext:LeasingMember"); ``wholes`` what a business has in all to the total that it is a part of;
    ``pure`` are such totals that add nothing else; ``named`` lines whose caption is a business itself;
    ``unclassified`` lines of blocks of a balance sheet that does not tell current from other items there.
    """

    statement: Statement
    plain: Statement
    members: dict[int, str] = field(default_factory=dict)
    wholes: dict[int, int] = field(default_factory=dict)
    pure: frozenset[int] = frozenset()
    named: frozenset[int] = frozenset()
    unclassified: frozenset[int] = frozenset()

    def keys(self, found: dict[int, str]) -> dict[int, str]:
        """The section keys, where lines of unclassified blocks belong to a side and no more."""
        return {
            index: key.removesuffix(".noncurrent") if index in self.unclassified else key
            for index, key in found.items()
        }


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a block begins: the place of its first line, and the name over it."""

    place: int
    name: str  # normalised
    text: str
    inside: bool  # the name stands in the first line's own caption


@dataclass(frozen=True, slots=True)
class _Block:
    start: _Start
    lines: tuple[LineItem, ...]
    total: LineItem | None


def find(statement: Statement, rollups: Sequence[RollUp], tables: MappingTables) -> Segments:
    """The blocks of businesses of a statement with these sums."""
    nothing = Segments(statement, statement)
    if statement.kind not in _KINDS:
        return nothing
    sums = Sums.of([rollup for rollup in rollups if rollup.foots])
    items = Counter(normalise(line.label) for line in statement.lines if line.index in sums.parent)
    starts = _starts(statement, tables, items)
    proven: set[str] = set()
    for pair in itertools.combinations(sorted({start.name for start in starts}), 2):
        blocks = _blocks(statement, [start for start in starts if start.name in pair], sums)
        if _proves(blocks, pair, items, sums):
            proven.update(pair)
    if not proven:
        return nothing
    starts = [start for start in starts if start.name in proven]
    blocks = _blocks(statement, starts, sums)
    members: dict[int, str] = {}
    texts = {start.name: f"ext:{local_name(_bare(start.text))}Member" for start in starts}
    for block in blocks:
        members.update((line.index, texts[block.start.name]) for line in block.lines)
    named: set[int] = set()
    for line in statement.lines:
        name = normalise(line.label)
        siblings = _siblings(line.index, sums)
        if name in proven and line.index not in members and line.index in sums.parent:
            others = {normalise(other.label) for other in statement.lines if other.index in siblings}
            if others <= proven and len(others) > 1:
                named.add(line.index)
                members[line.index] = texts[name]
    closing = {block.total.index for block in blocks if block.total is not None} | named
    wholes = {
        index: sums.parent[index][0]
        for index in closing
        if index in sums.parent and sums.parent[index][0] not in members
    }
    pure = frozenset(whole for index, whole in wholes.items() if _siblings(index, sums) <= closing)
    cut = {start.place: start for start in starts if start.inside}
    changed = replace(
        statement,
        lines=tuple(
            _without_name(line, cut[place]) if place in cut else line
            for place, line in enumerate(statement.lines)
        ),
    )
    totals = {block.total.index: block.start.name for block in blocks if block.total is not None}
    plain = replace(
        changed,
        lines=tuple(
            replace(line, label=_unnamed(line.label, totals[line.index])) if line.index in totals else line
            for line in changed.lines
        ),
    )
    return Segments(changed, plain, members, wholes, pure, frozenset(named), _unclassified(statement, blocks))


def _starts(statement: Statement, tables: MappingTables, items: Mapping[str, int]) -> list[_Start]:
    """Where a heading, or one that ran into the caption below it, may name a business.

    ``items`` counts the captions of what totals add: a name may stand alone there.
    """
    found: list[_Start] = []
    for place, line in enumerate(statement.lines):
        inside = line.role is not LineRole.HEADING
        text = _run_in(line) if inside else line.label
        name = normalise(text)
        if not name or _ACCOUNTS.search(name) or len(name.split()) > _LONGEST or not text[:1].isupper():
            continue
        if tables.section(statement.kind.value, name) is None:
            found.append(_Start(place if inside else place + 1, name, text, inside))
    names = [start.name for start in found]
    totals = [set(normalise(line.label).split()) for line in statement.lines if _sums_up(line)]
    return [
        start
        for start in found
        if names.count(start.name) + items.get(start.name, 0) > 1
        or (not start.inside and any(set(start.name.split()) < total for total in totals))
    ]


def _run_in(line: LineItem) -> str:
    """The printed line above a caption that begins anew below it ("Leasing" / "Cash"), else ""."""
    if len(line.label_spans) < 2 or line.label_spans[0].line == line.label_spans[1].line:
        return ""
    length = line.label_spans[0].end - line.label_spans[0].start
    return line.label[:length] if line.label[length : length + 1] == " " and _rest(line, length) else ""


def _rest(line: LineItem, length: int) -> str:
    rest = line.label[length:].strip()
    return rest if rest[:1].isupper() else ""


def _without_name(line: LineItem, start: _Start) -> LineItem:
    return replace(
        line,
        label=_rest(line, len(start.text)),
        label_spans=line.label_spans[1:],
        section=(*line.section, start.text),
    )


def _sums_up(line: LineItem) -> bool:
    return bool(line.cells) and (words.says_total(line.label) or words.says_result(line.label))


def _blocks(statement: Statement, starts: Sequence[_Start], sums: Sums) -> list[_Block]:
    """The block of each start, up to its total; without one, what stands under the heading."""
    found: list[_Block] = []
    for start, after in itertools.zip_longest(starts, starts[1:]):
        end = len(statement.lines) if after is None else after.place - (0 if after.inside else 1)
        lines = statement.lines[start.place : end]
        total = _total(lines, start.name, sums)
        if total is not None:
            lines = lines[: lines.index(total) + 1]
        else:
            lines = tuple(
                itertools.takewhile(lambda line, text=start.text: text in line.section, lines)  # type: ignore[misc]
            )
        if sum(1 for line in lines if line.cells) > 1:
            found.append(_Block(start, lines, total))
    return found


def _total(lines: Sequence[LineItem], name: str, sums: Sums) -> LineItem | None:
    """The last line that sums up a block from its first amount on, or that repeats its name as a total."""
    inside = {line.index for line in lines}
    first = next((line.index for line in lines if any(cell.value for cell in line.cells)), None)
    found: LineItem | None = None
    for line in lines:
        leaves = set(sums.leaves(line.index))
        if (leaves and first in leaves and leaves <= inside) or (_sums_up(line) and _repeats(line, name)):
            found = line
    return found


def _repeats(line: LineItem, name: str) -> bool:
    return set(name.split()) < set(normalise(line.label).split())


def _proves(blocks: Sequence[_Block], pair: tuple[str, str], items: Mapping[str, int], sums: Sums) -> bool:
    """Whether totals of blocks of both names are parts of one total, and something repeats the names."""
    totals = [(block.start.name, block.total) for block in blocks if block.total is not None]
    headings = Counter(block.start.name for block in blocks)
    repeated = all(headings[name] + items.get(name, 0) > 1 for name in pair)
    for (one, first), (other, second) in itertools.combinations(totals, 2):
        whole = sums.parent.get(first.index)
        if one == other or whole is None or whole != sums.parent.get(second.index):
            continue
        repeating = _repeats(first, one) and _repeats(second, other)
        if repeated or (repeating and _kind(first, one) == _kind(second, other)):
            return True
    return False


def _kind(total: LineItem, name: str) -> set[str]:
    """What a total of a block is a total of, be it a profit or a loss."""
    return set(normalise(_unnamed(total.label, name)).split()) - {"loss"}


def _siblings(index: int, sums: Sums) -> set[int]:
    """The parts of the total that a line is a part of, itself included."""
    parent = sums.parent.get(index)
    return {part for part, _ in sums.by_total[parent[0]].parts} if parent is not None else set()


def _bare(text: str) -> str:
    """A heading without its reference to a note."""
    return re.sub(r"\(.*", "", text)


def _unnamed(label: str, name: str) -> str:
    """A caption without the words of a name, and without the dash that may stand before it."""
    gone = set(name.split())
    kept = [word for word in label.split() if not (normalise(word) and set(normalise(word).split()) <= gone)]
    if len(kept) == len(label.split()):
        return label
    while kept and not re.search(r"\w", kept[-1]):
        kept.pop()
    return " ".join(kept)


def _unclassified(statement: Statement, blocks: Sequence[_Block]) -> frozenset[int]:
    if statement.kind is not StatementKind.BALANCE_SHEET:
        return frozenset()
    found: set[int] = set()
    for block in blocks:
        totals = {main_total(normalise(line.label), statement.kind) for line in block.lines}
        if block.total is not None and not totals & {"assets.current", "liabilities.current"}:
            found.update(line.index for line in block.lines)
    return frozenset(found)
