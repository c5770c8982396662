"""Reports go in as files, sets, folders and packages; verdict, spans and xBRL-JSON come out."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from converter.model import Severity, Span
from converter.validation import Validation, Validator, forking

SPAN = Span(0, 100, 105, 7, 12)
Write = Callable[..., Path]


def _codes(validation: Validation) -> list[str]:
    return [finding.code for finding in validation.findings]


def test_the_sound_report_is_valid(warm: Validator, write_report: Write) -> None:
    assert warm.validate(write_report()) == Validation(True, (), None, 7, "valid")


def test_xbrl_json_is_the_same_each_time_and_names_no_folder(warm: Validator, write_report: Write) -> None:
    one = warm.validate(write_report(name="one"), oim_json=True).oim_json
    two = warm.validate(write_report(name="two"), oim_json=True).oim_json
    assert one is not None
    assert one == two
    report = json.loads(one)
    assert report["documentInfo"]["taxonomy"] == ["lantern-20030930.xsd"]
    assert report["facts"]["f-loss"] == {
        "value": "-55000.0",
        "decimals": -3,
        "dimensions": {
            "concept": "us-gaap:NetIncomeLoss",
            "entity": "cik:0000000000",
            "period": "2003-01-01T00:00:00/2003-10-01T00:00:00",
            "unit": "iso4217:USD",
        },
    }


def test_an_error_leads_back_to_the_source_line(warm: Validator, write_report: Write) -> None:
    validation = warm.validate(write_report("wrong-period-type"), source_lines={"f-goodwill": SPAN})
    error = next(finding for finding in validation.findings if finding.severity is Severity.ERROR)
    assert error.span == SPAN
    assert error.data["arelle_code"] == "xbrl.4.7.2:contextPeriodType"
    assert (validation.valid, validation.verdict) == (False, "not valid")


def test_a_sum_that_does_not_foot_is_no_error(warm: Validator, write_report: Write) -> None:
    validation = warm.validate(write_report("inconsistent-sum"), source_lines={"f-assets": SPAN})
    (finding,) = validation.findings
    assert (finding.code, finding.span) == ("validation.calculation-inconsistency", SPAN)
    assert finding.data["concept"] == "us-gaap:Assets"
    assert (validation.valid, validation.verdict) == (True, "valid, with inconsistencies")


def test_a_set_of_documents_is_one_report(warm: Validator, plain: Validator, write_report: Write) -> None:
    folder = write_report(split=True)
    by_folder = warm.validate(folder, oim_json=True)
    by_files = warm.validate(tuple(sorted(folder.glob("*.htm"))), oim_json=True)
    assert (by_folder.valid, by_folder.facts) == (True, 7)
    assert by_folder == by_files == plain.validate(folder, oim_json=True)
    assert by_folder.oim_json is not None
    assert json.loads(by_folder.oim_json)["documentInfo"]["taxonomy"] == ["lantern-20030930.xsd"]


def _pack(path: Path, report: Path, kind: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        document = {"documentInfo": {"documentType": f"https://xbrl.org/report-package/2023{kind}"}}
        archive.writestr("lantern/META-INF/reportPackage.json", json.dumps(document))
        for file in sorted(report.parent.iterdir()):
            archive.write(file, f"lantern/reports/{file.name}")
    return path


def test_a_report_package_is_validated_inside(warm: Validator, write_report: Write, tmp_path: Path) -> None:
    validation = warm.validate(_pack(tmp_path / "l.xbri", write_report("inconsistent-sum"), "/xbri"))
    assert (validation.facts, _codes(validation)) == (7, ["validation.calculation-inconsistency"])
    assert warm.validate(_pack(tmp_path / "l.zip", write_report(), "")).verdict == "valid"


def test_a_report_package_of_another_kind_is_an_error(
    warm: Validator, write_report: Write, tmp_path: Path
) -> None:
    (finding,) = warm.validate(_pack(tmp_path / "l.xbri", write_report(), "/xbr")).findings
    assert finding.data["arelle_code"] == "rpe:documentTypeFileExtensionMismatch"


def test_no_message_names_a_folder_of_the_machine(warm: Validator, write_report: Write) -> None:
    for change in ("missing-schema-file", "missing-schema-address", "missing-locator", "forbidden-html"):
        path = write_report(change)
        for finding in warm.validate(path).findings:
            said = finding.message + json.dumps(dict(finding.data))
            assert str(path.parent) not in said
            assert "/tmp" not in said  # noqa: S108
            assert "site-packages" not in said


def test_what_is_no_report_is_a_finding(warm: Validator, tmp_path: Path) -> None:
    validation = warm.validate(tmp_path / "nothing.htm")
    assert (_codes(validation), validation.verdict) == (["validation.no-report"], "not checked")


def test_broken_xml_never_reaches_arelle(warm: Validator, write_report: Write) -> None:
    path = write_report()
    path.write_bytes(path.read_bytes()[:-40])
    validation = warm.validate(path)
    assert (_codes(validation), validation.facts) == (["validation.not-xml"], 0)


@pytest.mark.skipif(not forking.available(), reason="this platform can't fork")
def test_a_hang_is_a_finding(package: Path, entry_points: tuple[str, ...], write_report: Write) -> None:
    with Validator((package,), entry_points, warm=False, timeout=0.01) as validator:
        validation = validator.validate(write_report())
    assert _codes(validation) == ["validation.crashed"]
    assert validation.verdict == "not checked"


def test_without_fork_a_plain_session_does_it(
    package: Path, entry_points: tuple[str, ...], write_report: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forking, "available", lambda: False)
    before = os.environ.get("XDG_CONFIG_HOME")
    with Validator((package,), entry_points) as validator:
        for name in ("one", "two"):
            assert validator.validate(write_report(name=name)) == Validation(True, (), None, 7, "valid")
    assert os.environ.get("XDG_CONFIG_HOME") == before
