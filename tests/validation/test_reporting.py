"""Arelle's messages as findings: codes, severities, places, no path of the machine."""

from __future__ import annotations

from typing import Any

from converter.model import Severity, Span
from converter.validation.reporting import from_messages

SPAN = Span(0, 100, 105, 7, 12)


def _message(code: str, text: str = "", level: str = "ERROR", **more: Any) -> Any:
    class Message:
        arguments: dict[str, str] = more.get("arguments", {})
        elements: tuple[str, ...] = more.get("elements", ())
        file: str = more.get("file", "")
        line: int = more.get("line", 0)

    message = Message()
    message.code, message.text, message.level = code, text, level  # type: ignore[attr-defined]
    return message


def test_an_error_keeps_arelles_code_and_gets_the_source_line() -> None:
    message = _message(
        "xbrl.4.7.2:contextPeriodType", "Fact is instant", elements=("f-x",), file="a.htm", line=3
    )
    (finding,) = from_messages([message], {"f-x": SPAN}, [])
    assert (finding.code, finding.severity, finding.span) == ("validation.arelle", Severity.ERROR, SPAN)
    assert finding.message == "Fact is instant [xbrl.4.7.2:contextPeriodType]"
    assert finding.data == {
        "arelle_code": "xbrl.4.7.2:contextPeriodType",
        "level": "error",
        "elements": ["f-x"],
        "file": "a.htm",
        "line": 3,
    }


def test_a_calculation_inconsistency_is_a_warning_in_plain_words() -> None:
    arguments = {
        "concept": "us-gaap:Assets",
        "contextID": "c1",
        "unitID": "usd",
        "linkrole": "http://example.com/role",
        "reportedSum": "[1999500, 2000500]",
        "computedSum": "[1990000.5, 1990000.5]",
    }
    message = _message(
        "calc11e:inconsistentCalculationUsingRounding", "x", "INCONSISTENCY", arguments=arguments
    )
    (finding,) = from_messages([message], {}, [])
    assert finding.code == "validation.calculation-inconsistency"
    assert finding.severity is Severity.WARNING
    assert finding.message == (
        "us-gaap:Assets is reported as 1,999,500 to 2,000,500, but its items add up to 1,990,000.5 "
        "(context c1) [calc11e:inconsistentCalculationUsingRounding]"
    )
    assert finding.data["reported"] == "[1999500, 2000500]"


def test_a_missing_schema_names_its_address_and_its_package() -> None:
    address = "http://xbrl.fasb.org/us-gaap/2031/elts/us-gaap-2031-01-31.xsd"
    message = _message("IOerror", "Could not load", arguments={"url": f"/home/x/cache/{address[7:]}"})
    (finding,) = from_messages([message], {}, [("/home/x/cache/", "http://")])
    assert finding.code == "validation.missing-schema"
    assert finding.data["url"] == address
    assert finding.data["package"] == "a taxonomy package of us-gaap 2031"
    assert address in finding.message


def test_messages_are_ordered_by_place_and_told_once() -> None:
    messages = [
        _message("b", "two", file="a.htm", line=2),
        _message("a", "one", file="a.htm", line=1),
        _message("b", "two", file="a.htm", line=2),
    ]
    assert [finding.message for finding in from_messages(messages, {}, [])] == ["one [a]", "two [b]"]


def test_levels_become_severities() -> None:
    levels = ("INFO", "WARNING", "INCONSISTENCY", "WARNING-SEMANTIC", "ERROR", "CRITICAL")
    found = [from_messages([_message("x", level, level)], {}, [])[0].severity for level in levels]
    warning, error = Severity.WARNING, Severity.ERROR
    assert found == [Severity.INFO, warning, warning, warning, error, error]
