"""Reads the statements of a made-up document: a help for the tests of extraction."""

from __future__ import annotations

import datetime as dt

from converter.extraction import read_document, read_rows
from converter.extraction.heads import Defaults
from converter.model import SourceDocument, Statement, line_starts

ANNUAL = Defaults(dt.date(1995, 12, 31), (12, 31), True)


def statements(text: str, defaults: Defaults = ANNUAL) -> list[Statement]:
    document = SourceDocument(0, "", "", "", "", text, "ascii", "", 1, line_starts(text))
    return read_document(document, read_rows(document), 0, defaults)


def values(statement: Statement) -> dict[str, list[str]]:
    """label -> values by column ("" where the column is blank)."""
    return {
        line.label: [
            next((str(c.value) for c in line.cells if c.column == i), "")
            for i in range(len(statement.columns))
        ]
        for line in statement.lines
        if line.cells
    }
