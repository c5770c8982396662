"""The contract of the command line: exit statuses, one line on standard error, output, ``--json``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from converter.cli import main

FILINGS = Path(__file__).parent / "filings"
SAMPLE = FILINGS / "harbor-instruments-10q.txt"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command line in an empty working directory: (exit status, standard output, errors)."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as exit_info:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert isinstance(exit_info.value.code, int)
        return exit_info.value.code, out, err

    return call


COMMANDS = [
    (),
    ("convert",),
    ("validate",),
    ("explain",),
    ("taxonomy",),
    ("taxonomy", "list"),
    ("taxonomy", "build"),
    ("taxonomy", "check"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_has_an_example(run: Run, command: tuple[str, ...]) -> None:
    status, out, err = run(*command, "--help")
    assert (status, err) == (0, "")
    assert "Example: retroxbrl " + " ".join(command) in " ".join(out.split())


def test_version(run: Run) -> None:
    assert run("--version") == (0, "retroxbrl 0.1.0\n", "")


def test_starting_loads_nothing_heavy() -> None:
    code = (
        "import sys, converter.cli;"
        "print([m for m in ('arelle', 'lxml', 'numpy', 'xmlschema', 'jinja2', 'rich') if m in sys.modules])"
    )
    root = str(Path(__file__).resolve().parents[1])
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Usage"),
        (("convert",), "FILE"),
        (("convert", SAMPLE, "--cik", "12x"), "--cik"),
        (("convert", SAMPLE, "--cik", "0"), "--cik"),
        (("convert", SAMPLE, "--cik", "12345678901"), "--cik"),
        (("convert", SAMPLE, "--release", "1999"), "'1999'"),
        (("convert", SAMPLE, "--mappings", "absent"), "absent"),
        (("convert", SAMPLE, "-o", SAMPLE), "not a directory"),
        (("convert", SAMPLE, "--no-such-option"), "--no-such-option"),
        (("convert", SAMPLE, "--taxonomy-package", SAMPLE), "not a taxonomy package"),
        (("validate", "absent.htm"), "absent.htm"),
        (("validate", ".", "--release", "1999"), "'1999'"),
        (("explain", "absent.txt"), "no such file"),
        (("explain", SAMPLE, "NoSuchConceptAtAll"), "NoSuchConceptAtAll"),
        (("taxonomy", "build", "--release", "1999"), "'1999'"),
        (("taxonomy", "check", "--taxonomy-package", SAMPLE), "not a taxonomy package"),
        (("frobnicate",), "frobnicate"),
    ],
)
def test_wrong_usage_is_status_2(run: Run, arguments: tuple[object, ...], words: str, tmp_path: Path) -> None:
    status, out, err = run(*arguments)
    assert status == 2
    assert words in (err or out)
    if arguments:
        assert err.count("\n") == 1
        assert err.startswith("retroxbrl: ")
    assert not list(tmp_path.iterdir())


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01" + bytes(range(256)) * 8

BAD_INPUTS: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \r\n\t\n",
    "jpeg": JPEG,
    "letter": b"Dear shareholder,\n\nthere is nothing to report.\n" * 20,
    "truncated": (FILINGS / "calder-ridge-10k.txt").read_bytes()[:900],
    "html": b"<html><body><p>Total assets 1,000</p></body></html>",
    "zeros": bytes(10_000),
}


@pytest.mark.parametrize("kind", BAD_INPUTS)
def test_bad_input_is_refused_in_one_line(run: Run, kind: str, tmp_path: Path) -> None:
    file = tmp_path / f"{kind}.txt"
    file.write_bytes(BAD_INPUTS[kind])
    status, out, err = run("convert", file)
    assert (status, out) == (2, "")
    assert err.startswith(f"retroxbrl: {file}: ")
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == [file]


def test_directory_missing_file_and_pipe_are_refused(run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, words in ((".", "directory"), ("absent.txt", "no such file"), ("pipe", "regular file")):
        status, _, err = run("convert", tmp_path / name)
        assert status == 2
        assert words in err


def test_a_huge_file_is_refused_before_it_is_read(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "huge.txt"
    with file.open("wb") as stream:
        stream.truncate(200_000_000)
    status, _, err = run("convert", file)
    assert status == 2
    assert "200 MB" in err


def test_a_file_without_read_permission_is_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "secret.txt"
    file.write_bytes(SAMPLE.read_bytes())
    file.chmod(0)
    if os.access(file, os.R_OK):  # as root every file can be read
        monkeypatch.setattr(os, "access", lambda *_: False)
    status, _, err = run("convert", file)
    assert status == 2
    assert "Permission denied" in err


def test_a_broken_mapping_row_is_named_by_file_and_line(run: Run, tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    tables.mkdir()
    head = (
        "id,statement,section,label,match,concept,value_sign,unit_kind,industry,from_year,to_year,"
        "releases,priority,confidence,role,evidence\n"
    )
    good = "my-1,balance_sheet,,widgets,exact,us-gaap:InventoryNet,as_printed,monetary,,,,,100,1,,ours\n"
    (tables / "own.csv").write_text(head + good + good.replace("my-1", "my-2").replace("exact", "exactly"))
    status, _, err = run("convert", SAMPLE, "--mappings", tables)
    assert status == 2
    assert "own.csv, line 3" in err
    assert "exactly" in err
    assert not (tmp_path / "output").exists()


def test_a_foreign_folder_is_left_alone(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "output" / SAMPLE.stem
    target.mkdir(parents=True)
    (target / "thesis.txt").write_text("years of work")
    status, _, err = run("convert", SAMPLE, "--no-validate")
    assert status == 2
    assert "not an earlier output" in err
    assert [path.name for path in target.iterdir()] == ["thesis.txt"]


def test_control_characters_of_a_name_do_not_reach_the_terminal(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a\x1b[31m\u202eb.txt"
    file.write_bytes(b"")
    _, out, err = run("convert", file)
    assert "\x1b" not in out + err
    assert "\u202e" not in out + err
    assert "a\\x1b[31m\\u202eb.txt" in err


def test_convert_writes_the_folder_and_prints_a_summary(run: Run, tmp_path: Path) -> None:
    status, out, err = run("convert", SAMPLE, "-o", "made")
    assert (status, err) == (0, ""), out
    names = {path.name for path in (tmp_path / "made" / SAMPLE.stem).iterdir()}
    base = "harbor-instruments-10q-19980630"
    taxonomy = {f"{base}{end}" for end in (".xsd", "_pre.xml", "_cal.xml", "_def.xml", "_lab.xml")}
    assert names >= {f"{base}.htm", f"{base}.xbri", f"{base}.json", "audit.json", "audit.html"} | (
        taxonomy - {f"{base}_def.xml"}
    )
    assert "HARBOR INSTRUMENTS CORPORATION" in out
    assert "balance sheet" in out
    assert "valid" in out
    assert "\x1b" not in out  # no colour where there is no terminal
    assert [path.name for path in (tmp_path / "made").iterdir()] == [SAMPLE.stem]


SUMMARY_SCHEMA = {
    "type": "object",
    "required": ["retroxbrl", "status", "filings"],
    "additionalProperties": False,
    "properties": {
        "retroxbrl": {"const": "0.1.0"},
        "status": {"enum": [0, 1, 2]},
        "filings": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["file", "status", "refusal", "folder", "report", "findings"],
                "properties": {
                    "file": {"type": "string"},
                    "name": {"type": "string"},
                    "status": {"enum": [0, 1, 2]},
                    "outcome": {"enum": ["converted", "converted with errors", "refused"]},
                    "verdict": {"type": "string"},
                    "refusal": {"type": "string"},
                    "folder": {"type": ["string", "null"]},
                    "report": {
                        "type": ["object", "null"],
                        "required": ["base", "registrant", "scheme", "identifier", "form", "period_end"],
                    },
                    "statements": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["kind", "title", "line", "facts", "extensions"],
                        },
                    },
                    "facts": {"type": "integer"},
                    "cover_facts": {"type": "integer"},
                    "extension_concepts": {"type": "integer"},
                    "numbers": {
                        "type": "object",
                        "required": ["fact", "heading", "explained", "unexplained"],
                        "additionalProperties": {"type": "integer"},
                    },
                    "findings": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["code", "severity", "message", "line", "column", "data"],
                            "properties": {
                                "code": {"type": "string", "pattern": r"^[a-z]+\.[a-z0-9-]+$"},
                                "severity": {"enum": ["info", "warning", "error"]},
                            },
                        },
                    },
                },
            },
        },
    },
}


def test_json_summary_of_a_good_and_a_bad_file(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"")
    status, out, err = run("convert", SAMPLE, bad, "--no-validate", "--json", "--cik", "1234")
    summary = json.loads(out)
    jsonschema.validate(summary, SUMMARY_SCHEMA)
    assert status == summary["status"] == 2
    good, refused = summary["filings"]
    assert good["status"] == 0, good["findings"]
    assert good["verdict"] == "not validated"
    assert good["report"]["identifier"] == "0000001234"
    assert good["report"]["period_end"] == "1998-06-30"
    assert [row["kind"] for row in good["statements"]] == ["balance_sheet", "income", "cash_flow"]
    assert good["numbers"]["unexplained"] == 0
    assert refused["refusal"]
    assert refused["folder"] is refused["report"] is None
    assert err.count("\n") == 1


def test_files_of_one_stem_get_folders_of_their_own(run: Run, tmp_path: Path) -> None:
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "filing.txt").write_bytes(SAMPLE.read_bytes())
    status, _, _ = run("convert", "first/filing.txt", "second/filing.txt", "--no-validate")
    assert status == 0
    assert {path.name for path in (tmp_path / "output").iterdir()} == {"filing", "second-filing"}


def line_of(text: str) -> int:
    lines = SAMPLE.read_text().splitlines()
    return next(number for number, line in enumerate(lines, start=1) if line.startswith(text))


def test_explain_a_line(run: Run) -> None:
    line = line_of("  Inventories   ")
    status, out, _ = run("explain", SAMPLE, line)
    assert status == 0
    assert "us-gaap:InventoryNet = 9126000 USD, 1998-06-30" in out
    assert "us-gaap:InventoryNet = 8814000 USD, 1997-12-31" in out
    assert "mappings/" in out
    assert "confidence" in out


def test_explain_a_concept_as_json(run: Run) -> None:
    status, out, _ = run("explain", SAMPLE, "inventorynet", "--json")
    assert status == 0
    entries = json.loads(out)
    assert {fact["concept"] for entry in entries for fact in entry["facts"]} == {"us-gaap:InventoryNet"}
    assert {entry["line"] for entry in entries} == {line_of("  Inventories   ")}
    rule = entries[0]["facts"][0]["rule"]
    assert rule["file"].endswith(".csv")
    assert rule["line"] > 1


def test_validate_the_output_and_its_package(run: Run, tmp_path: Path) -> None:
    run("convert", SAMPLE, "-o", "made")
    folder = tmp_path / "made" / SAMPLE.stem
    (package,) = folder.glob("*.xbri")
    (document,) = folder.glob("*-19980630.htm")
    for path in (folder, package, document):
        status, out, err = run("validate", path, "--json")
        assert (status, err) == (0, "")
        (report,) = json.loads(out)["reports"]
        assert report["valid"]
        assert report["facts"] > 100
    document.write_bytes(document.read_bytes().replace(b'scale="3"', b'scale="three"', 1))
    status, out, _ = run("validate", document)
    assert status == 1
    assert "error" in out


def test_validate_where_there_is_no_report(run: Run, tmp_path: Path) -> None:
    status, out, _ = run("validate", tmp_path)
    assert status == 2
    assert "validation.no-report" in out


def test_taxonomy_list_and_build(run: Run, tmp_path: Path) -> None:
    status, out, _ = run("taxonomy", "list", "--json")
    assert status == 0
    assert {row["release"] for row in json.loads(out)} >= {"2020", "2009"}
    status, out, _ = run("taxonomy", "build", "--release", "2009", "-o", "made")
    assert status == 0
    assert (tmp_path / out.strip()).stat().st_size > 100_000


@pytest.mark.slow
def test_taxonomy_check_against_a_full_release(run: Run, shared: Path) -> None:
    for release in ("2020", "2009"):
        package = shared / "taxonomy" / f"us-gaap-{release}.zip"
        status, out, _ = run("taxonomy", "check", "--release", release, "--taxonomy-package", package)
        assert status == 0, out
