"""The vocabulary of the converter: the frozen dataclasses that every stage takes and returns.

Nothing here reads, decides or writes; see ``docs/architecture.md`` for the order of the stages.
Positions are character offsets into the decoded text of one :class:`SourceDocument`; line numbers
count in the input *file* (what a person sees in an editor), from 1, and columns from 1.
Amounts are :class:`~decimal.Decimal` throughout.
"""

from __future__ import annotations

import bisect
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")

_LINE_END = re.compile(r"\r\n?|\n")


# --------------------------------------------------------------------------- places and findings


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of source text: ``text[start:end]`` of document ``document``.

    ``line`` (of the input file) and ``column`` (character of the line), both from 1, name its start.
    """

    document: int
    start: int
    end: int
    line: int
    column: int


class Severity(StrEnum):
    """How much a finding matters; *error* makes the exit status 1."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something noticed about the input or the result, as a value rather than an exception.

    ``code`` is ``stage.noun-phrase`` (stable; documented in ``docs/findings.md``); ``message`` is a
    sentence for an accountant; ``data`` holds JSON-able details.
    """

    code: str
    severity: Severity
    message: str
    span: Span | None = None
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result(Generic[T]):
    """What a stage returns: its value, and what it noticed on the way."""

    value: T
    findings: tuple[Finding, ...] = ()


# --------------------------------------------------------------------------- reading


class DocumentKind(StrEnum):
    """What the content of a document is."""

    TEXT = "text"
    HTML = "html"
    ENCODED = "encoded"  # uuencoded or PDF attachment: skipped, and named in the audit


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """One document of a submission (or the whole file, when it is bare), decoded without loss.

    ``text`` is what stood between ``<TEXT>`` and ``</TEXT>`` (both tags excluded), or the whole file.
    ``first_line`` is the line of the file on which ``text`` begins. ``sha256`` is of the raw bytes
    of ``text``. ``type`` is the SGML ``<TYPE>`` ("10-K", "EX-13", "EX-27"; "" when bare).
    """

    index: int
    type: str
    sequence: str
    filename: str
    description: str
    text: str
    encoding: str
    sha256: str
    first_line: int
    line_starts: tuple[int, ...]
    kind: DocumentKind = DocumentKind.TEXT

    def span(self, start: int, end: int) -> Span:
        """The span of ``text[start:end]``."""
        row = bisect.bisect_right(self.line_starts, start) - 1
        return Span(self.index, start, end, self.first_line + row, start - self.line_starts[row] + 1)

    def row(self, span: Span) -> int:
        """The line (from 0) in which a span of this document begins."""
        return span.line - self.first_line

    def line(self, row: int) -> str:
        """Line ``row`` (from 0) without its line end."""
        start = self.line_starts[row]
        end = self.line_starts[row + 1] if row + 1 < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")


def line_starts(text: str) -> tuple[int, ...]:
    """Offsets at which the lines of ``text`` begin (a line ends with LF, CR LF, or a lone CR)."""
    starts = [0]
    starts.extend(match.end() for match in _LINE_END.finditer(text))
    if len(starts) > 1 and starts[-1] == len(text):
        starts.pop()
    return tuple(starts)


@dataclass(frozen=True, slots=True)
class Filer:
    """One registrant of a submission header. Strings as printed; "" where the header is silent."""

    cik: str
    name: str
    sic: str = ""
    sic_name: str = ""
    irs_number: str = ""
    state_of_incorporation: str = ""
    fiscal_year_end: str = ""  # MMDD
    file_number: str = ""
    street: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class SubmissionHeader:
    """The EDGAR submission header, typed."""

    accession_number: str
    form: str
    period_of_report: dt.date | None
    filed: dt.date | None
    filers: tuple[Filer, ...]


@dataclass(frozen=True, slots=True)
class Submission:
    """A legacy filing as read: header (when there is one) and documents in order."""

    name: str
    size: int
    sha256: str
    header: SubmissionHeader | None
    documents: tuple[SourceDocument, ...]


# --------------------------------------------------------------------------- extraction


class StatementKind(StrEnum):
    """The primary financial statements, tables of the notes that break down a line of one, and schedules
    of valuation and qualifying accounts."""

    BALANCE_SHEET = "balance_sheet"
    INCOME = "income"
    COMPREHENSIVE_INCOME = "comprehensive_income"
    CASH_FLOW = "cash_flow"
    EQUITY = "equity"
    PARENTHETICAL = "parenthetical"
    DETAIL = "detail"
    ALLOWANCES = "allowances"


class UnitKind(StrEnum):
    """What a number counts."""

    MONETARY = "monetary"
    PER_SHARE = "per_share"
    SHARES = "shares"
    PURE = "pure"


class LineRole(StrEnum):
    """What a row of a statement is."""

    HEADING = "heading"  # a label that has no amounts of its own
    ITEM = "item"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


class ColumnRole(StrEnum):
    """What a column of a statement holds."""

    AMOUNT = "amount"
    NOTE = "note"  # references to notes
    PERCENT = "percent"
    CHANGE = "change"  # increase or decrease between periods
    COMPONENT = "component"  # a component of equity (matrix statements)
    OTHER = "other"  # amounts whose period or meaning isn't known; never facts


class Scope(StrEnum):
    """Whose figures a statement shows."""

    REGISTRANT = "registrant"
    PARENT_ONLY = "parent_only"
    OTHER_ENTITY = "other_entity"
    PRO_FORMA = "pro_forma"
    AFFILIATE = "affiliate"  # accounts of another company, which the filing adds; never tagged


@dataclass(frozen=True, slots=True)
class Period:
    """An instant (``start`` is None) or a duration; ``end`` and ``start`` are inclusive days."""

    end: dt.date
    start: dt.date | None = None

    @property
    def instant(self) -> bool:
        return self.start is None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of amounts of a statement.

    ``scale`` is the power of ten of monetary amounts (3 for thousands). ``header`` is the joined
    heading text. ``spans`` are the places that gave the period; ``scale_span`` the one that gave
    the scale (None: nothing printed, whole units). ``reason`` says why cells of a column that is
    not AMOUNT or COMPONENT never become facts.
    """

    index: int
    role: ColumnRole
    header: str
    period: Period | None
    scale: int
    spans: tuple[Span, ...] = ()
    scale_span: Span | None = None
    reason: str = ""
    rule: str = ""  # id of the rule that read the period, such as "period.months-ended-years"


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed amount of a line, in column ``column`` (index into ``Statement.columns``).

    ``value`` is the number as printed, unscaled, negative when printed in parentheses or with a
    minus; 0 for a printed dash (``nil``). None when the text is no number (``reason`` says why, e.g.
    "not-a-number", "not-available", "fraction", "ambiguous"). ``span`` covers the digits (or the
    dash) only: no currency mark, no parenthesis, no footnote mark. ``decimals`` counts printed
    decimal places. ``scale`` is the power of ten that applies to this cell (0 for per-share
    amounts), ``unit_kind`` what it counts.
    """

    column: int
    text: str
    value: Decimal | None
    span: Span
    unit_kind: UnitKind
    scale: int
    decimals: int = 0
    nil: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EmbeddedNumber:
    """A number inside the text of a label (allowance, par value, share count), with its words.

    ``before`` and ``after`` are the label words around it (up to the neighbouring numbers);
    ``currency`` says whether a "$" stands before it.
    """

    text: str
    value: Decimal
    span: Span
    before: str
    after: str
    currency: bool
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class LineItem:
    """A row of a statement.

    ``label`` is the full label with wrapped lines joined and leaders, rules and note marks removed
    ("" when the row is unlabelled); ``label_spans`` are its pieces in the source. ``section`` is the
    path of headings above it, outermost first. ``period`` is set only where the row has its own
    (events of an equity statement); it then stands in for the column's.
    """

    index: int
    label: str
    label_spans: tuple[Span, ...]
    section: tuple[str, ...]
    role: LineRole
    cells: tuple[Cell, ...]
    indent: int
    embedded: tuple[EmbeddedNumber, ...] = ()
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A number that stands inside a statement's region and is no cell: where, and why.

    ``reason`` is a code: "heading" (dates and years of heads), "embedded" (inside a label),
    "page-number", "note-reference", "footnote", "rule", "unassigned", ...
    """

    text: str
    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Breakdown:
    """What the arithmetic of a detail has told: it breaks down line ``line`` of the balance sheet ``sheet``,
    which its last line repeats; its line ``taken_off`` is taken off ``gross`` (None: no line shows that).
    """

    sheet: str
    line: int
    taken_off: int
    gross: int | None = None


class Movement(StrEnum):
    """What a column (or row) of a schedule of valuation and qualifying accounts says of an allowance."""

    BEGINNING = "beginning"
    EXPENSE = "expense"  # charged to costs and expenses
    OTHER_ACCOUNTS = "other_accounts"  # charged to other accounts
    RECOVERY = "recovery"
    ACQUIRED = "acquired"  # with businesses
    DEDUCTION = "deduction"
    OTHER = "other"  # adjustments of other kinds
    UNNAMED = "unnamed"
    END = "end"


@dataclass(frozen=True, slots=True)
class MovementCell:
    """One amount of an allowance's year: the cell of line ``line`` in column ``column``. ``weight`` is 1
    where the printed number adds to the balance, -1 where it takes off."""

    line: int
    column: int
    movement: Movement
    weight: int


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a schedule prints of one allowance for one year. ``name`` is its caption. ``reason`` says why
    it gives no facts ("" where the balances and what moved them add up)."""

    name: str
    cells: tuple[MovementCell, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as read. ``first_row`` and ``last_row`` (from 0, inclusive) bound it in the
    document. ``primary`` statements are tagged; the others carry the reason in ``why_not_primary``.
    ``entity`` is the registrant's name where the title names one. ``breakdown`` is set in details only,
    ``allowances`` in schedules of valuation and qualifying accounts.
    """

    id: str
    kind: StatementKind
    title: str
    title_span: Span
    document: int
    first_row: int
    last_row: int
    columns: tuple[Column, ...]
    lines: tuple[LineItem, ...]
    scope: Scope = Scope.REGISTRANT
    entity: str = ""
    primary: bool = True
    why_not_primary: str = ""
    numbers: tuple[PrintedNumber, ...] = ()
    currency: str = "USD"  # ISO 4217
    breakdown: Breakdown | None = None
    allowances: tuple[Allowance, ...] = ()


@dataclass(frozen=True, slots=True)
class CoverFact:
    """A cover-page datum: dei element name, the value to report, the printed text's place.

    ``value`` is the lexical XBRL value (ISO date, "true"/"false", digits...); ``format`` is the
    transformation that turns the printed text into it ("" when the text is the value already).
    ``spans`` has one entry per printed line. ``as_of`` is the instant of share counts and values.
    """

    element: str
    value: str
    spans: tuple[Span, ...]
    format: str = ""
    unit_kind: UnitKind | None = None
    decimals: int | None = None
    scale: int = 0
    as_of: dt.date | None = None
    confidence: float = 1.0
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """What the cover page says. ``form`` is the normalised form type ("10-Q", "10-K405", "")."""

    form: str = ""
    registrant: str = ""
    period_end: dt.date | None = None
    facts: tuple[CoverFact, ...] = ()


@dataclass(frozen=True, slots=True)
class CoRegistrant:
    """A further registrant of a combined filing, with the statements that stand under its name."""

    filer: Filer
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything that extraction found. ``co_registrants`` are the others of a combined filing: each
    has statements of its own and gets a report of its own. ``filer`` is the registrant of
    ``statements`` where it isn't the one whom header and cover page name first (None elsewhere).
    ``details`` are tables of the notes that break down a line of the primary balance sheet, ``schedules``
    those of valuation and qualifying accounts."""

    cover: Cover
    statements: tuple[Statement, ...]
    co_registrants: tuple[CoRegistrant, ...] = ()
    filer: Filer | None = None
    details: tuple[Statement, ...] = ()
    schedules: tuple[Statement, ...] = ()


# --------------------------------------------------------------------------- taxonomy and mapping


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of a taxonomy release. ``name`` is prefixed ("us-gaap:Assets"); ``type`` is the
    item type's local name ("monetaryItemType"); ``balance`` is "debit", "credit" or "".
    """

    name: str
    type: str
    period_type: str
    balance: str
    abstract: bool
    nillable: bool
    label: str


@dataclass(frozen=True, slots=True)
class RuleRef:
    """The mapping rule that decided: row id, file name and line of the row (from 1), and evidence."""

    id: str
    file: str
    line: int
    evidence: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A concept that was proposed for a line, and why it lost (or won)."""

    concept: str
    score: float
    rule: RuleRef
    note: str = ""


@dataclass(frozen=True, slots=True)
class ExtensionConcept:
    """A concept of the report's own. ``anchor`` is the closest wider standard concept, prefixed,
    or "". ``name`` is the local name.
    """

    name: str
    label: str
    type: str
    period_type: str
    balance: str
    anchor: str = ""
    abstract: bool = False


@dataclass(frozen=True, slots=True)
class Tagging:
    """The decision for one line item (or one number embedded in its label).

    ``concept`` is prefixed ("us-gaap:Assets", "dei:..."), or "" when ``extension`` is set, or both
    are empty when the line is left untagged for ``reason``. A fact's value is the printed value
    times ``sign`` (1 or -1), times 10**scale. ``columns`` limits the decision to some columns (None:
    every amount column). ``embedded`` is an index into ``LineItem.embedded``. ``at_start`` says that
    an instant concept in a duration column means the opening balance. ``negated`` says that the
    display and the concept differ in sign (negated label role). ``dimensions`` are (axis, member)
    pairs that apply to every fact of the line.
    """

    line: int
    concept: str = ""
    extension: ExtensionConcept | None = None
    sign: int = 1
    unit_kind: UnitKind = UnitKind.MONETARY
    columns: tuple[int, ...] | None = None
    embedded: int | None = None
    at_start: bool = False
    dimensions: tuple[tuple[str, str], ...] = ()
    rule: RuleRef | None = None
    confidence: float = 0.0
    reason: str = ""
    rejected: tuple[Candidate, ...] = ()
    scale: int | None = None  # of a number embedded in a label; None: the cell's own


@dataclass(frozen=True, slots=True)
class RollUp:
    """A printed total and the lines that it adds: ``(line, weight)``, weight 1 or -1 on the printed
    values. ``residuals`` holds, per column index, printed total less sum (0 where it foots).
    """

    total: int
    parts: tuple[tuple[int, int], ...]
    residuals: tuple[tuple[int, Decimal], ...]
    foots: bool


@dataclass(frozen=True, slots=True)
class TaggedStatement:
    """A primary statement with the decisions for its lines and the sums that hold in it.

    ``column_dimensions`` maps a column index to the (axis, member) pairs of its facts (components of
    equity, legal entities); columns that aren't there have none.
    """

    statement: Statement
    taggings: tuple[Tagging, ...]
    rollups: tuple[RollUp, ...]
    column_dimensions: Mapping[int, tuple[tuple[str, str], ...]] = field(default_factory=dict)


# --------------------------------------------------------------------------- report


@dataclass(frozen=True, slots=True)
class Context:
    """An XBRL context. ``id`` is deterministic and readable."""

    id: str
    period: Period
    dimensions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """An XBRL unit: ``numerator`` and ``denominator`` measures as QNames ("iso4217:USD")."""

    id: str
    numerator: str
    denominator: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the report.

    ``concept`` is prefixed (extension concepts carry the report's own prefix). ``value`` is the
    XBRL value: a Decimal in whole units, or a string for non-numeric facts. ``span`` is where the
    text stands (``spans`` for text over several lines); None for hidden facts. ``scale``, ``sign``
    (True: written ``sign="-"``) and ``format`` are those of the inline element. ``statement`` and
    ``line`` lead back to the statement (index into ``Report.statements``, line index), ``column`` to
    its column; -1 for cover facts. ``rule`` and ``confidence`` say who decided, and how sure.
    """

    id: str
    concept: str
    context: str
    value: Decimal | str
    span: Span | None
    spans: tuple[Span, ...] = ()
    unit: str | None = None
    decimals: int | None = None  # None: INF
    scale: int = 0
    sign: bool = False
    format: str = ""
    statement: int = -1
    line: int = -1
    column: int = -1
    rule: RuleRef | None = None
    confidence: float = 1.0
    escape: bool = False


@dataclass(frozen=True, slots=True)
class PresentationNode:
    """A node of a presentation tree: concept (prefixed), children, preferred label role suffix
    ("", "terseLabel", "totalLabel", "negatedLabel", "periodStartLabel", ...), and the label that
    the filing prints for it here."""

    concept: str
    children: tuple[PresentationNode, ...] = ()
    preferred_label: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class CalculationArc:
    """summation-item: ``parent`` = Σ weight × child, within one role."""

    parent: str
    child: str
    weight: int
    order: int


@dataclass(frozen=True, slots=True)
class Role:
    """An extended link role of the extension taxonomy, with its networks.

    ``definition`` follows the EDGAR Filer Manual: "NNNN - Statement - Title".
    ``dimensions`` are the (axis, domain or member...) sets that its facts use.
    """

    uri: str
    id: str
    definition: str
    presentation: tuple[PresentationNode, ...]
    calculation: tuple[CalculationArc, ...] = ()
    dimensions: tuple[tuple[str, tuple[str, ...]], ...] = ()


class NumberStatus(StrEnum):
    """What became of a printed number."""

    FACT = "fact"
    HEADING = "heading"
    EXPLAINED = "explained"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class NumberRecord:
    """The account of one printed number of a primary statement (invariant 3)."""

    span: Span
    text: str
    status: NumberStatus
    reason: str = ""
    statement: int = -1
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The report, complete: what the writers turn into files.

    ``scheme`` and ``identifier`` name the entity (CIK scheme, or the documented fallback).
    ``base`` is the safe file base ("focus-2003-q3-20030930"); ``prefix`` and ``namespace`` are the
    extension taxonomy's. ``documents`` are indexes of the converted source documents; the first is
    the main one. ``labels`` maps concept -> ((role suffix, text), ...).
    """

    base: str
    prefix: str
    namespace: str
    scheme: str
    identifier: str
    release: str
    period_end: dt.date
    documents: tuple[int, ...]
    cover: Cover
    statements: tuple[TaggedStatement, ...]
    contexts: tuple[Context, ...]
    units: tuple[Unit, ...]
    facts: tuple[Fact, ...]
    extensions: tuple[ExtensionConcept, ...]
    roles: tuple[Role, ...]
    labels: Mapping[str, tuple[tuple[str, str], ...]]
    anchors: tuple[tuple[str, str], ...] = ()  # (wider concept, narrower extension)
    numbers: tuple[NumberRecord, ...] = ()
    findings: tuple[Finding, ...] = ()
