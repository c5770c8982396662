"""xmlschema on inline documents, linkbases and schemas; XML that may not be looked at further."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from converter.validation import structure


def test_the_sound_report_has_no_problem(write_report: Callable[..., Path]) -> None:
    for path in sorted(write_report().parent.iterdir()):
        assert structure.check(path) == ()


def test_forbidden_html_is_named_with_its_line(write_report: Callable[..., Path]) -> None:
    (problem,) = structure.check(write_report("forbidden-html"))
    assert problem.line == 24
    assert problem.text == "<pre>: Unexpected child with tag 'blink' at position 1."
    assert not problem.fatal


def test_a_linkbase_is_checked_too(write_report: Callable[..., Path]) -> None:
    linkbase = write_report().with_name("lantern-20030930_cal.xml")
    linkbase.write_text(linkbase.read_text().replace('weight="1"', 'weight="one"'))
    assert [problem.line for problem in structure.check(linkbase)] == [11, 12]


def test_broken_xml_is_fatal(tmp_path: Path) -> None:
    path = tmp_path / "a.htm"
    path.write_bytes(b"<html xmlns='http://www.w3.org/1999/xhtml'><body></html>")
    (problem,) = structure.check(path)
    assert problem.fatal
    assert problem.text.startswith("is not well-formed XML: ")


def test_entities_are_refused_unresolved(tmp_path: Path) -> None:
    path = tmp_path / "a.htm"
    path.write_text(
        '<!DOCTYPE html [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>'
        '<html xmlns="http://www.w3.org/1999/xhtml"><body>&b;</body></html>'
    )
    (problem,) = structure.check(path)
    assert problem.fatal
    assert "entities" in problem.text
