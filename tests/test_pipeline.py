"""The pipeline as a whole: same bytes for same bytes, faults contained, nothing half-written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import converter.extraction
import converter.writing
from converter import Options, Status, convert
from converter.model import Finding, Severity
from converter.pipeline import DEBUG_VARIABLE

FILINGS = Path(__file__).parent / "filings"
SAMPLE = FILINGS / "harbor-instruments-10q.txt"
UNVALIDATED = Options(validate=False)


@pytest.fixture(scope="module")
def validated() -> dict[str, bytes]:
    return dict(convert(SAMPLE, Options()).files)


def test_two_runs_give_the_same_bytes(validated: dict[str, bytes], tmp_path: Path) -> None:
    """From a file elsewhere, from bytes, into a folder: the outputs know nothing of it."""
    copy = tmp_path / SAMPLE.name
    copy.write_bytes(SAMPLE.read_bytes())
    written = convert(copy, Options(out=tmp_path / "out"))
    assert written.files == validated
    assert written.folder is not None
    assert {path.name: path.read_bytes() for path in written.folder.iterdir()} == validated
    assert convert(SAMPLE.read_bytes(), Options(), SAMPLE.stem).files == validated


def test_outputs_name_no_place_of_this_machine(validated: dict[str, bytes], tmp_path: Path) -> None:
    places = [str(SAMPLE.parent), str(Path.home()), str(tmp_path.parent), "/tmp/retroxbrl"]  # noqa: S108
    for name, content in validated.items():
        for place in places:
            assert place.encode() not in content, f"{name} names {place}"


def test_a_validated_conversion_is_complete(validated: dict[str, bytes]) -> None:
    conversion = convert(SAMPLE, Options())
    assert conversion.status is Status.CONVERTED
    assert conversion.verdict == "valid"
    assert conversion.summary.facts == len(conversion.report.facts) if conversion.report else False
    assert sum(conversion.summary.numbers.values()) == len(conversion.report.numbers)  # type: ignore[union-attr]
    assert {"audit.json", "audit.html"} < set(validated)


def test_a_fault_of_a_stage_ends_the_conversion_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(_submission: object) -> object:
        raise ZeroDivisionError("by chance")

    monkeypatch.setattr(converter.extraction, "extract", fail)
    conversion = convert(SAMPLE, replace(UNVALIDATED, out=tmp_path))
    assert conversion.status is Status.REFUSED
    first = conversion.findings[0]
    assert (first.code, first.data["stage"]) == ("pipeline.internal-error", "extraction")
    assert "extraction stage" in conversion.refusal
    assert "by chance" in conversion.refusal
    assert (conversion.files, conversion.folder) == ({}, None)
    assert not list(tmp_path.iterdir())
    monkeypatch.setenv(DEBUG_VARIABLE, "1")
    with pytest.raises(ZeroDivisionError):
        convert(SAMPLE, UNVALIDATED)


def test_an_error_finding_is_status_1_and_the_output_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    finding = Finding("checking.footing", Severity.ERROR, "made up")
    monkeypatch.setattr("converter.checking.check", lambda *_: (finding,))
    conversion = convert(SAMPLE, UNVALIDATED)
    assert conversion.status is Status.CONVERTED_WITH_ERRORS
    assert finding in conversion.findings
    assert conversion.files
    assert conversion.refusal == ""


def test_an_invalid_report_is_not_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    honest = converter.writing.write

    def broken(*arguments: object) -> dict[str, bytes]:
        files = honest(*arguments)  # type: ignore[arg-type]
        return {
            name: content.replace(b"us-gaap:Assets", b"us-gaap:Asset5") for name, content in files.items()
        }

    old = convert(SAMPLE, replace(UNVALIDATED, out=tmp_path))
    assert old.folder is not None
    before = {path.name: path.read_bytes() for path in old.folder.iterdir()}
    monkeypatch.setattr(converter.writing, "write", broken)
    conversion = convert(SAMPLE, Options(out=tmp_path))
    assert conversion.status is Status.REFUSED
    assert conversion.findings[0].code == "pipeline.invalid-report"
    assert "not valid" in conversion.refusal
    assert {path.name: path.read_bytes() for path in old.folder.iterdir()} == before


def test_an_unwritable_place_is_a_refusal(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    conversion = convert(SAMPLE, replace(UNVALIDATED, out=tmp_path / "file"))
    assert conversion.status is Status.REFUSED
    assert conversion.findings[-1].code == "pipeline.unwritable-folder"


def test_a_second_run_replaces_the_folder(tmp_path: Path) -> None:
    first = convert(SAMPLE, replace(UNVALIDATED, out=tmp_path))
    second = convert(SAMPLE, replace(UNVALIDATED, out=tmp_path, cik="77"))
    assert first.folder == second.folder
    assert second.folder is not None
    assert {path.name: path.read_bytes() for path in second.folder.iterdir()} == second.files
    assert b"0000000077" in second.files["harbor-instruments-10q-19980630.htm"]


@pytest.mark.parametrize("release", ["2020", "2009"])
def test_each_release_is_named_and_valid(release: str) -> None:
    conversion = convert(SAMPLE, Options(release=release))
    assert conversion.status is Status.CONVERTED, [f for f in conversion.findings if f.severity != "info"]
    schema = conversion.files["harbor-instruments-10q-19980630.xsd"]
    assert f"us-gaap/{release}/elts/us-gaap-{release}-01-31.xsd".encode() in schema
