"""Every concept that a mapping table names exists in the releases that its row claims."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest

from converter.data import data_folder
from converter.taxonomies import load, releases


def rows() -> Iterator[tuple[str, int, dict[str, str]]]:
    for path in sorted(data_folder("mappings").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as handle:
            reader = csv.DictReader(handle)
            if "concept" in (reader.fieldnames or ()):
                for row in reader:
                    yield path.name, reader.line_num, row


def claimed(row: dict[str, str]) -> tuple[str, ...]:
    """The releases of a row; a row that names none claims every one."""
    named = tuple(name for name in (row.get("releases") or "").split("|") if name)
    return tuple(name for name in named if name in releases()) if named else releases()


@pytest.mark.parametrize("release", releases())
def test_mapped_concepts_exist_and_can_carry_facts(release: str) -> None:
    concepts = load(release).concepts
    wrong = [
        f"{file}:{line}: {row['concept']} is not in {release}"
        for file, line, row in rows()
        if row["concept"]
        and release in claimed(row)
        and (row["concept"] not in concepts or concepts[row["concept"]].abstract)
    ]
    assert wrong == []
