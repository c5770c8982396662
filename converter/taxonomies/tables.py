"""The concept tables in ``taxonomy/``: their columns, and rows with the line each one stands on."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

RELEASES = "releases.csv"
CONCEPTS = "concepts.csv"
SUCCESSORS = "successors.csv"
TYPES = "types.csv"

COLUMNS: dict[str, tuple[str, ...]] = {
    RELEASES: ("release", "prefix", "kind", "namespace", "schema_url", "label_url", "title"),
    CONCEPTS: (
        "name",
        "releases",
        "type",
        "period_type",
        "balance",
        "abstract",
        "nillable",
        "substitution",
        "deprecated",
        "non_negative",
        "label",
        "label_source",
    ),
    SUCCESSORS: ("release", "retired", "successor", "relation", "axis", "member", "evidence"),
    TYPES: ("release", "type", "base", "facet", "value"),
}

CALCULATION_COLUMNS = ("role", "parent", "child", "weight", "order")

# ``releases.csv``, column ``kind``
ELEMENTS = "elements"  # a schema of concepts: reports import it
ENTRY = "entry"  # an entry point that adds labels to the concepts
TYPE_LIBRARY = "types"  # a schema of types that the element schemas import
STANDARD = "standard"  # a schema of XBRL International that every processor has

# ``concepts.csv``, column ``label_source``, when it is not a release
FROM_NAME = "name"  # made of the words of the element name
FROM_LATER = "later"  # a release that is not among those of the tables

# ``successors.csv``, column ``evidence``, when it is no release or chain of releases
MOVED = "moved"  # the concept moved to another namespace under its local name
JUDGEMENT = "judgement"  # chosen by us, stated by no release


def calculations(release: str) -> str:
    """The file name of the calculation arcs of ``release``; they differ too much to share a file."""
    return f"calculations-{release}.csv"


def columns(name: str) -> tuple[str, ...]:
    """The columns of the table file ``name``."""
    return COLUMNS.get(name, CALCULATION_COLUMNS)


class TableError(Exception):
    """A table is missing or malformed; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its line in the file (from 1, the header is line 1) and its cells by column."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


def cells(folder: Path, name: str) -> Iterator[list[str]]:
    """The rows of table ``name`` as lists in the order of :func:`columns`, without the header.

    Raises:
        TableError: when the file is missing, its header is another, or a row has another width.
    """
    path = folder / name
    header = columns(name)
    try:
        handle = path.open(encoding="utf-8", newline="")
    except OSError as error:
        raise TableError(f"{name}: the table cannot be read") from error
    with handle:
        reader = csv.reader(handle)
        if tuple(next(reader, ())) != header:
            raise TableError(f"{name}:1: the columns should be {','.join(header)}")
        width = len(header)
        for row in reader:
            if len(row) != width:
                raise TableError(f"{name}:{reader.line_num}: {len(row)} cells where {width} are expected")
            yield row


def rows(folder: Path, name: str) -> Iterator[Row]:
    """The rows of table ``name`` with their lines (no cell spans lines).

    Raises:
        TableError: as :func:`cells`.
    """
    header = columns(name)
    for line, row in enumerate(cells(folder, name), start=2):
        yield Row(line, dict(zip(header, row, strict=True)))


def write(folder: Path, name: str, lines: list[tuple[str, ...]]) -> None:
    """Writes table ``name``, header first, sorted, with line feeds."""
    with (folder / name).open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(columns(name))
        writer.writerows(sorted(lines))
