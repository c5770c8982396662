"""The warm DTS says exactly what a plain Arelle session says, on sound and on broken reports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from converter.validation import Validator, engine, forking

Write = Callable[..., Path]

# change of the sound report -> Arelle's codes for it
EXPECTED = {
    "sound": [],
    "bad-sign": ["lxml.SCHEMAV_CVC_PATTERN_VALID"],
    "missing-context": ["ix11.10.1.2:contextReference", "xbrl.4.6.1:itemContextRef"],
    "wrong-unit": [
        "utre:error-NumericFactUtrInvalid",
        "xbrl.4.8.2:monetaryFactUnit-notMonetaryMeasure",
        "calc11e:inconsistentCalculationUsingRounding",
    ],
    "wrong-period-type": [
        "xbrl.4.7.2:contextPeriodType",
        "calc11e:inconsistentCalculationUsingRounding",
    ],
    "unknown-concept": [
        "ix11.12.1.2:missingReferences",
        "calc11e:inconsistentCalculationUsingRounding",
    ],
    "wrong-transformation": [
        "xmlSchema:valueError",
        "calc11e:inconsistentCalculationUsingRounding",
    ],
    "inconsistent-sum": ["calc11e:inconsistentCalculationUsingRounding"],
    "wrong-member": ["xbrldie:PrimaryItemDimensionallyInvalidError"],
    "duplicate-facts": ["arelle:duplicateFacts"],
    "missing-schema-file": ["ix11.12.1.2:missingReferences"] * 7 + ["IOerror"],
    "missing-schema-address": ["ix11.12.1.2:missingReferences", "IOerror"],
}
SLOW = {
    "missing-unit": ["ix11.10.1.2:unitReference", "xbrl.4.6.2:numericUnit"],
    "not-a-number": ["ix11.10.1.1:transformValueError", "calc11e:inconsistentCalculationUsingRounding"],
    "cyclic-schema": ["xbrl.4.6:notItemOrTuple"],
    "missing-locator": [
        "calc11e:inconsistentCalculationUsingRounding",
        "xbrl.3.5.4:hrefIdNotFound",
        "xbrl.5.2.5.1:calculationLinkLocTarget",
    ],
    "undefined-role": ["xbrl.3.5.2.4.5:roleRefMismatch", "xbrl.3.5.4:hrefIdNotFound"],
    "self-sum": ["calc11e:inconsistentCalculationUsingRounding"],
    "forbidden-html": ["lxml.SCHEMAV_ELEMENT_CONTENT"],
    "period-backwards": ["xbrl.4.7.2:periodStartBeforeEnd"],
}
CASES = [*EXPECTED, *(pytest.param(change, marks=pytest.mark.slow) for change in SLOW)]


@pytest.mark.parametrize("change", CASES)
def test_warm_and_plain_agree(change: str, warm: Validator, plain: Validator, write_report: Write) -> None:
    report = write_report(change)
    found = warm.validate(report, oim_json=True)
    codes = [str(finding.data["arelle_code"]) for finding in found.findings if "arelle_code" in finding.data]
    assert sorted(codes) == sorted({**EXPECTED, **SLOW}[change])
    assert plain.validate(report, oim_json=True) == found


@pytest.mark.parametrize("change", ["sound", "inconsistent-sum"])
def test_they_agree_under_the_full_release(
    change: str, shared: Path, entry_points: tuple[str, ...], write_report: Write
) -> None:
    packages = (shared / "taxonomy" / "us-gaap-2020.zip",)
    report = write_report(change)
    with Validator(packages, entry_points) as warm, Validator(packages, entry_points, warm=False) as plain:
        found = warm.validate(report)
        assert found.valid
        assert found == plain.validate(report)


@pytest.mark.skipif(not forking.available(), reason="this platform can't fork")
@pytest.mark.parametrize(
    ("change", "used"), [("sound", True), ("inconsistent-sum", True), ("missing-schema-address", False)]
)
def test_the_warm_model_is_used_only_where_it_makes_no_difference(
    change: str,
    used: bool,
    package: Path,
    entry_points: tuple[str, ...],
    write_report: Write,
    tmp_path: Path,
) -> None:
    job = engine.Job((str(write_report(change)),))

    def prepare() -> forking.Answer:
        engine.private_home(tmp_path / "home")
        check = engine.WarmDts((str(package),), entry_points).check
        return lambda _request: str(check(job).warm).encode()

    host = forking.Host(prepare, timeout=60)
    assert host.ask(b"") == str(used).encode()
    host.close()


def test_a_declared_but_unused_prefix_is_no_use_of_a_schema() -> None:
    namespace, address = "http://example.com/n", "http://example.com/n.xsd"
    assert not engine._names(b'<a xmlns:n="http://example.com/n"/>', namespace, address)
    assert engine._names(b'<a xmlns:n="http://example.com/n" x="n:b"/>', namespace, address)
    assert engine._names(b'<a xmlns="http://example.com/n"/>', namespace, address)
    assert engine._names(b'<a href="http://example.com/n.xsd#b"/>', namespace, address)
