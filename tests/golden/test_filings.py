"""Twelve filings of different shape and industry against answers written by hand, line by line."""

from __future__ import annotations

import csv
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from converter import Options, Status, convert


def _answers() -> ModuleType:
    """The module beside this file: tests are no package."""
    spec = importlib.util.spec_from_file_location("golden_answers", Path(__file__).with_name("answers.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


golden = _answers()
with (golden.FOLDER / "index.csv").open(encoding="utf-8", newline="") as file:
    FILINGS = {row["answers"]: row["filing"] for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def compared(shared: Path) -> dict[str, tuple[int, int, list[object]]]:
    found = {}
    for name, filing in FILINGS.items():
        conversion = convert(shared / "filings" / filing, Options(validate=False))
        assert conversion.status is Status.CONVERTED, (name, conversion.refusal)
        found[name] = golden.compare(name, conversion)
    return found


def test_values(compared: dict[str, tuple[int, int, list[object]]]) -> None:
    """At least 97 % of the numbers have the right value, period and sign."""
    wanted = sum(values for values, _, _ in compared.values())
    missed = [m for _, _, misses in compared.values() for m in misses if m.what == "value"]  # type: ignore[attr-defined]
    assert wanted > 1800
    assert len(missed) <= 0.03 * wanted, "\n".join(map(str, missed))


def test_concepts(compared: dict[str, tuple[int, int, list[object]]]) -> None:
    """At least 92 % of the lines have a concept that the person named or accepted."""
    wanted = sum(lines for _, lines, _ in compared.values())
    missed = [m for _, _, misses in compared.values() for m in misses if m.what == "concept"]  # type: ignore[attr-defined]
    assert wanted > 700
    assert len(missed) <= 0.08 * wanted, "\n".join(map(str, missed))
