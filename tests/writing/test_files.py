"""The files beside the inline document: taxonomy, package, audit; and the verdict of a real processor."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from lxml import etree

from converter.model import Report, Submission
from converter.taxonomies import Catalogue, package_for
from converter.validation import Validator
from converter.writing import audit, write

XS = "{http://www.w3.org/2001/XMLSchema}"
SCHEMA = Path(__file__).parents[2] / "docs" / "audit.schema.json"


def test_file_names(report: Report, submission: Submission, catalogue: Catalogue) -> None:
    base = "larkspur-19970630"
    suffixes = (".htm", ".xsd", "_pre.xml", "_cal.xml", "_def.xml", "_lab.xml", ".xbri")
    assert set(write(report, submission, catalogue)) == {base + suffix for suffix in suffixes}


def test_the_schema_declares_extensions_and_names_official_urls(
    report: Report, submission: Submission, catalogue: Catalogue
) -> None:
    root = etree.fromstring(write(report, submission, catalogue)["larkspur-19970630.xsd"])
    kettles = next(e for e in root.iter(f"{XS}element") if e.get("name") == "KettlesOnLoan")
    assert kettles.get("type") == "xbrli:monetaryItemType"
    assert kettles.get("{http://www.xbrl.org/2003/instance}balance") == "debit"
    imports = {e.get("schemaLocation") for e in root.iter(f"{XS}import")}
    assert catalogue.schema_urls["us-gaap"] in imports


def test_the_package_is_reproducible_and_complete(
    report: Report, submission: Submission, catalogue: Catalogue
) -> None:
    first, second = (write(report, submission, catalogue) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first["larkspur-19970630.xbri"])) as archive:
        names = set(archive.namelist())
        info = json.loads(archive.read("larkspur-19970630/META-INF/reportPackage.json"))
        assert (
            archive.read("larkspur-19970630/reports/larkspur-19970630.htm") == first["larkspur-19970630.htm"]
        )
    assert info == {"documentInfo": {"documentType": "https://xbrl.org/report-package/2023/xbri"}}
    assert "larkspur-19970630/META-INF/taxonomyPackage.xml" in names


def test_audit_json_follows_its_schema(report: Report, submission: Submission) -> None:
    files = audit(report, submission, "valid")
    data = json.loads(files["audit.json"])
    jsonschema.validate(data, json.loads(SCHEMA.read_text("utf-8")))
    cash = next(fact for fact in data["facts"] if fact["concept"] == "us-gaap:Cash")
    assert (cash["text"], cash["value"], cash["label"]) == ("1,200", "1200000", "Cash    ")
    assert cash["rule"] == {
        "id": "bs-0001", "file": "mappings/balance_sheet.csv", "line": 2, "evidence": "made up"
    }  # fmt: skip
    assert data["coverage"]["numbers"]["total"] == len(report.numbers)
    assert str(Path.cwd()) not in files["audit.json"].decode("ascii")


def test_audit_page_escapes_the_filing_and_marks_its_numbers(report: Report, submission: Submission) -> None:
    page = audit(report, submission, None)["audit.html"].decode("ascii")
    assert "1 &lt; 2 &amp; 3 &gt; 2." in page
    assert "&lt;TABLE&gt;" in page
    assert '<div id="L14"><a class="l" href="#L14">14</a>' in page
    assert "us-gaap:Cash = 1,200,000 USD (I19970630; 90% sure, rule bs-0001)" in page
    assert "<script" not in page
    assert "http" not in page.replace("http://www.sec.gov/CIK", "").replace("http://retroxbrl.org", "")


@pytest.fixture(scope="module")
def validator(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Validator]:
    package = package_for(catalogue.release, tmp_path_factory.mktemp("packages"))
    urls = tuple(catalogue.schema_urls[prefix] for prefix in ("us-gaap", "dei"))
    with Validator((package,), urls) as value:
        yield value


def _write(files: dict[str, bytes], folder: Path) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content)


def test_the_report_is_valid(
    report: Report, submission: Submission, catalogue: Catalogue, validator: Validator, tmp_path: Path
) -> None:
    files = write(report, submission, catalogue)
    _write(files, tmp_path)
    outcome = validator.validate(tmp_path / "larkspur-19970630.htm")
    assert outcome.findings == ()
    assert (outcome.valid, outcome.facts) == (True, len(report.facts))
    packaged = validator.validate(tmp_path / "larkspur-19970630.xbri")
    assert (packaged.findings, packaged.facts) == ((), len(report.facts))
