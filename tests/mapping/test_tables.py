"""The mapping tables: every row sound, lookups, layers, bad rows, numbers inside labels."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ET
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from converter.data import data_folder
from converter.mapping.labels import normalise
from converter.mapping.tables import MappingTables, Match, ValueSign, load
from converter.model import EmbeddedNumber, LineRole, Severity, Span, UnitKind

HEADER = (
    "id,statement,section,label,match,concept,value_sign,unit_kind,industry,from_year,to_year,"
    "releases,priority,confidence,role,evidence"
)
ROW = "x-1,balance_sheet,assets,Cash,exact,us-gaap:Cash,as_printed,monetary,,,,,100,0.9,,seen"


@pytest.fixture(scope="module")
def tables() -> MappingTables:
    result = load()
    assert result.findings == ()
    return result.value


def folder(path: Path, *rows: str, name: str = "mine.csv", header: str = HEADER) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    (path / name).write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


# --------------------------------------------------------------------------- the rows that ship


def test_labels_are_stored_in_their_normal_form(tables: MappingTables) -> None:
    off = [r.id for r in tables.rules if r.match is Match.EXACT and normalise(r.label) != r.label]
    off += [
        r.id for r in tables.section_rules if r.match is Match.EXACT and normalise(r.heading) != r.heading
    ]
    assert off == []


def test_tables_are_sorted_by_id_and_ids_are_unique() -> None:
    seen: set[str] = set()
    for path in sorted(data_folder("mappings").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        if rows and "id" in rows[0]:
            ids = [row["id"] for row in rows]
            assert ids == sorted(ids), path.name
            assert not seen & set(ids), path.name
            seen |= set(ids)


def test_every_row_has_evidence(tables: MappingTables) -> None:
    rules = (*tables.rules, *tables.section_rules, *tables.embedded_rules)
    assert [rule.id for rule in rules if not rule.evidence] == []
    assert sum(rule.statement == "balance_sheet" for rule in tables.rules) >= 600


RELEASES = {
    "2009": ["us-gaap-2009-01-31.xsd"],
    "2011": ["us-gaap-2011-01-31.xsd"],
    "2020": ["us-gaap-2020-01-31.xsd", "srt-2020-01-31.xsd"],
}
TYPES = {
    UnitKind.MONETARY: "monetaryItemType",
    UnitKind.SHARES: "sharesItemType",
    UnitKind.PER_SHARE: "perShareItemType",
}


def concepts(package: Path, schemas: list[str]) -> dict[str, tuple[str, str, bool]]:
    """Concept -> (type, period type, abstract) of a full release."""
    found = {}
    xbrli = "{http://www.xbrl.org/2003/instance}"
    with zipfile.ZipFile(package) as archive:
        for name in archive.namelist():
            schema = name.rsplit("/", 1)[-1]
            if "/elts/" in name and schema in schemas:
                prefix = "srt" if schema.startswith("srt") else "us-gaap"
                root = ET.fromstring(archive.read(name))  # noqa: S314 (a package that ships with the test data)
                for element in root.iter("{http://www.w3.org/2001/XMLSchema}element"):
                    found[f"{prefix}:{element.get('name')}"] = (
                        (element.get("type") or "").rsplit(":", 1)[-1],
                        element.get(xbrli + "periodType") or "",
                        element.get("abstract") == "true",
                    )
    return found


@pytest.mark.parametrize("release", sorted(RELEASES))
def test_concepts_of_balance_sheets_exist_in_their_releases(
    tables: MappingTables, shared: Path, release: str
) -> None:
    known = concepts(shared / "taxonomy" / f"us-gaap-{release}.zip", RELEASES[release])
    wrong = [
        f"{rule.ref.file}:{rule.ref.line} {rule.concept}"
        for rule in (*tables.rules, *tables.embedded_rules)
        if rule.statement == "balance_sheet" and (not rule.releases or release in rule.releases)
        if known.get(rule.concept) != (TYPES[rule.unit_kind], "instant", False)
    ]
    assert wrong == []


# --------------------------------------------------------------------------- what lines mean


def meaning(tables: MappingTables, label: str, section: str, release: str = "2020", **more: object) -> str:
    for rule in tables.candidates("balance_sheet", normalise(label)):
        if rule.applies(section, release=release, **more):  # type: ignore[arg-type]
            return rule.concept.removeprefix("us-gaap:")
    return ""


@pytest.mark.parametrize(
    ("label", "section", "concept"),
    [
        ("Cash and cash equivalents", "assets.current", "CashAndCashEquivalentsAtCarryingValue"),
        (
            "Accounts receivable, net of allowances of $386 and $403",
            "assets.current",
            "AccountsReceivableNetCurrent",
        ),
        ("Inventories (Note 3)", "assets.current", "InventoryNet"),
        (
            "Prepaid expenses and other current assets",
            "assets.current",
            "PrepaidExpenseAndOtherAssetsCurrent",
        ),
        ("Other assets", "assets.noncurrent", "OtherAssetsNoncurrent"),
        ("Capital lease obligations", "liabilities.current", "CapitalLeaseObligationsCurrent"),
        ("Capital lease obligations", "liabilities.noncurrent", "CapitalLeaseObligationsNoncurrent"),
        ("Notes payable", "liabilities.current", "NotesPayableCurrent"),
        ("Notes payable", "liabilities.noncurrent", "LongTermNotesPayable"),
        (
            "Convertible notes payable to a shareholder",
            "liabilities.current",
            "ConvertibleNotesPayableCurrent",
        ),
        (
            "Convertible notes payable to a shareholder",
            "liabilities.noncurrent",
            "ConvertibleLongTermNotesPayable",
        ),
        ("Deferred income taxes", "assets.current", "DeferredTaxAssetsNetCurrent"),
        ("Deferred income taxes", "liabilities.deferred", "DeferredTaxLiabilitiesNoncurrent"),
        (
            "Less accumulated depreciation",
            "assets.ppe",
            "AccumulatedDepreciationDepletionAndAmortizationPropertyPlantAndEquipment",
        ),
        (
            "Less accumulated depreciation",
            "assets.utility_plant",
            "PublicUtilitiesPropertyPlantAndEquipmentAccumulatedDepreciation",
        ),
        ("Total stockholders' equity", "equity", "StockholdersEquity"),
        ("Treasury stock at cost, 450,000 shares", "equity", "TreasuryStockValue"),
        ("Accumulated deficit", "equity", "RetainedEarningsAccumulatedDeficit"),
        ("Total liabilities and shareholders' equity", "equity", "LiabilitiesAndStockholdersEquity"),
        ("Total capitalization and liabilities", "liabilities", "LiabilitiesAndStockholdersEquity"),
        ("Cash and due from banks", "assets", "CashAndDueFromBanks"),
        ("Less allowance for loan losses", "assets.loans", "LoansAndLeasesReceivableAllowance"),
        ("Total deposits", "liabilities.deposits", "Deposits"),
        (
            "Unpaid losses and loss adjustment expenses",
            "liabilities",
            "LiabilityForClaimsAndClaimsAdjustmentExpense",
        ),
        ("Limited partners", "equity.partners", "LimitedPartnersCapitalAccount"),
        ("Net utility plant", "assets.utility_plant", "PublicUtilitiesPropertyPlantAndEquipmentNet"),
    ],
)
def test_captions_mean_what_their_section_makes_them(
    tables: MappingTables, label: str, section: str, concept: str
) -> None:
    assert meaning(tables, label, section) == concept


def test_releases_have_concepts_of_their_own(tables: MappingTables) -> None:
    label = "Deficit accumulated during the development stage"
    assert meaning(tables, label, "equity", "2020") == "RetainedEarningsAccumulatedDeficit"
    assert (
        meaning(tables, label, "equity", "2009")
        == "DevelopmentStageEnterpriseDeficitAccumulatedDuringDevelopmentStage"
    )


def test_a_total_without_words_takes_its_meaning_from_the_section(tables: MappingTables) -> None:
    total = [r for r in tables.exact("balance_sheet", "") if r.applies("assets.current", role=LineRole.TOTAL)]
    assert total[0].concept == "us-gaap:AssetsCurrent"
    assert [
        r for r in tables.exact("balance_sheet", "") if r.applies("assets.current", role=LineRole.ITEM)
    ] == []


def test_what_cannot_be_negative_is_taken_as_a_magnitude(tables: MappingTables) -> None:
    rule = tables.exact("balance_sheet", "treasury stock cost")[0]
    assert rule.value_sign is ValueSign.ABSOLUTE


@pytest.mark.parametrize(
    ("statement", "path", "key"),
    [
        ("balance_sheet", ("ASSETS", "Current assets:"), "assets.current"),
        (
            "balance_sheet",
            ("LIABILITIES AND SHAREHOLDERS' EQUITY", "Current liabilities"),
            "liabilities.current",
        ),
        ("balance_sheet", ("ASSETS", "Property, plant and equipment, at cost:"), "assets.ppe"),
        ("balance_sheet", ("Capitalization and Liabilities",), "capitalization"),
        ("balance_sheet", ("ASSETS", "Somewhere else"), "assets"),
        ("balance_sheet", ("Nothing known",), ""),
        ("income", ("Costs and expenses",), "expenses"),
        ("income", ("Earnings per share:", "Diluted"), "per_share.diluted"),
        ("cash_flow", ("Cash flows from investing activities:",), "investing"),
        (
            "cash_flow",
            ("OPERATING", "Adjustments to reconcile net loss to net cash used:"),
            "operating.adjustments",
        ),
        (
            "cash_flow",
            ("Changes in operating assets and liabilities, net of acquisitions",),
            "operating.changes",
        ),
        ("cash_flow", ("Supplemental disclosure of noncash investing activities",), "noncash"),
    ],
)
def test_headings_open_sections(
    tables: MappingTables, statement: str, path: tuple[str, ...], key: str
) -> None:
    assert tables.section_key(statement, path) == key


# --------------------------------------------------------------------------- layers and bad rows


def test_rows_of_a_user_win_and_replace(tmp_path: Path, tables: MappingTables) -> None:
    old = tables.exact("balance_sheet", "total asset")[0]
    mine = folder(
        tmp_path / "a",
        ROW.replace("x-1", old.id).replace(",Cash,", ",Total assets,"),
        ROW.replace("x-1", "x-2").replace(",Cash,", ",Petty cash,"),
    )
    result = load([mine])
    assert result.findings == ()
    rules = result.value.exact("balance_sheet", "total asset")
    assert [r.concept for r in rules if r.id == old.id] == ["us-gaap:Cash"]
    assert rules[0].id == old.id
    added = result.value.exact("balance_sheet", "petty cash")[0]
    assert (added.ref.file, added.ref.line, added.layer) == ("a/mine.csv", 3, 10)


def test_subfolders_hold_for_their_company_or_industry(tmp_path: Path) -> None:
    folder(tmp_path / "m" / "cik-0000012345", ROW.replace("Cash,", "Float,"))
    folder(tmp_path / "m" / "industry-bank", ROW.replace("x-1", "x-2").replace("Cash,", "Vault,"))
    everyone = load([tmp_path / "m"]).value
    assert everyone.exact("balance_sheet", "float") == ()
    assert len(everyone.select(cik="12345").exact("balance_sheet", "float")) == 1
    assert everyone.select(cik="12345").exact("balance_sheet", "vault") == ()
    assert len(everyone.select(industry="bank").exact("balance_sheet", "vault")) == 1


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("0.9", "1.5", "confidence"),
        ("100", "many", "priority"),
        ("monetary", "money", "unit_kind"),
        ("us-gaap:Cash", "Cash", "concept"),
        (",assets,", ",assets.petty,", "section"),
        ("Cash,exact", "(+,pattern", "regular expression"),
        ("Cash,exact", "(a+)+,pattern", "repeats"),
        ("Cash,exact", "of the,tokens", "lost"),
        ("Cash,exact", "-cash,tokens", "asks for no word"),
        (",seen", "", "cells"),
        ("x-1", "", "id"),
    ],
)
def test_a_broken_row_is_named_and_left_out(tmp_path: Path, old: str, new: str, says: str) -> None:
    mine = folder(tmp_path / "a", ROW.replace("x-1", "x-0"), ROW.replace(old, new, 1))
    result = load([mine])
    (finding,) = result.findings
    assert (finding.code, finding.severity) == ("mapping.bad-row", Severity.ERROR)
    assert finding.message.startswith("a/mine.csv, line 3: ")
    assert says in finding.message
    assert any(rule.id == "x-0" for rule in result.value.rules)


def test_broken_tables_are_findings_too(tmp_path: Path) -> None:
    mine = folder(tmp_path / "a", ROW, ROW)
    folder(mine, "1,2", name="odd.csv", header="id,colour")
    (mine / "raw.csv").write_bytes(b"\xff\xfe\x00")
    codes = [(f.code, f.data["file"], f.data["line"]) for f in load([mine, tmp_path / "none"]).findings]
    assert codes == [
        ("mapping.bad-row", "a/mine.csv", 3),
        ("mapping.bad-row", "a/odd.csv", 1),
        ("mapping.bad-row", "a/raw.csv", 1),
        ("mapping.bad-row", "none", 1),
    ]


# --------------------------------------------------------------------------- numbers inside labels


def numbers(label: str) -> list[EmbeddedNumber]:
    """The bracketed numbers of ``label`` as extraction gives them ("[$.01] par value")."""
    pieces = label.replace("]", "[").split("[")
    found = []
    for place in range(1, len(pieces), 2):
        text = pieces[place]
        digits = text.strip("$")
        value = Decimal(digits.replace(",", ""))
        words = (pieces[place - 1].strip(), pieces[place + 1].strip())
        found.append(EmbeddedNumber(digits, value, Span(0, 0, 0, 1, 1), *words, text.startswith("$")))
    return found


@pytest.mark.parametrize(
    ("label", "concepts"),
    [
        (
            "Accounts receivable, net of allowances of [$386] and [$403]",
            ["AllowanceForDoubtfulAccountsReceivableCurrent"] * 2,
        ),
        (
            "Trade receivables, less allowance for doubtful accounts of [$2,100] ([$2,300] in 1994)",
            ["AllowanceForDoubtfulAccountsReceivableCurrent"] * 2,
        ),
        (
            "Property and equipment, less accumulated depreciation of [$12] and [$10], respectively",
            ["AccumulatedDepreciationDepletionAndAmortizationPropertyPlantAndEquipment"] * 2,
        ),
        (
            "Preferred stock, [$.01] par value; authorized [3,000] shares; [1,904] shares issued in 2003",
            [
                "PreferredStockParOrStatedValuePerShare",
                "PreferredStockSharesAuthorized",
                "PreferredStockSharesIssued",
            ],
        ),
        (
            "Common stock, par value [$1] per share: authorized [5,000] shares, issued [1,904] and [1,900]",
            ["CommonStockParOrStatedValuePerShare", "CommonStockSharesAuthorized"]
            + ["CommonStockSharesIssued"] * 2,
        ),
        (
            "Common stock, no par: [400] shares authorized, [15] shares issued and [14] shares outstanding",
            ["CommonStockSharesAuthorized", "CommonStockSharesIssued", "CommonStockSharesOutstanding"],
        ),
        (
            "Common stock, [9,000] shares authorized; [33] issued and outstanding in 1995, [32] in 1994",
            ["CommonStockSharesAuthorized"] + ["CommonStockSharesIssued"] * 2,
        ),
        (
            "Preferred stock, [10] shares authorized; common stock, [$.10] par value, [20] shares authorized",
            [
                "PreferredStockSharesAuthorized",
                "CommonStockParOrStatedValuePerShare",
                "CommonStockSharesAuthorized",
            ],
        ),
        ("Treasury stock at cost, [450,000] shares", ["TreasuryStockShares"]),
        ("[5,139,826] shares outstanding less [9,881] shares in treasury", ["", "TreasuryStockShares"]),
        ("Excess reorganization value (net of accumulated amortization of $[282])", [""]),
        (
            "Loans, net of allowance for loan losses of [$40] and [$38]",
            ["LoansAndLeasesReceivableAllowance"] * 2,
        ),
        (
            "Goodwill, net of accumulated amortization of [$4]",
            ["FiniteLivedIntangibleAssetsAccumulatedAmortization"],
        ),
        ("Vanguard fund ([1,478] shares)", [""]),
        ("Common stock, [1995] and", [""]),
    ],
)
def test_words_beside_a_number_tell_what_it_is(
    tables: MappingTables, label: str, concepts: list[str]
) -> None:
    found = numbers(label)
    told = [""] * len(found)
    for match in tables.embedded("balance_sheet", normalise(label), found, "2020"):
        for index in match.numbers:
            told[index] = match.rule.concept.removeprefix("us-gaap:") if match.rule else ""
    assert told == concepts
