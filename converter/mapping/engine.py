"""Takes the statements of a filing through the steps of mapping, one informing the next."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from converter.mapping import (
    candidates,
    captions,
    classes,
    components,
    embedded,
    extensions,
    members,
    rollups,
    sections,
    segments,
    signs,
    units,
)
from converter.mapping.allowances import tag_schedules
from converter.mapping.candidates import Option, Proposer, Setting
from converter.mapping.decide import Amounts, Calculations, Choice, Ledger, Slot, choose
from converter.mapping.details import tag_detail
from converter.mapping.labels import normalise
from converter.mapping.sections import Sums
from converter.mapping.tables import MappingTables, ValueSign
from converter.model import (
    Column,
    ColumnRole,
    Concept,
    ExtensionConcept,
    Extraction,
    Finding,
    LineItem,
    LineRole,
    Period,
    Result,
    RollUp,
    Severity,
    Statement,
    StatementKind,
    TaggedStatement,
    Tagging,
    UnitKind,
)
from converter.taxonomies import Catalogue

# Statements that are decided first hold the others to their values.
_ORDER = (
    StatementKind.BALANCE_SHEET,
    StatementKind.INCOME,
    StatementKind.COMPREHENSIVE_INCOME,
    StatementKind.CASH_FLOW,
    StatementKind.EQUITY,
    StatementKind.PARENTHETICAL,
)
_SUREST = 0.99
_UNSURE_SIGN = 0.8
_LATE = 0.4  # certainty of a result before taxes below the line of taxes is multiplied by this
_BEFORE_TAXES = re.compile(r"\bbefore (?:\w+ ){0,3}?(?:income tax|tax)\b(?<!accounting income tax)")
_EFFECTS = re.compile(r"(?:cumulative effect|effect (?:of )?(?:change|accounting))")
_LOOSE = 0.6  # certainty of a balance sheet's line that none of its sums takes in is multiplied by this

Dimensions = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Filing:
    """What is decided so far over all statements of a filing."""

    setting: Setting
    threshold: float
    arcs: Calculations
    ledger: Ledger = field(default_factory=Ledger)
    extensions: dict[str, ExtensionConcept] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _View:
    """A statement with what was found in it before any concept is chosen."""

    statement: Statement
    rollups: tuple[RollUp, ...]
    sums: Sums
    keys: dict[int, str]  # by line index
    columns: dict[int, Column]  # whose cells may become facts
    column_dimensions: dict[int, Dimensions]
    unknown_columns: tuple[int, ...]
    line_dimensions: dict[int, Dimensions]
    segments: segments.Segments
    at_start: frozenset[int]  # lines whose instant is the opening one
    loose: frozenset[int]  # lines of a balance sheet that no sum takes in


def tag(
    extraction: Extraction,
    tables: MappingTables,
    catalogue: Catalogue,
    *,
    fiscal_year: int | None = None,
    industry: str = "",
    threshold: float = 0.5,
    proposer: Proposer | None = None,
) -> Result[tuple[TaggedStatement, ...]]:
    """Tags every primary statement of a filing; the result is in the order of ``extraction.statements``,
    and behind them stand the details of lines of the balance sheet, and schedules of allowances.

    ``fiscal_year`` (None: that of the cover's period end) and ``industry`` ("" unknown) limit the rules
    of ``tables``; decisions less sure than ``threshold`` (0 to 1) become extension concepts. ``proposer``
    is asked for lines that no rule names. Findings: ``mapping.sign-doubt``, ``mapping.rival-statement``.
    """
    period_end = extraction.cover.period_end
    if fiscal_year is None and period_end is not None:
        fiscal_year = period_end.year
    setting = Setting(tables, catalogue, fiscal_year, industry, proposer)
    filing = _Filing(setting, threshold, Calculations(catalogue))
    primary = [statement for statement in extraction.statements if statement.primary]
    done: dict[str, TaggedStatement] = {}
    for statement in sorted(primary, key=lambda s: (_ORDER.index(s.kind), s.document, s.first_row)):
        done[statement.id] = _tag_statement(statement, filing)
    tagged = [done[statement.id] for statement in primary]
    tagged += _details(extraction.details, done, filing)
    schedules, differing = tag_schedules(extraction.schedules, tagged, catalogue)
    tagged += schedules
    filing.findings.extend(differing)
    return Result(tuple(tagged), tuple(filing.findings))


def _details(
    details: Sequence[Statement], done: Mapping[str, TaggedStatement], filing: _Filing
) -> list[TaggedStatement]:
    """The tables of the notes that break down a line whose concept is decided."""
    found: list[TaggedStatement] = []
    for statement in details:
        above = statement.breakdown
        taggings = done[above.sheet].taggings if above is not None and above.sheet in done else ()
        of_line = (t for t in taggings if above is not None and t.line == above.line and t.concept)
        face = next((t for t in of_line if t.embedded is None), None)
        if face is not None:
            tagged = tag_detail(statement, face, filing.setting, filing.arcs, filing.ledger)
            found += [] if tagged is None else [tagged]
    return found


def _tag_statement(statement: Statement, filing: _Filing) -> TaggedStatement:
    view = _view(statement, filing.setting)
    statement = view.statement
    slots = _slots(view, filing.setting)
    if statement.kind is not StatementKind.EQUITY and _rival(slots, filing.ledger):
        filing.findings.append(
            Finding(
                "mapping.rival-statement",
                Severity.WARNING,
                f"{statement.title.strip() or 'A statement'}: its figures contradict an earlier statement of "
                "the same periods, so it is taken for another entity's or a restated one and left untagged",
                statement.title_span,
            )
        )
        taggings = tuple(
            Tagging(line.index, reason="rival-statement") for line in statement.lines if _has_value(line)
        )
        return TaggedStatement(statement, taggings, view.rollups)
    stocks = {
        **_before_restating(statement, filing.setting.catalogue),
        **_stocks(view, slots, filing.setting),
    }
    slots = {unit: [_of_stock(slot, stocks) for slot in of_unit] for unit, of_unit in slots.items()}
    choices: dict[tuple[int, UnitKind], Choice] = {}
    for unit, of_unit in slots.items():
        sums = view.sums if unit is UnitKind.MONETARY else Sums({}, {})
        taken = choose(of_unit, sums, filing.arcs, filing.ledger, filing.threshold)
        choices.update({(line, unit): choice for line, choice in taken.items()})
    by_slot = {(slot.line, unit): slot for unit, of_unit in slots.items() for slot in of_unit}
    taggings = _taggings(view, choices, by_slot, stocks, filing)
    return TaggedStatement(statement, taggings, view.rollups, view.column_dimensions)


# --------------------------------------------------------------------------- what is there to decide


def _view(statement: Statement, setting: Setting) -> _View:
    statement = captions.joined(statement)
    found = rollups.find(statement)
    corrected = units.recast(statement, found)
    if corrected is not statement:
        statement = corrected
        found = rollups.find(statement)
    sums = Sums.of(found)
    divided = segments.Segments(statement, statement)
    if setting.catalogue.concept(segments.AXIS) is not None:
        divided = segments.find(statement, found, setting.tables)
    statement = divided.statement
    keys = sections.keys(statement, setting.tables, found)
    dimensions, unknown = components.of_columns(statement, setting.catalogue)
    wanted = (ColumnRole.AMOUNT, ColumnRole.COMPONENT)
    return _View(
        statement,
        found,
        sums,
        divided.keys({line.index: key for line, key in zip(statement.lines, keys, strict=True)}),
        {column.index: column for column in statement.columns if column.role in wanted},
        dimensions,
        unknown,
        _line_dimensions(statement, divided, setting.catalogue),
        divided,
        _openings(statement, sums),
        _loose(statement, sums),
    )


def _loose(statement: Statement, sums: Sums) -> frozenset[int]:
    """Lines of a balance sheet between the parts of one sum that are not among them."""
    if statement.kind is not StatementKind.BALANCE_SHEET:
        return frozenset()
    found: set[int] = set()
    for total, rollup in sums.by_total.items():
        first = min(part for part, _ in rollup.parts)
        if rollup.foots:
            found.update(range(first, total))
    return frozenset(found - set(sums.parent) - set(sums.by_total))


_TOTAL_EQUITY = re.compile(r"^\W*total\b.*\b(?:equity|capital|deficit|deficiency|investment)\b", re.I)
_CLASSIFIED = re.compile(r"\bcurrent\s+(?:assets|liabilities)\b|^\W*current\W*$", re.I)
_BALANCE_RULE = "structure.equity-balance"
_OF_A_COMPONENT = 0.85  # less sure options of a balance are for statements that are not divided
# Concepts that say themselves that shares were taken back: their counts are positive.
_TAKEN = re.compile(
    r"TreasuryStockShares|Shares?(?:Acquired|Retired|Forfeit|Repurchased|Redeemed)|(?:Repurchased|Redeemed)\w*Shares"
)
_CLOSING = re.compile(r"^\W*balances?\W+(?:at\s+)?(?:the\s+)?end\b", re.I)


def _line_dimensions(
    statement: Statement, divided: segments.Segments, catalogue: Catalogue
) -> dict[int, Dimensions]:
    """In statements that put components of equity, or businesses, below each other: what the line is of."""
    if divided.members:
        return {index: ((segments.AXIS, member),) for index, member in divided.members.items()}
    if statement.kind is not StatementKind.EQUITY or _is_matrix(statement):
        return {}
    blocks = components.of_blocks(statement, catalogue)
    found: dict[int, Dimensions] = {}
    opened: Dimensions = ()
    for line in statement.lines:
        if _TOTAL_EQUITY.search(line.label):
            opened = ()
            continue
        own = blocks.get(line.section, ())
        if own:
            opened = own
        elif opened and _CLOSING.search(line.label):
            own, opened = opened, ()  # the closing balance of a block, set further left than its rows
        if own:
            found[line.index] = own
    return found


def _is_matrix(statement: Statement) -> bool:
    """Whether the components of equity are columns; a few such columns of a table of share counts below
    components that stand under each other don't make one."""
    split = {column.index for column in statement.columns if column.role is ColumnRole.COMPONENT}
    rows = [{cell.column for cell in line.cells} for line in statement.lines if line.cells]
    return bool(split) and 2 * sum(1 for columns in rows if columns & split) > len(rows)


def _names_first_day(label: str, starts: Collection[dt.date]) -> bool:
    """Whether a caption names, without a year, the day on which all periods begin ("Balance, January 1")."""
    said = _NO_YEAR.search(label)
    return said is not None and all(f"{day:%B} {day.day}".lower() == said.group(1) for day in starts)


_NO_YEAR = re.compile(r"\bbalances?\b\W+(?:at\s+|as\s+of\s+)?([a-z]+ \d{1,2})\W*$")


def _openings(statement: Statement, sums: Sums) -> frozenset[int]:
    """Lines that show an opening balance in columns of durations."""
    if statement.kind in (StatementKind.BALANCE_SHEET, StatementKind.PARENTHETICAL):
        return frozenset()
    labels = {line.index: line.label.lower() for line in statement.lines}
    found: set[int] = set()
    starts = {
        c.period.start for c in statement.columns if c.period is not None and c.period.start is not None
    }
    for index, label in labels.items():
        first_day = bool(starts) and _names_first_day(label, starts)
        if first_day or re.search(r"\bbegin|\bstart of|\bopening\b", label):
            found.add(index)
        elif re.search(r"\bend of|\bending\b|\bclosing\b|\bend\b", label):
            continue
        elif index in sums.parent:
            total = sums.parent[index][0]
            if set(normalise(label).split()) and normalise(label) == normalise(labels[total]):
                found.add(index)
    return frozenset(found)


def _slots(view: _View, setting: Setting) -> dict[UnitKind, list[Slot]]:
    slots: dict[UnitKind, list[Slot]] = {}
    statement = view.statement
    usable = [index for index in view.columns if index not in view.unknown_columns]
    unclassified = statement.kind is StatementKind.BALANCE_SHEET and not any(
        _CLASSIFIED.search(line.label) for line in statement.lines
    )
    for place, line in enumerate(statement.lines):
        if line.role is LineRole.HEADING:
            continue
        for unit in candidates.unit_kinds(line, usable):
            options = candidates.for_line(
                view.segments.plain,
                place,
                view.keys[line.index],
                unit,
                view.sums,
                setting,
                unclassified or line.index in view.segments.unclassified,
            )
            if unit is UnitKind.MONETARY and line.index in view.loose:
                options = tuple(
                    option.rescored(_LOOSE, "no total of the statement adds it") for option in options
                )
            if line.index in view.line_dimensions:  # its component says what the balance is of
                options = tuple(o for o in options if o.rule.id != _BALANCE_RULE or o.score > _OF_A_COMPONENT)
            options = classes.fitting(line, options)
            if (
                unit is UnitKind.SHARES
                and statement.kind is StatementKind.EQUITY
                and _is_movement(line, unit)
            ):
                options = ()
            instants = _amounts(view, line, unit, instant=True)
            durations = _amounts(view, line, unit, instant=False)
            whole = view.segments.wholes.get(line.index, -1)
            slots.setdefault(unit, []).append(Slot(line.index, options, instants, durations, whole))
    if UnitKind.MONETARY in slots:
        slots[UnitKind.MONETARY] = _with_inferred(view, slots[UnitKind.MONETARY], setting)
        if statement.kind is StatementKind.INCOME:
            slots[UnitKind.MONETARY] = _without_differences(view, slots[UnitKind.MONETARY])
            slots[UnitKind.MONETARY] = _with_members(view, slots[UnitKind.MONETARY], setting)
            slots[UnitKind.MONETARY] = _around_taxes(view, slots[UnitKind.MONETARY])
            slots[UnitKind.MONETARY] = _by_direction(view, slots[UnitKind.MONETARY], setting)
        slots[UnitKind.MONETARY] = _of_wholes(view, slots[UnitKind.MONETARY])
    return slots


def _stocks(view: _View, slots: Mapping[UnitKind, Sequence[Slot]], setting: Setting) -> dict[int, Dimensions]:
    """The lines that show one of several classes of stock, with its member."""
    concepts: dict[int, str] = {}
    for unit in (UnitKind.SHARES, UnitKind.PER_SHARE, UnitKind.MONETARY):
        concepts.update(
            (slot.line, slot.options[0].concept.name) for slot in slots.get(unit, ()) if slot.options
        )
    return classes.of_lines(view.statement, concepts, view.rollups, setting.catalogue)


_REPORTED_BEFORE = re.compile(r"\bas\s+(?:previously|originally|initially|first)\s+reported\b", re.I)
_REPORTED = (  # the axes and members of the releases
    ("srt:RestatementAxis", "srt:ScenarioPreviouslyReportedMember"),
    ("us-gaap:StatementScenarioAxis", "us-gaap:ScenarioPreviouslyReportedMember"),
)


def _before_restating(statement: Statement, catalogue: Catalogue) -> dict[int, Dimensions]:
    """The balances of an equity statement "as previously reported", with the member that says so."""
    if statement.kind is not StatementKind.EQUITY:
        return {}
    known = [pair for pair in _REPORTED if all(catalogue.concept(name) is not None for name in pair)]
    return {
        line.index: (known[0],) for line in statement.lines if known and _REPORTED_BEFORE.search(line.label)
    }


def _of_stock(slot: Slot, stocks: Mapping[int, Dimensions]) -> Slot:
    own = stocks.get(slot.line)
    if own is None:
        return slot
    return replace(slot, options=tuple(replace(o, dimensions=(*o.dimensions, *own)) for o in slot.options))


def _with_inferred(view: _View, slots: list[Slot], setting: Setting) -> list[Slot]:
    """The slots, where totals without words also have the concept that their parts add up to."""
    best = {slot.line: slot.options[0].concept for slot in slots if slot.options}
    labels = {line.index: line.label for line in view.statement.lines}
    done: list[Slot] = []
    for slot in slots:
        rollup = view.sums.by_total.get(slot.line)
        if rollup is not None and candidates.bare(labels[slot.line]):
            parts = [(best.get(part), weight) for part, weight in rollup.parts]
            more = candidates.of_parts(parts, view.statement.kind, setting)
            known = {option.concept.name for option in slot.options}
            options = (*slot.options, *(option for option in more if option.concept.name not in known))
            slot = replace(slot, options=tuple(sorted(options, key=lambda o: (-o.score, o.concept.name))))
            if slot.options:
                best[slot.line] = slot.options[0].concept
        done.append(slot)
    return done


_OF_WHOLE = 0.85  # certainty that what a business adds to a total has the concept of the total


def _of_wholes(view: _View, slots: list[Slot]) -> list[Slot]:
    """The slots, where totals of businesses may have the concept of the total that adds nothing else."""
    best = {slot.line: slot.options[0].concept for slot in slots if slot.options}
    done: list[Slot] = []
    for slot in slots:
        concept = best.get(slot.whole)
        if concept is not None and slot.whole in view.segments.pure:
            named = slot.line in view.segments.named
            others = [o for o in slot.options if o.concept.name != concept.name and not named]
            known = max((o.score for o in slot.options if o.concept.name == concept.name), default=0.0)
            ref = candidates.structural("segment", "what a business adds to the total")
            own = Option(concept, _OF_WHOLE, max(known, _OF_WHOLE), ref)
            slot = replace(slot, options=tuple(sorted((own, *others), key=lambda o: -o.score)))
        done.append(slot)
    return done


def _around_taxes(view: _View, slots: list[Slot]) -> list[Slot]:
    """The slots, where only what stands above the line of income taxes is a result before them, and no
    effect of a change in accounting ("Income taxes", after SFAS 109) is the year's taxes."""
    labels = {line.index: normalise(line.label) for line in view.statement.lines}
    taxed = [
        slot.line
        for slot in slots
        if slot.options and slot.options[0].concept.name.endswith(":IncomeTaxExpenseBenefit")
    ]
    effects = min((index for index, label in labels.items() if _EFFECTS.match(label)), default=len(labels))
    done: list[Slot] = []
    for slot in slots:
        if slot.line > effects:
            note = "stands among the effects of changes in accounting"
            slot = _late(slot, "IncomeTaxExpenseBenefit", note)
        if not _BEFORE_TAXES.search(labels[slot.line]) and not any(line > slot.line for line in taxed):
            slot = _late(slot, "BeforeIncomeTaxes", "no line of income taxes follows")
        done.append(slot)
    return done


def _late(slot: Slot, word: str, note: str) -> Slot:
    """The slot, less sure of the concepts with that word in their name."""
    options = (o.rescored(_LATE, note) if word in o.concept.name else o for o in slot.options)
    return replace(slot, options=tuple(sorted(options, key=lambda o: (-o.score, o.concept.name))))


_ASTRAY = 0.6  # certainty of a concept that the sum goes against, where a rival fits it, times this


def _by_direction(view: _View, slots: list[Slot], setting: Setting) -> list[Slot]:
    """The slots, where what may be an income or a cost ("Interest") is what its sum makes of it."""
    signed = signs.derive(view.statement, view.rollups, {}, {}, view.keys, setting.catalogue)
    done: list[Slot] = []
    for slot in slots:
        sign = signed.get(slot.line)
        printed = [value for value, _ in slot.durations.values() if value]
        towards = (sum(value > 0 for value in printed) > len(printed) / 2) - (
            sum(value < 0 for value in printed) > len(printed) / 2
        )
        if sign is not None and sign.attached and sign.sure and towards:
            fits = "credit" if sign.orientation * towards > 0 else "debit"
            balances = {option.concept.balance for option in slot.options}
            if {"credit", "debit"} <= balances:
                note = "the sum goes the other way"
                options = tuple(
                    option if option.concept.balance in (fits, "") else option.rescored(_ASTRAY, note)
                    for option in slot.options
                )
                slot = replace(slot, options=tuple(sorted(options, key=lambda o: (-o.score, o.concept.name))))
        done.append(slot)
    return done


def _with_members(view: _View, slots: list[Slot], setting: Setting) -> list[Slot]:
    """The slots, where parts of a total of revenue or of its cost have that concept with a member."""
    lines = {line.index: line for line in view.statement.lines}
    best = {slot.line: slot.options[0].concept for slot in slots if slot.options}
    names = [concept.name for concept in best.values()]
    shared = frozenset(name for name in names if names.count(name) > 1)
    done: list[Slot] = []
    for slot in slots:
        parent = view.sums.parent.get(slot.line)
        total = best.get(parent[0]) if parent is not None else None
        options = members.divide(lines[slot.line], slot.options, total, shared, setting)
        done.append(replace(slot, options=options))
    return _each_its_own(lines, _told_apart(view, lines, done, setting))


def _told_apart(
    view: _View, lines: Mapping[int, LineItem], slots: list[Slot], setting: Setting
) -> list[Slot]:
    """The slots, where parts of one sum that share a concept of revenue or cost have members."""
    alike: dict[tuple[int, str], list[int]] = {}
    for place, slot in enumerate(slots):
        parent = view.sums.parent.get(slot.line)
        if parent is not None and slot.options and members.divisible(slot.options[0]):
            alike.setdefault((parent[0], slot.options[0].concept.name), []).append(place)
    done = list(slots)
    for places in alike.values():
        if len(places) > 1:
            mine = [lines[slots[place].line] for place in places]
            found = members.apart(mine, [slots[place].options for place in places], setting)
            for place, options in zip(places, found, strict=True):
                done[place] = replace(slots[place], options=options)
    return done


def _without_differences(view: _View, slots: list[Slot]) -> list[Slot]:
    """The slots, where what is left of one total after another ("Income from real estate") is no revenue."""
    named = {line.index for line in view.statement.lines if _SALES.search(line.label)}
    done: list[Slot] = []
    for slot in slots:
        rollup = view.sums.by_total.get(slot.line)
        less = rollup is not None and any(w < 0 and p in view.sums.by_total for p, w in rollup.parts)
        if less and slot.line not in named:
            kept = tuple(o for o in slot.options if not _REVENUES.fullmatch(o.concept.name))
            slot = replace(slot, options=kept)
        done.append(slot)
    return done


_SALES = re.compile(r"\b(?:sales|revenues?)\b", re.I)
_REVENUES = re.compile(r"us-gaap:(?:Revenues|SalesRevenue\w*|RevenueFrom\w+|\w+Revenue)")


def _each_its_own(lines: Mapping[int, LineItem], slots: list[Slot]) -> list[Slot]:
    """The slots, where lines that one member would be said of ("Local service", "Access service") have
    members of the report's own."""
    said = [(o.concept.name, o.dimensions) for slot in slots for o in slot.options[:1] if o.dimensions]
    twice = {key for key in said if said.count(key) > 1}
    done: list[Slot] = []
    for slot in slots:
        first = slot.options[0] if slot.options else None
        if first is not None and (first.concept.name, first.dimensions) in twice:
            own = members.own_member(lines[slot.line])
            options = tuple(
                replace(option, dimensions=((option.dimensions[0][0], own),))
                if own not in ("", members.WHOLE) and option.dimensions == first.dimensions
                else option
                for option in slot.options
            )
            slot = replace(slot, options=options)
        done.append(slot)
    return done


def _amounts(view: _View, line: LineItem, unit: UnitKind, *, instant: bool) -> Amounts:
    """Places and values of the facts that a line would give a concept of that period type."""
    found: dict[object, tuple[Decimal, Decimal]] = {}
    own = view.line_dimensions.get(line.index, ())
    for cell in line.cells:
        column = view.columns.get(cell.column)
        if cell.value is None or cell.unit_kind is not unit or column is None:
            continue
        if cell.column in view.unknown_columns:
            continue
        period = line.period or column.period
        if period is None:
            continue
        when: dt.date | Period = period
        if instant:
            when = period.end
            if period.start is not None and line.index in view.at_start:
                when = period.start - dt.timedelta(days=1)
        unit_size = Decimal(1).scaleb(cell.scale)
        precision = Decimal(5).scaleb(cell.scale - cell.decimals - 1)
        place = (when, (*view.column_dimensions.get(cell.column, ()), *own), unit)
        found.setdefault(place, (cell.value * unit_size, precision))
    return found


def _has_value(line: LineItem) -> bool:
    return any(cell.value is not None for cell in line.cells)


def _only_nil(line: LineItem, unit: UnitKind) -> bool:
    """Whether a line prints nothing but dashes of a unit ("Net income" in a column of shares)."""
    return all(cell.nil for cell in line.cells if cell.unit_kind is unit)


def _is_movement(line: LineItem, unit: UnitKind) -> bool:
    """Whether a row between two balances prints only dashes where shares are counted: it moves none."""
    return line.period is not None and not line.period.instant and _only_nil(line, unit)


def _rival(slots: Mapping[UnitKind, Sequence[Slot]], ledger: Ledger) -> bool:
    """Whether most of what a statement says of the decided concepts contradicts what is decided."""
    agree = contradict = 0
    for slot in slots.get(UnitKind.MONETARY, ()):
        if slot.options:
            option = slot.options[0]
            same, other = ledger.agrees(option.concept.name, slot.amounts(option))
            agree, contradict = agree + same, contradict + other
    return contradict >= 6 and contradict > 2 * agree


# --------------------------------------------------------------------------- from choices to taggings


def _taggings(
    view: _View,
    choices: Mapping[tuple[int, UnitKind], Choice],
    slots: Mapping[tuple[int, UnitKind], Slot],
    stocks: Mapping[int, Dimensions],
    filing: _Filing,
) -> tuple[Tagging, ...]:
    chosen = {key: choice.option for key, choice in choices.items() if choice.option is not None}
    main: dict[int, Option] = {}
    for (index, unit), picked in chosen.items():
        if unit is UnitKind.MONETARY or index not in main:
            main[index] = picked
    concepts = {index: option.concept for index, option in main.items()}
    value_signs: dict[int, ValueSign] = {index: option.value_sign for index, option in main.items()}
    signed = signs.derive(
        view.statement, view.rollups, concepts, value_signs, view.keys, filing.setting.catalogue
    )
    taggings: list[Tagging] = []
    for line in view.statement.lines:
        kinds = [unit for (index, unit) in choices if index == line.index]
        for unit in kinds:
            key = (line.index, unit)
            own = _own_columns(view, line, unit) if len(kinds) > 1 or view.unknown_columns else None
            option = chosen.get(key)
            sign = signed.get(line.index)
            if option is not None:
                tagging = _standard(view, line, unit, option, sign, choices[key], own, filing)
                filing.ledger.enter(option.concept.name, slots[key].amounts(option))
            else:
                tagging = _other(view, line, unit, sign, choices[key], slots[key], own, concepts, filing)
            taggings.append(tagging)
        lost = tuple(c.column for c in line.cells if c.column in view.unknown_columns and c.value is not None)
        if lost:
            taggings.append(Tagging(line.index, columns=lost, reason="component-unknown"))
        part = view.line_dimensions.get(line.index, ()) if line.index in view.segments.members else ()
        part = (*part, *stocks.get(line.index, ()))
        taggings += (
            replace(tagging, dimensions=(*part, *tagging.dimensions)) if tagging.concept else tagging
            for tagging in embedded.tag(view.statement, line, filing.setting)
        )
    return tuple(taggings)


def _own_columns(view: _View, line: LineItem, unit: UnitKind) -> tuple[int, ...]:
    return tuple(
        cell.column
        for cell in line.cells
        if cell.unit_kind is unit and cell.column in view.columns and cell.column not in view.unknown_columns
    )


def _standard(
    view: _View,
    line: LineItem,
    unit: UnitKind,
    option: Option,
    sign: signs.Sign | None,
    choice: Choice,
    own: tuple[int, ...] | None,
    filing: _Filing,
) -> Tagging:
    confidence = min(option.score, _SUREST)
    value = 1
    if sign is not None and (unit is UnitKind.MONETARY or len({c.unit_kind for c in line.cells}) == 1):
        value = sign.sign
        if not sign.sure:
            confidence *= _UNSURE_SIGN
            filing.findings.append(
                Finding(
                    "mapping.sign-doubt",
                    Severity.INFO,
                    f"The sign of “{line.label}” is in doubt: {sign.note}",
                    line.label_spans[0] if line.label_spans else None,
                    {"concept": option.concept.name, "sign": value},
                )
            )
    if unit is UnitKind.SHARES and _TAKEN.search(option.concept.name):
        counts = [cell.value for cell in line.cells if cell.value and cell.unit_kind is unit]
        value = -1 if counts and all(count < 0 for count in counts) else 1
    starts = option.concept.period_type == "instant" and line.index in view.at_start
    return Tagging(
        line.index,
        concept=option.concept.name,
        sign=value,
        unit_kind=unit,
        columns=own,
        at_start=starts and (line.period is None or not line.period.instant),
        dimensions=(*view.line_dimensions.get(line.index, ()), *option.dimensions),
        rule=option.rule,
        confidence=round(confidence, 3),
        rejected=choice.rejected,
    )


def _other(
    view: _View,
    line: LineItem,
    unit: UnitKind,
    sign: signs.Sign | None,
    choice: Choice,
    slot: Slot,
    own: tuple[int, ...] | None,
    concepts: dict[int, Concept],
    filing: _Filing,
) -> Tagging:
    """An extension concept for a line that no standard concept fits, or none with the reason."""
    if not line.label.strip():
        reason = "unlabelled-sum" if line.index in view.sums.by_total else "unlabelled"
        return Tagging(line.index, unit_kind=unit, columns=own, reason=reason, rejected=choice.rejected)
    if unit is UnitKind.SHARES and view.statement.kind is StatementKind.EQUITY and _only_nil(line, unit):
        return Tagging(line.index, unit_kind=unit, columns=own, reason="no-shares", rejected=choice.rejected)
    value, balance = _extension_sign(view.statement, line, unit, sign)
    made = _extension(view, line, unit, balance, slot, concepts, filing)
    if made is None:
        return Tagging(line.index, unit_kind=unit, columns=own, reason="no-words", rejected=choice.rejected)
    filing.extensions[made.name] = made
    filing.ledger.enter(made.name, slot.instants if made.period_type == "instant" else slot.durations)
    return Tagging(
        line.index,
        extension=made,
        sign=value,
        unit_kind=unit,
        columns=own,
        dimensions=view.line_dimensions.get(line.index, ()),
        rule=candidates.structural("extension", "no standard concept is sure enough for this caption"),
        confidence=filing.threshold,
        rejected=choice.rejected,
    )


def _extension_sign(
    statement: Statement, line: LineItem, unit: UnitKind, sign: signs.Sign | None
) -> tuple[int, str]:
    """Sign and balance of an extension: positive where what is printed only ever takes away."""
    if unit is not UnitKind.MONETARY or sign is None:
        return 1, ""
    balance = "credit" if sign.orientation > 0 else "debit"
    values = [cell.value for cell in line.cells if cell.value is not None and cell.unit_kind is unit]
    below = any(value < 0 for value in values) and all(value <= 0 for value in values)
    if (
        below
        and "(" not in line.label
        and not re.search(r"\bloss|\bdeficit|\bnet\b|adjust", line.label, re.I)
    ):
        return -1, "debit" if balance == "credit" else "credit"
    return 1, balance


def _extension(
    view: _View,
    line: LineItem,
    unit: UnitKind,
    balance: str,
    slot: Slot,
    concepts: dict[int, Concept],
    filing: _Filing,
) -> ExtensionConcept | None:
    """A concept with a name that no other line with other facts has."""
    catalogue = filing.setting.catalogue
    period = extensions.period_type(view.statement)
    key = view.keys[line.index]
    anchor = extensions.anchor(line, key, unit, period, view.sums, concepts, catalogue.concept)
    label = extensions.headline(line)
    made = extensions.make(view.statement, line, unit, balance, anchor, label)
    if made is None:
        return None
    amounts = slot.instants if period == "instant" else slot.durations
    section = " ".join(head for head in line.section[-1:] if re.search(r"[A-Za-z]{3}", head))
    names = [made.name]
    if section:
        names.append(extensions.local_name(f"{section} {label}"))
    for name in itertools.chain(names, (f"{made.name}{number}" for number in itertools.count(2))):
        known = filing.extensions.get(name)
        alike = known is None or (
            (known.type, known.period_type, known.balance) == (made.type, made.period_type, made.balance)
            and not filing.ledger.agrees(name, amounts)[1]
        )
        if alike:
            return replace(made, name=name) if known is None else known
    return None
