"""The tables hold against the full releases, and a wrong row is found with file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from converter.data import data_folder
from converter.model import Finding, Severity
from converter.taxonomies import build_package, check, tables


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of our tables that a test may spoil."""
    return Path(shutil.copytree(data_folder("taxonomy"), tmp_path / "taxonomy"))


def spoil(folder: Path, name: str, old: str, new: str) -> int:
    """Replaces the only line that starts with ``old``; returns its number. "" deletes the line."""
    path = folder / name
    lines = path.read_text(encoding="utf-8").splitlines()
    (index,) = [i for i, line in enumerate(lines) if line.startswith(old)]
    lines[index] = lines[index].replace(old, new, 1)
    path.write_text("\n".join(line for line in lines if line) + "\n", encoding="utf-8")
    return index + 1


def places(findings: tuple[Finding, ...]) -> list[tuple[object, object]]:
    return [(finding.data.get("file"), finding.data.get("line")) for finding in findings]


@pytest.mark.parametrize("release", ["2020", "2009"])
def test_every_row_holds_against_the_full_release(release: str, shared: Path) -> None:
    assert check(release, shared / "taxonomy" / f"us-gaap-{release}.zip") == ()


def test_wrong_rows_are_found_with_file_and_line(copy: Path, shared: Path) -> None:
    spoiled = [
        (
            tables.CONCEPTS,
            spoil(
                copy,
                tables.CONCEPTS,
                "us-gaap:AssetsCurrent,2009|2020,xbrli:monetaryItemType,instant,debit",
                "us-gaap:AssetsCurrent,2009|2020,xbrli:monetaryItemType,instant,credit",
            ),
        ),
        (
            tables.CONCEPTS,
            spoil(
                copy,
                tables.CONCEPTS,
                "us-gaap:EarningsPerShareBasic,2020,num:perShareItemType,duration",
                "us-gaap:EarningsPerShareBasics,2020,num:perShareItemType,instant",
            ),
        ),
        (
            "calculations-2020.csv",
            spoil(
                copy,
                "calculations-2020.csv",
                "StatementOfIncome,us-gaap:GrossProfit,us-gaap:CostOfRevenue,-1",
                "StatementOfIncome,us-gaap:GrossProfit,us-gaap:CostOfRevenue,1",
            ),
        ),
        (
            tables.SUCCESSORS,
            spoil(
                copy,
                tables.SUCCESSORS,
                "2020,us-gaap:SalesRevenueNet,us-gaap:Revenues,",
                "2020,us-gaap:SalesRevenueNet,us-gaap:SalesRevenueGoodsNet,",
            ),
        ),
        (
            tables.TYPES,
            spoil(
                copy,
                tables.TYPES,
                "2020,dei:fiscalPeriodItemType,xbrli:tokenItemType,enumeration,Q1",
                "2020,dei:fiscalPeriodItemType,xbrli:tokenItemType,enumeration,Q9",
            ),
        ),
    ]
    findings = check("2020", shared / "taxonomy" / "us-gaap-2020.zip", copy)
    assert all(finding.severity is Severity.ERROR for finding in findings)
    wrong = [finding for finding in findings if finding.code == "taxonomies.wrong-row"]
    assert set(spoiled) <= set(places(tuple(wrong)))
    balance = next(finding for finding in wrong if finding.data["line"] == spoiled[0][1])
    assert balance.message == (
        f"concepts.csv:{spoiled[0][1]}: us-gaap:AssetsCurrent has balance 'credit'; release 2020 says 'debit'"
    )


def test_a_wrong_label_is_found_only_by_the_release_that_gives_it(copy: Path, shared: Path) -> None:
    path = copy / tables.CONCEPTS
    text = path.read_text(encoding="utf-8")
    assert text.count(',"Assets, Current",') == 1
    path.write_text(text.replace(',"Assets, Current",', ",Current Assets,"), encoding="utf-8")
    (finding,) = check("2020", shared / "taxonomy" / "us-gaap-2020.zip", copy)
    assert "the label of us-gaap:AssetsCurrent is 'Current Assets'" in finding.message
    assert check("2009", shared / "taxonomy" / "us-gaap-2009.zip", copy) == ()


def test_an_arc_left_out_is_found(copy: Path, shared: Path) -> None:
    row = "StatementOfIncome,us-gaap:GrossProfit,us-gaap:CostOfRevenue,-1,20"
    spoil(copy, "calculations-2020.csv", row, "")
    (finding,) = check("2020", shared / "taxonomy" / "us-gaap-2020.zip", copy)
    assert finding.code == "taxonomies.missing-row"
    assert finding.data["child"] == "us-gaap:CostOfRevenue"


def test_a_malformed_table_is_a_finding(copy: Path, shared: Path) -> None:
    (copy / tables.TYPES).unlink()
    (finding,) = check("2020", shared / "taxonomy" / "us-gaap-2020.zip", copy)
    assert (finding.code, finding.severity) == ("taxonomies.malformed-table", Severity.ERROR)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"PK\x05\x06" + b"\0" * 18])
def test_a_file_that_is_no_package_is_one_finding(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "report.zip"
    path.write_bytes(content)
    (finding,) = check("2020", path)
    assert (finding.code, finding.severity) == ("taxonomies.not-a-package", Severity.ERROR)
    assert "report.zip" in finding.message


def test_a_folder_and_a_missing_file_are_no_packages(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.zip"):
        (finding,) = check("2020", path)
        assert finding.code == "taxonomies.not-a-package"


def test_the_package_of_another_release_is_named(tmp_path: Path) -> None:
    (finding,) = check("2020", build_package("2009", tmp_path))
    assert finding.code == "taxonomies.other-release"
    assert finding.message.endswith("is the package of release 2009, not of 2020")


def test_our_own_excerpt_proves_itself_but_for_what_it_leaves_out(tmp_path: Path) -> None:
    findings = check("2020", build_package("2020", tmp_path))
    assert {(finding.code, finding.severity) for finding in findings} == {
        ("taxonomies.missing-linkbase", Severity.WARNING)
    }
