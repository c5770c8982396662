"""The gate: turns taggings and cells into facts, or says why a printed number is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from converter.model import (
    Cell,
    Column,
    ColumnRole,
    Concept,
    EmbeddedNumber,
    ExtensionConcept,
    LineItem,
    Span,
    Submission,
    TaggedStatement,
    Tagging,
    UnitKind,
)
from converter.reporting import transform
from converter.reporting.contexts import Contexts, consistent, period_for, unit_kind, unit_of

if TYPE_CHECKING:
    from converter.taxonomies import Catalogue

FACT_COLUMNS = frozenset({ColumnRole.AMOUNT, ColumnRole.COMPONENT})

EXTENSION_PREFIX = "ext"
"""Prefix by which a tagging names a member of the report's own taxonomy ("ext:NorthRegionMember")."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact that passed the gate alone; conflicts with others are not settled yet.

    ``statement`` indexes the tagged statements; ``tagging`` is the decision behind it; ``cell`` tells
    facts of cells from facts of numbers embedded in labels.
    """

    statement: int
    tagging: Tagging
    concept: str
    extension: ExtensionConcept | None
    context: str
    unit: str
    value: Decimal
    decimals: int
    scale: int
    format: str
    span: Span
    column: int
    cell: bool

    @property
    def key(self) -> tuple[str, str, str]:
        return self.concept, self.context, self.unit

    @property
    def group(self) -> tuple[int, int, int, str]:
        """What stands or falls together: one line (or embedded number) and concept of a statement."""
        embedded = -1 if self.tagging.embedded is None else self.tagging.embedded
        return self.statement, self.tagging.line, embedded, self.concept


@dataclass(slots=True)
class Drafting:
    """What the gate lets through, and for each span that it stops the reason (first one wins).

    ``stopped`` maps ``(document, start, end)`` to a reason code; ``problems`` are the stops that say
    something about the reading or the tagging, with the span and concept they concern.
    """

    drafts: list[Draft] = field(default_factory=list)
    stopped: dict[tuple[int, int, int], str] = field(default_factory=dict)
    problems: list[tuple[str, Span, str]] = field(default_factory=list)

    def stop(self, span: Span, reason: str, concept: str = "", problem: bool = True) -> None:
        self.stopped.setdefault((span.document, span.start, span.end), reason)
        if problem:
            self.problems.append((reason, span, concept))


def draft_facts(
    submission: Submission,
    tagged: tuple[TaggedStatement, ...],
    catalogue: Catalogue,
    contexts: Contexts,
    prefix: str,
) -> Drafting:
    """The facts of all tagged statements, each by itself (extension concepts named ``prefix:Name``)."""
    drafting = Drafting()
    texts = {document.index: document.text for document in submission.documents}
    for index, statement in enumerate(tagged):
        gate = _Gate(index, statement, catalogue, contexts, prefix, texts, drafting)
        gate.run()
    return drafting


@dataclass(slots=True)
class _Gate:
    index: int
    tagged: TaggedStatement
    catalogue: Catalogue
    contexts: Contexts
    prefix: str
    texts: Mapping[int, str]
    drafting: Drafting

    def run(self) -> None:
        lines = {line.index: line for line in self.tagged.statement.lines}
        columns = {column.index: column for column in self.tagged.statement.columns}
        largest = _largest(self.tagged)
        for tagging in self.tagged.taggings:
            line = lines.get(tagging.line)
            if line is None:
                continue
            for column, number in _numbers(tagging, line, columns):
                if not tagging.concept and tagging.extension is None:
                    self.drafting.stop(number.span, tagging.reason or "untagged", problem=False)
                    continue
                reason, draft = self._draft(tagging, line, column, number, largest)
                if draft is not None:
                    self.drafting.drafts.append(draft)
                else:
                    name = tagging.concept or (tagging.extension.name if tagging.extension else "")
                    self.drafting.stop(number.span, reason, name, reason not in _QUIET)

    def _draft(
        self,
        tagging: Tagging,
        line: LineItem,
        column: Column,
        number: Cell | EmbeddedNumber,
        largest: Mapping[int, Decimal],
    ) -> tuple[str, Draft | None]:
        """The fact of one printed number in one column, or the code of the reason why there is none."""
        if column.role not in FACT_COLUMNS:
            return column.reason or f"{column.role.value}-column", None
        if number.value is None:
            return (number.reason if isinstance(number, Cell) else "") or "not-a-number", None
        concept = self._concept(tagging)
        if concept is None:
            return "unknown-concept", None
        if concept.abstract:
            return "abstract-concept", None
        own_period = line.period or column.period
        if own_period is None:
            return "no-period", None
        period = period_for(own_period, concept.period_type, tagging.at_start)
        if period is None:
            return "period-type-mismatch", None
        kind = unit_kind(concept.type)
        if kind is None:
            return "concept-type-not-numeric", None
        scale = self._scale(tagging, kind, column, number, largest)
        if scale is None:
            return "unit-mismatch", None
        dimensions = self._dimensions(tagging, column)
        if dimensions is None:
            return "unknown-dimension", None
        text = self.texts[number.span.document][number.span.start : number.span.end]
        if isinstance(number, Cell) and number.nil:
            form, printed, decimals = transform.FIXED_ZERO, Decimal(0), 2 if kind is UnitKind.PER_SHARE else 0
        else:
            form, decimals = transform.NUM_DOT, number.decimals
            read = transform.number(text)
            if read is None or read != abs(number.value):
                return "text-not-transformable", None
            printed = number.value
        return "", Draft(
            statement=self.index,
            tagging=tagging,
            concept=concept.name,
            extension=tagging.extension if not tagging.concept else None,
            context=self.contexts.of(period, dimensions).id,
            unit=unit_of(kind, self.tagged.statement.currency).id,
            value=(printed * tagging.sign).scaleb(scale) if printed else Decimal(0),
            decimals=decimals - scale,
            scale=scale,
            format=form,
            span=number.span,
            column=column.index,
            cell=isinstance(number, Cell),
        )

    def _concept(self, tagging: Tagging) -> Concept | None:
        if tagging.concept:
            return self.catalogue.concept(tagging.concept)
        extension = tagging.extension
        if extension is None:
            return None
        return Concept(
            name=f"{self.prefix}:{extension.name}",
            type=extension.type,
            period_type=extension.period_type,
            balance=extension.balance,
            abstract=extension.abstract,
            nillable=True,
            label=extension.label,
        )

    @staticmethod
    def _scale(
        tagging: Tagging,
        kind: UnitKind,
        column: Column,
        number: Cell | EmbeddedNumber,
        largest: Mapping[int, Decimal],
    ) -> int | None:
        """The power of ten of the number under a concept that counts ``kind``; None where they clash.

        Numbers in labels follow the column's scale when they are amounts of money, except where that
        would make one larger than every amount of the column: then it is printed in full.
        """
        if isinstance(number, Cell):
            if kind is number.unit_kind:
                return number.scale
            if kind is UnitKind.PER_SHARE or kind is UnitKind.PURE:
                return 0 if number.scale == 0 or tagging.unit_kind is kind else None
            money_and_shares = (UnitKind.MONETARY, UnitKind.SHARES)
            if tagging.unit_kind is kind and number.unit_kind in money_and_shares:
                return number.scale
            return None
        if kind is not tagging.unit_kind:
            return None
        if kind is UnitKind.SHARES:
            return tagging.scale or 0
        if kind is UnitKind.MONETARY and (tagging.scale or 0) > column.scale:
            return tagging.scale  # the caption names the power itself ("$3.4 billion")
        if kind is not UnitKind.MONETARY or number.value > largest.get(column.index, Decimal(0)):
            return 0
        return column.scale

    def _dimensions(self, tagging: Tagging, column: Column) -> tuple[tuple[str, str], ...] | None:
        """The (axis, member) pairs of a fact; None when one is unknown or an axis has two members."""
        found: dict[str, str] = {}
        for axis, member in (*tagging.dimensions, *self.tagged.column_dimensions.get(column.index, ())):
            if self.catalogue.concept(axis) is None:
                return None
            if member.startswith(EXTENSION_PREFIX + ":"):
                member = f"{self.prefix}:{member.partition(':')[2]}"
            elif self.catalogue.concept(member) is None:
                return None
            if found.setdefault(axis, member) != member:
                return None
        return tuple(found.items())


_QUIET = frozenset({"not-a-number"})
"""Reasons that earlier stages have told already; others make a finding."""


def _numbers(
    tagging: Tagging, line: LineItem, columns: Mapping[int, Column]
) -> Iterator[tuple[Column, Cell | EmbeddedNumber]]:
    """The printed numbers that a tagging speaks for, each with a column that gives its period."""
    if tagging.embedded is None:
        for cell in line.cells:
            if cell.column in columns and (tagging.columns is None or cell.column in tagging.columns):
                yield columns[cell.column], cell
    elif 0 <= tagging.embedded < len(line.embedded):
        number = line.embedded[tagging.embedded]
        chosen = tagging.columns
        if chosen is None:
            chosen = tuple(index for index, column in columns.items() if column.role is ColumnRole.AMOUNT)
        for index in chosen:
            if index in columns:
                yield columns[index], number


def _largest(tagged: TaggedStatement) -> dict[int, Decimal]:
    """Per column, the largest amount of money printed in it (unscaled)."""
    largest: dict[int, Decimal] = {}
    for line in tagged.statement.lines:
        for cell in line.cells:
            if cell.value is not None and cell.unit_kind is UnitKind.MONETARY:
                largest[cell.column] = max(largest.get(cell.column, Decimal(0)), abs(cell.value))
    return largest


def settle(
    drafting: Drafting, prefix: str, own: Callable[[Draft, Draft], ExtensionConcept | None]
) -> tuple[tuple[Draft, ...], tuple[tuple[Draft, Draft], ...]]:
    """Settles conflicts: no two facts of one concept, context and unit may differ.

    Extension concepts give way by a number after their name. Among standard concepts the less
    confident line loses (ties: the later one). A line that loses to another of its own statement can't
    be the same thing, so all its facts go to the extension concept that ``own`` gives for loser and
    winner (None: they are left out); one that loses to another statement loses the facts that differ.

    Returns the facts that stay, in their order, and each loser with the winner that beat it.
    """
    order: dict[tuple[int, int, int, str], int] = {}
    groups: dict[tuple[int, int, int, str], list[Draft]] = {}
    for draft in drafting.drafts:
        order.setdefault(draft.group, len(order))
        groups.setdefault(draft.group, []).append(draft)
    taken: dict[tuple[str, str, str], Draft] = {}
    shapes: dict[str, tuple[str, str, str]] = {}
    kept: list[tuple[int, Draft]] = []
    lost: list[tuple[Draft, Draft]] = []
    for name in sorted(groups, key=lambda group: (-groups[group][0].tagging.confidence, order[group])):
        members = groups[name]
        extension = members[0].extension
        if extension is not None:
            members = _rename(members, extension, prefix, taken, shapes)
        kept_here: dict[tuple[str, str, str], Draft] = {}
        beaten: list[tuple[Draft, Draft]] = []
        for draft in members:
            rival = taken.get(draft.key) or kept_here.get(draft.key)
            if rival is None:
                kept_here[draft.key] = draft
                kept.append((order[name], draft))
            elif consistent(draft.value, draft.decimals, rival.value, rival.decimals):
                kept.append((order[name], draft))
            else:
                beaten.append((draft, rival))
        if any(rival.statement == draft.statement and rival.group != draft.group for draft, rival in beaten):
            kept = [entry for entry in kept if entry[0] != order[name]]
            winner = next(rival for draft, rival in beaten if rival.statement == draft.statement)
            lost += [(draft, winner) for draft in members]
            instead = own(members[0], winner) if extension is None else None
            if instead is not None:
                concept = f"{prefix}:{instead.name}"
                moved = [replace(draft, concept=concept, extension=instead) for draft in members]
                for draft in _rename(moved, instead, prefix, taken, shapes):
                    kept.append((order[name], draft))
                    taken[draft.key] = draft
            continue
        lost += beaten
        taken.update(kept_here)
    kept.sort(key=lambda entry: entry[0])
    return tuple(draft for _, draft in kept), tuple(lost)


def _rename(
    members: list[Draft],
    extension: ExtensionConcept,
    prefix: str,
    taken: Mapping[tuple[str, str, str], Draft],
    shapes: dict[str, tuple[str, str, str]],
) -> list[Draft]:
    """The drafts of an extension concept under the first name that clashes with nothing."""
    shape = (extension.type, extension.period_type, extension.balance)
    serial = 1
    while True:
        name = extension.name if serial == 1 else f"{extension.name}{serial}"
        concept = f"{prefix}:{name}"
        free = shapes.get(name, shape) == shape
        for draft in members:
            rival = taken.get((concept, draft.context, draft.unit))
            if rival is not None and not consistent(draft.value, draft.decimals, rival.value, rival.decimals):
                free = False
        if free:
            break
        serial += 1
    shapes[name] = shape
    if serial == 1:
        return members
    renamed = replace(extension, name=name)
    return [replace(draft, concept=concept, extension=renamed) for draft in members]
