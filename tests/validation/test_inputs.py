"""Finding the report, and unpacking packages without leaving their folder or filling the disk."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from converter.validation import inputs
from converter.validation.inputs import Refusal


def _pack(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize("name", ["../out.htm", "/etc/out.htm", "a/../../out.htm", "a\\..\\out.htm", "c:/x"])
def test_an_entry_that_leaves_the_package_is_refused(tmp_path: Path, name: str) -> None:
    package = _pack(tmp_path / "p.xbri", {"p/reports/a.htm": b"", name: b"gotcha"})
    scratch = tmp_path / "deep" / "scratch"
    scratch.mkdir(parents=True)
    refusal = inputs.unpack(package, scratch)
    assert refusal == Refusal("report-package", "p.xbri has an entry that leaves the package")
    assert list(tmp_path.rglob("out.htm")) == []


def test_a_link_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("p/reports/a.htm")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "p.xbri", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    refusal = inputs.unpack(tmp_path / "p.xbri", tmp_path)
    assert refusal == Refusal("report-package", "p.xbri has a link in it")


def test_too_much_is_refused_before_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "MAX_BYTES", 1000)
    package = _pack(tmp_path / "p.zip", {"p/reports/a.htm": b"0" * 1001})
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    assert isinstance(inputs.unpack(package, scratch), Refusal)
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 cut off"])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    package = tmp_path / "p.xbri"
    package.write_bytes(content)
    assert isinstance(inputs.find(package, tmp_path), Refusal)


def test_a_folder_gives_its_inline_documents_as_one_report(write_report: Callable[..., Path]) -> None:
    folder = write_report(split=True)
    (folder / "audit.html").write_text("<html xmlns='http://www.w3.org/1999/xhtml'/>")
    found = inputs.find(folder, folder)
    assert not isinstance(found, Refusal)
    assert [[path.name for path in report.documents] for report in found] == [
        ["lantern-20030930-ex13.htm", "lantern-20030930.htm"]
    ]
    assert [path.suffix for path in found[0].others] == [".xsd", ".xml", ".xml", ".xml"]


def test_a_package_gives_files_and_folders_of_reports(tmp_path: Path) -> None:
    inline = b'<html xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"/>'
    entries = dict.fromkeys(("p/reports/one.htm", "p/reports/two/a.htm", "p/reports/two/b.htm"), inline)
    package = _pack(tmp_path / "p.xbri", {**entries, "p/reports/readme.htm": b"<html/>"})
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    found = inputs.find(package, scratch)
    assert not isinstance(found, Refusal)
    assert [[path.name for path in report.documents] for report in found] == [["one.htm"], ["a.htm", "b.htm"]]


@pytest.mark.parametrize("missing", [(), Path("nowhere.htm")])
def test_nothing_to_validate_is_refused(tmp_path: Path, missing: object) -> None:
    assert isinstance(inputs.find(missing, tmp_path), Refusal)  # type: ignore[arg-type]
    assert inputs.find(tmp_path, tmp_path) == Refusal(
        "no-report", f"there is no inline XBRL document in {tmp_path.name}"
    )
