"""Tags schedules of valuation and qualifying accounts: what moved each allowance, by the kind of allowance.

The schedule's arithmetic has told what each number is, so only the allowance is told by words: its caption
gives a member of the axis that the taxonomy has for this schedule, one of the report's own where none fits.
The balances of the allowance for doubtful accounts (or loan losses) have no member but the concept that the
balance sheet has for them: they are the same amounts, and one concept for both lets them agree or differ.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from converter.mapping.candidates import Dimensions, resolve, structural
from converter.mapping.extensions import local_name
from converter.model import (
    Allowance,
    Cell,
    Finding,
    LineItem,
    Movement,
    Period,
    Severity,
    Statement,
    TaggedStatement,
    Tagging,
    UnitKind,
)
from converter.taxonomies import Catalogue

AXIS = "us-gaap:ValuationAllowancesAndReservesTypeAxis"
_BALANCE = "us-gaap:ValuationAllowancesAndReservesBalance"
_CONCEPTS = {
    Movement.BEGINNING: _BALANCE,
    Movement.END: _BALANCE,
    Movement.EXPENSE: "us-gaap:ValuationAllowancesAndReservesChargedToCostAndExpense",
    Movement.OTHER_ACCOUNTS: "us-gaap:ValuationAllowancesAndReservesChargedToOtherAccounts",
    Movement.RECOVERY: "us-gaap:ValuationAllowancesAndReservesRecoveries",
    Movement.ACQUIRED: "us-gaap:ValuationAllowancesAndReservesReservesOfBusinessesAcquired",
    Movement.DEDUCTION: "us-gaap:ValuationAllowancesAndReservesDeductions",
    Movement.OTHER: "us-gaap:ValuationAllowancesAndReservesAdjustments",
}
_BALANCES = frozenset({Movement.BEGINNING, Movement.END})
_SURE = 0.85
_AS_ON_THE_FACE = 0.8  # less than the face says of itself, so a schedule never wins over it
_UNNAMED = "allowance-column-unnamed"

# What a line of the balance sheet shows net says which allowance is taken off it.
_DOUBTFUL = "us-gaap:AllowanceForDoubtfulAccountsReceivable"
_DOUBTFUL_CURRENT = "us-gaap:AllowanceForDoubtfulAccountsReceivableCurrent"
_LOANS = "us-gaap:LoansAndLeasesReceivableAllowance"
_NET_CURRENT = frozenset(
    {
        "us-gaap:AccountsReceivableNetCurrent",
        "us-gaap:ReceivablesNetCurrent",
        "us-gaap:AccountsNotesAndLoansReceivableNetCurrent",
    }
)
_NET_LOANS = frozenset(
    {
        "us-gaap:LoansAndLeasesReceivableNetReportedAmount",
        "us-gaap:FinancingReceivableExcludingAccruedInterestAfterAllowanceForCreditLoss",
    }
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of allowance: words of its captions, its members (the first that the release has and does not
    deprecate), and the concepts that a balance sheet has for it."""

    words: re.Pattern[str]
    members: tuple[str, ...]
    face: tuple[str, ...] = ()


_KINDS: tuple[_Kind, ...] = tuple(
    _Kind(re.compile(words, re.I), tuple(f"us-gaap:{name}Member" for name in members), face)
    for words, members, face in (
        (
            r"doubtful|uncollecti|\bbad\s+debts?|\b(?:accounts?|trade)\s+receivables?|\breceivables?\b",
            ("AllowanceForCreditLoss", "AllowanceForDoubtfulAccounts"),
            (_DOUBTFUL_CURRENT, _DOUBTFUL),
        ),
        (
            r"^(?=.*\b(?:loans?|leases?)\b).*(?:\bloss|receivable|doubtful|uncollecti)",
            ("AllowanceForLoanAndLeaseLosses",),
            (_LOANS,),
        ),
        (r"\bnotes?\b", ("AllowanceForNotesReceivable",), ()),
        (r"inventor|obsolescence|slow.moving", ("InventoryValuationReserve",), ()),
        (r"warrant", ("WarrantyReserves",), ()),
        (
            r"(?:valuation|allowance).*\btax(?:es)?\b|\btax(?:es)?\b.*(?:valuation|allowance)|\bdeferred\s+tax\s+assets?",
            ("ValuationAllowanceOfDeferredTaxAssets",),
            (),
        ),
        (r"\breturns?\b", ("AllowanceForSalesReturns",), ()),
        (r"restructur", ("BusinessRestructuringReserves",), ()),
        (r"environment", ("ReserveForEnvironmentalCosts",), ()),
        (
            r"(?:\bfor|accrued)\s+(?:litigation|legal)\b|\b(?:litigation|legal)\s+(?:reserve|accru)",
            ("LegalReserve",),
            (),
        ),
        (r"real\s+estate\s+(?:owned|acquired)|foreclos", ("ValuationAllowanceRealEstateOwned",), ()),
        # kinds without a member of their own: beside another kind they make the caption one of two kinds
        (r"discount|rebate|\bsales\b|\badjustments?|contract|\bcredits?\b|insurance|\bother\b", (), ()),
    )
)
_RECEIVABLE, _LOAN, _NOTE = _KINDS[:3]
_OF_ACCOUNTS = re.compile(r"\b(?:accounts?|trade)\b|doubtful|uncollecti|\bbad\s+debts?", re.I)


@dataclass(frozen=True, slots=True)
class Faces:
    """What the balance sheet says of allowances: values by concept and day, and the concepts of its lines."""

    values: Mapping[str, Mapping[object, tuple[Decimal, Decimal]]]
    concepts: frozenset[str]

    @staticmethod
    def of(tagged: Sequence[TaggedStatement]) -> Faces:
        values: dict[str, dict[object, tuple[Decimal, Decimal]]] = {}
        concepts: set[str] = set()
        for statement in tagged:
            lines = {line.index: line for line in statement.statement.lines}
            for tagging in statement.taggings:
                concepts.add(tagging.concept)
                if tagging.concept in (_DOUBTFUL, _DOUBTFUL_CURRENT, _LOANS) and not tagging.dimensions:
                    line = lines[tagging.line]
                    values.setdefault(tagging.concept, {}).update(_values(statement.statement, line, tagging))
        return Faces({name: found for name, found in values.items() if found}, frozenset(concepts))

    def concept(self, kind: _Kind) -> str:
        """The concept that the balance sheet has for this kind of allowance, or would have."""
        shown = [name for name in kind.face if name in self.values]
        if shown:
            return shown[0]
        if _DOUBTFUL in kind.face:
            return _DOUBTFUL_CURRENT if self.concepts & _NET_CURRENT else _DOUBTFUL
        return next((name for name in kind.face if self.concepts & _NET_LOANS), "")


def _values(
    statement: Statement, line: LineItem, tagging: Tagging
) -> Mapping[object, tuple[Decimal, Decimal]]:
    """Days, and value and precision, of the facts of a decision about a line or a number in its caption."""
    columns = {column.index: column for column in statement.columns if column.period is not None}
    found: dict[object, tuple[Decimal, Decimal]] = {}
    if tagging.embedded is not None:
        number = line.embedded[tagging.embedded]
        for index in tagging.columns if tagging.columns is not None else columns:
            column = columns.get(index)
            if column is not None and column.period is not None:
                scale = column.scale if tagging.scale is None else tagging.scale
                found[column.period.end] = _amount(number.value, scale, number.decimals)
        return found
    for cell in line.cells:
        column = columns.get(cell.column)
        if cell.value is not None and column is not None and column.period is not None:
            found[column.period.end] = _amount(cell.value, cell.scale, cell.decimals)
    return found


def _amount(value: Decimal, scale: int, decimals: int) -> tuple[Decimal, Decimal]:
    return abs(value).scaleb(scale), Decimal(5).scaleb(scale - decimals - 1)


# --------------------------------------------------------------------------- what an allowance is


def _kind(name: str) -> _Kind | None:
    """The one kind that a caption names; None where it names none, or two."""
    found = [kind for kind in _KINDS if kind.words.search(name)]
    if found in ([_RECEIVABLE, _LOAN], [_RECEIVABLE, _NOTE]):  # "losses on notes receivable" is of one kind
        accounts = _OF_ACCOUNTS.search(name) is not None
        found = found[1:] if not accounts else found[:1] if found[1] is _NOTE else found
    return found[0] if len(found) == 1 and found[0].members else None


def _member(name: str, kind: _Kind | None, catalogue: Catalogue) -> str:
    """The member of an allowance: of the release, else one of the report's own."""
    for member in kind.members if kind is not None else ():
        if catalogue.concept(member) is not None and member not in catalogue.deprecated:
            return member
    own = local_name(name)
    return f"ext:{own}Member" if own else ""


# --------------------------------------------------------------------------- decisions


def tag_schedules(
    schedules: Sequence[Statement], tagged: Sequence[TaggedStatement], catalogue: Catalogue
) -> tuple[tuple[TaggedStatement, ...], tuple[Finding, ...]]:
    """The decisions for schedules of valuation and qualifying accounts, beside the primary statements."""
    if catalogue.concept(AXIS) is None:
        return (), ()
    faces = Faces.of(tagged)
    told: Counter[tuple[_Kind | None, object]] = Counter()
    seen: set[tuple[str, object]] = set()
    for schedule in schedules:
        for allowance in schedule.allowances:
            period = _period(schedule, allowance)
            if not allowance.reason and (allowance.name, period) not in seen:
                seen.add((allowance.name, period))  # printed in two schedules alike, it is one
                told[_kind(allowance.name), period] += 1
    several = {kind for (kind, _), count in told.items() if count > 1}
    differing = _differing(schedules, faces, several)
    findings = tuple(differing.values())
    done = tuple(
        TaggedStatement(
            schedule,
            tuple(
                tagging
                for allowance in schedule.allowances
                for tagging in _tag(schedule, allowance, faces, several, differing, catalogue)
            ),
            (),
        )
        for schedule in schedules
    )
    return done, findings


def _period(schedule: Statement, allowance: Allowance) -> Period | None:
    return schedule.lines[allowance.cells[0].line].period


def _differing(
    schedules: Sequence[Statement], faces: Faces, several: set[_Kind | None]
) -> dict[_Kind, Finding]:
    """The kinds whose balances are others than the balance sheet's, with what to say of it."""
    found: dict[_Kind, Finding] = {}
    for schedule in schedules:
        for allowance in schedule.allowances:
            kind, period = _kind(allowance.name), _period(schedule, allowance)
            if allowance.reason or kind is None or kind in several or not kind.face or period is None:
                continue
            shown = faces.values.get(faces.concept(kind), {}).get(period.end)
            line = schedule.lines[allowance.cells[0].line]
            cell = _cell(line, allowance, Movement.END)
            if shown is None or cell is None or cell.value is None:
                continue
            value, precision = _amount(cell.value, cell.scale, cell.decimals)
            if abs(value - shown[0]) > precision + shown[1]:
                found.setdefault(
                    kind,
                    Finding(
                        "mapping.allowance-differs",
                        Severity.INFO,
                        f'"{allowance.name}" is {value:,f} in the schedule of valuation accounts and '
                        f"{shown[0]:,f} in the balance sheet, so its balances are not reported as the same.",
                        cell.span,
                        {"schedule": f"{value:f}", "balance_sheet": f"{shown[0]:f}"},
                    ),
                )
    return found


def _cell(line: LineItem, allowance: Allowance, movement: Movement) -> Cell | None:
    columns = [cell.column for cell in allowance.cells if cell.movement is movement]
    return next((cell for cell in line.cells if cell.column in columns), None)


def _tag(
    schedule: Statement,
    allowance: Allowance,
    faces: Faces,
    several: set[_Kind | None],
    differing: Mapping[_Kind, Finding],
    catalogue: Catalogue,
) -> list[Tagging]:
    """The decisions for one year of one allowance."""
    kind = _kind(allowance.name)
    alone = kind if kind is not None and kind not in several else None
    member = _member(allowance.name, alone, catalogue)
    reason = allowance.reason or ("" if member else "allowance-unnamed")
    face = faces.concept(alone) if alone is not None and alone not in differing else ""
    shared = Counter(cell.movement for cell in allowance.cells)
    found: list[Tagging] = []
    for cell in allowance.cells:
        balance = cell.movement in _BALANCES
        name = face if balance and face else _CONCEPTS.get(cell.movement, "")
        concept = resolve(name, catalogue) if name and shared[cell.movement] == 1 else None
        if reason or concept is None:
            found.append(Tagging(cell.line, columns=(cell.column,), reason=reason or _UNNAMED))
            continue
        dimensions: Dimensions = () if balance and face else ((AXIS, member),)
        found.append(
            Tagging(
                cell.line,
                concept=concept.name,
                sign=cell.weight * (-1 if concept.balance == "debit" else 1),
                unit_kind=UnitKind.MONETARY,
                columns=(cell.column,),
                at_start=cell.movement is Movement.BEGINNING,
                dimensions=dimensions,
                rule=structural("allowances", "the balances and what moved them add up"),
                confidence=_AS_ON_THE_FACE if balance and face else _SURE,
            )
        )
    return found
