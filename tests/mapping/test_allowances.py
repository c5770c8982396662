"""Concepts and members of a schedule of valuation and qualifying accounts, in a whole conversion."""

from __future__ import annotations

import importlib.util
from decimal import Decimal
from pathlib import Path

import pytest

from converter import Conversion, Options, convert
from converter.mapping.allowances import _kind

_spec = importlib.util.spec_from_file_location(
    "allowances_help", Path(__file__).parents[1] / "extraction" / "test_allowances.py"
)
assert _spec is not None
assert _spec.loader is not None
_made = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_made)

TYPE = "us-gaap:ValuationAllowancesAndReservesTypeAxis"
CHARGED = "ValuationAllowancesAndReservesChargedToCostAndExpense"


def converted(schedule: str, release: str = "2020") -> Conversion:
    options = Options(validate=False, release=release)
    return convert((_made.STATEMENTS + schedule).encode(), options, name="quarry")


def facts(conversion: Conversion) -> dict[tuple[str, str, str], Decimal | str]:
    """(concept, end, member) -> value, of the schedule."""
    report = conversion.report
    assert report is not None
    contexts = {context.id: context for context in report.contexts}
    place = next(i for i, s in enumerate(report.statements) if s.statement.kind.value == "allowances")
    found: dict[tuple[str, str, str], Decimal | str] = {}
    for fact in report.facts:
        if fact.statement == place:
            context = contexts[fact.context]
            assert [axis for axis, _ in context.dimensions] in ([], [TYPE])
            member = context.dimensions[0][1].rpartition(":")[2] if context.dimensions else ""
            found[fact.concept.rpartition(":")[2], context.period.end.isoformat(), member] = fact.value
    return found


def test_balances_as_on_the_face_and_movements_with_a_member() -> None:
    conversion = converted(_made.BY_YEAR)
    found = facts(conversion)
    doubtful, stock = "AllowanceForCreditLossMember", "InventoryValuationReserveMember"
    allowance, balance = (
        "AllowanceForDoubtfulAccountsReceivableCurrent",
        "ValuationAllowancesAndReservesBalance",
    )
    assert {key: value for key, value in found.items() if key[1] == "1996-12-31"} == {
        (allowance, "1996-12-31", ""): 245_000,
        (CHARGED, "1996-12-31", doubtful): 78_000,
        ("ValuationAllowancesAndReservesChargedToOtherAccounts", "1996-12-31", doubtful): 12_000,
        ("ValuationAllowancesAndReservesDeductions", "1996-12-31", doubtful): 61_000,
        (balance, "1996-12-31", stock): 125_000,
        (CHARGED, "1996-12-31", stock): 35_000,
        ("ValuationAllowancesAndReservesChargedToOtherAccounts", "1996-12-31", stock): 0,
        ("ValuationAllowancesAndReservesDeductions", "1996-12-31", stock): 50_000,
    }
    assert found[allowance, "1994-12-31", ""] == 204_000
    report = conversion.report
    assert report is not None
    role = report.roles[-1]
    assert role.definition.endswith("Disclosure - SCHEDULE II - VALUATION AND QUALIFYING ACCOUNTS")
    root = role.presentation[0]
    assert root.concept == "srt:ValuationAndQualifyingAccountsAbstract"
    assert root.children[0].concept == "srt:ValuationAndQualifyingAccountsDisclosureTable"
    shown = [(node.concept.rpartition(":")[2], node.preferred_label) for node in root.children[1].children]
    assert shown[0] == (allowance, "periodStartLabel")
    assert shown[-1] == (balance, "periodEndLabel")
    assert role.dimensions == (
        (
            TYPE,
            (
                "us-gaap:ValuationAllowancesAndReservesDomain",
                f"us-gaap:{doubtful}",
                f"us-gaap:{stock}",
            ),
        ),
    )


def test_members_of_the_older_release() -> None:
    found = facts(converted(_made.BY_YEAR, "2009"))
    assert found[CHARGED, "1996-12-31", "AllowanceForDoubtfulAccountsMember"] == 78_000


def test_deductions_printed_in_parentheses_are_positive() -> None:
    found = facts(converted(_made.BY_ALLOWANCE))
    name = "ValuationAllowancesAndReservesDeductions"
    assert found[name, "1996-12-31", "AllowanceForCreditLossMember"] == 61_000
    assert found[name, "1995-12-31", "WarrantyReservesMember"] == 110_000


def test_balances_that_differ_from_the_face_are_others_and_told() -> None:
    text = _made.BY_YEAR.replace("$ 245", "$ 255").replace("$ 61  ", "$ 51  ")
    conversion = converted(text)
    found = facts(conversion)
    assert ("ValuationAllowancesAndReservesBalance", "1996-12-31", "AllowanceForCreditLossMember") in found
    assert not any("Receivable" in concept for concept, _, _ in found)
    told = [f for f in conversion.findings if f.code == "mapping.allowance-differs"]
    assert [f.data for f in told] == [{"schedule": "255000", "balance_sheet": "245000"}]


def test_two_allowances_of_one_kind_have_members_of_their_own() -> None:
    found = facts(converted(_made.BY_YEAR.replace("Inventory reserve", "Trade receivables")))
    members = {member for _, _, member in found}
    assert members == {"AllowanceForDoubtfulAccountsMember", "TradeReceivablesMember"}


@pytest.mark.parametrize(
    ("caption", "member"),
    [
        ("Allowance for uncollectible accounts", "AllowanceForCreditLoss"),
        ("Allowance for losses on notes receivable", "AllowanceForNotesReceivable"),
        ("Accounts and notes receivable", "AllowanceForCreditLoss"),
        ("Mortgage loans receivable", "AllowanceForLoanAndLeaseLosses"),
        ("Valuation allowance for deferred tax assets", "ValuationAllowanceOfDeferredTaxAssets"),
        ("Reserve for slow-moving goods", "InventoryValuationReserve"),
        ("Accrued restructuring costs", "BusinessRestructuringReserves"),
        ("Allowance for doubtful accounts and returns", ""),
        ("Reserve for bad debts and sales discounts", ""),
        ("Deferred income taxes", ""),
        ("Unearned loan charges", ""),
    ],
)
def test_kinds(caption: str, member: str) -> None:
    kind = _kind(caption)
    assert (kind.members[0] if kind else "") == (f"us-gaap:{member}Member" if member else "")
