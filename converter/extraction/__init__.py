"""Extraction: from the documents of a submission to its cover page and its financial statements."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from converter.extraction.allowances import find_schedules, unproved, without_rivals
from converter.extraction.choose import (
    RUN_TOGETHER,
    borrow_scale,
    choose,
    settle_full,
    without_facts,
    without_unknown_scale,
)
from converter.extraction.cover import read_cover
from converter.extraction.currency import DOMESTIC
from converter.extraction.details import find_details
from converter.extraction.equity import read_matrix
from converter.extraction.heads import Defaults
from converter.extraction.regions import find_regions
from converter.extraction.registrants import key_words, owner, registrants
from converter.extraction.settings import DEFAULT, Settings
from converter.extraction.shares import settle_counts, settle_shares
from converter.extraction.sides import in_report_form
from converter.extraction.statements import read_statement
from converter.extraction.titles import respell
from converter.extraction.tokens import (
    Row,
    RowKind,
    bind_years,
    has_blank_thousands,
    read_row,
    runs_together,
)
from converter.extraction.unwrap import as_filed, unwrap
from converter.extraction.weeks import settle_years
from converter.model import (
    CoRegistrant,
    Cover,
    DocumentKind,
    Extraction,
    Filer,
    Finding,
    Result,
    Scope,
    Severity,
    SourceDocument,
    Statement,
    StatementKind,
    Submission,
)
from converter.reading.documents import attachments, primary_documents
from converter.reading.pages import pages

_NOTES = re.compile(r"^\W*notes?\s+to\s+(?:the\s+)?(?:\S+\s+){0,4}(?:financial\s+)?statements", re.I)


def extract(submission: Submission, settings: Settings = DEFAULT) -> Result[Extraction]:
    """The cover page and every financial statement of a submission.

    Statements that aren't the registrant's own primary ones are returned too, marked as such with the
    reason (``Statement.why_not_primary``).
    """
    cover = read_cover(submission)
    findings = list(cover.findings)
    defaults = _defaults(submission, cover.value)
    statements: list[Statement] = []
    notes_rows: dict[int, int] = {}
    order = primary_documents(submission)
    headed = submission.header.filers if submission.header is not None else ()
    names = [*(filer.name for filer in headed), cover.value.registrant]
    filers: tuple[Filer, ...] = ()
    owners: dict[str, int | None] = {}
    read: dict[int, tuple[SourceDocument, list[Row]]] = {}
    for index in order:
        if submission.documents[index].kind is not DocumentKind.TEXT:
            continue
        document = unwrap(submission.documents[index], settings)
        rows = read_rows(document, settings)
        read[index] = document, rows
        filers = filers or registrants(submission, rows)
        found = read_document(document, rows, len(statements), defaults, settings)
        found = _with_scopes_of_neighbours(_without_affiliates(found, rows, names))
        statements.extend(found)
        if filers:
            owners.update(_owners(document, found, rows, filers))
        sheets = [s for s in found if s.kind is StatementKind.BALANCE_SHEET]
        begin = sheets[0].last_row if sheets else 0
        notes = next((r.index for r in rows[begin:] if _begins_notes(r, rows)), None)
        if notes is not None:
            notes_rows[index] = notes

    def choice(group: Sequence[Statement]) -> tuple[Statement, ...]:
        chosen = choose(group, cover.value.period_end, notes_rows, order)
        return settle_full(settle_counts(without_unknown_scale(borrow_scale(chosen))))

    main, first, others = _by_registrant(statements, filers, owners)
    marked = choice(first)
    co_registrants = tuple(
        CoRegistrant(filers[place], chosen)
        for place, chosen in ((place, choice(group)) for place, group in others)
        if any(s.primary and s.kind is StatementKind.BALANCE_SHEET for s in chosen)
    )
    if not any(s.primary for s in marked):
        findings.append(
            Finding(
                "extraction.no-statement", Severity.ERROR, "No financial statement was found in the filing."
            )
        )
    for statement in marked:
        if not statement.primary:
            findings.append(
                Finding(
                    "extraction.statement-not-primary",
                    Severity.INFO,
                    f'"{statement.title}" is left untagged: {statement.why_not_primary.replace("-", " ")}.',
                    statement.title_span,
                    {"reason": statement.why_not_primary, "kind": statement.kind.value},
                )
            )
    details = _details(read, marked, defaults, settings)
    schedules = () if co_registrants else _schedules(read, marked, names, settings)
    findings += filter(None, map(unproved, schedules))

    def filed(found: Sequence[Statement]) -> tuple[Statement, ...]:
        return tuple(as_filed(s, read[s.document][0]) for s in found)

    return Result(
        Extraction(
            cover.value,
            filed(marked),
            tuple(replace(other, statements=filed(other.statements)) for other in co_registrants),
            filers[main] if main else None,
            filed(details),
            filed(schedules),
        ),
        tuple(findings),
    )


_FIRST_NOTE = 40  # rows in which the first note tells something


def _begins_notes(row: Row, rows: Sequence[Row]) -> bool:
    """Whether a row is the title of the notes, with running text below it (a footer has none)."""
    if row.kind is not RowKind.TEXT or not _NOTES.match(row.label):
        return False
    below = rows[row.index + 1 : row.index + 1 + _FIRST_NOTE]
    return sum(r.kind is RowKind.TEXT and len(r.label) > DEFAULT.prose_length for r in below) >= 3


def _with_scopes_of_neighbours(found: Sequence[Statement]) -> list[Statement]:
    """The statements of a document, each that follows one of another scope at once, under a heading of the
    same kind of title, with that scope: "Parent company only" stands over the first of them alone."""
    result: list[Statement] = []
    for statement in found:
        above = result[-1] if result else None
        if (
            above is not None
            and above.scope is not Scope.REGISTRANT
            and statement.scope is Scope.REGISTRANT
            and statement.kind is not above.kind
            and statement.first_row - above.last_row <= _AT_ONCE
            and "consolidated" not in respell(statement.title)
        ):
            statement = replace(statement, scope=above.scope)
        result.append(statement)
    return result


_AT_ONCE = 8
_FOREIGN_ROWS = 8  # from the title on: where the name stands over a statement


def _without_affiliates(found: list[Statement], rows: Sequence[Row], names: Sequence[str]) -> list[Statement]:
    """The statements, where those of an affiliate abroad are said to be another entity's (S-X 3-09).

    They are in another currency and stand under a name that is not the registrant's, which its own, when
    not in dollars, do; what else of the document names neither belongs to them.
    """
    told = {word for name in names for word in key_words(name) if len(word) > 3}

    def named(statement: Statement) -> bool:
        head = rows[statement.first_row : statement.first_row + _FOREIGN_ROWS]
        return not told or bool(told & {word for row in head for word in key_words(row.line)})

    if not any(s.currency != DOMESTIC and not named(s) for s in found):
        return found
    return [s if named(s) else replace(s, scope=Scope.AFFILIATE) for s in found]


def _details(
    read: Mapping[int, tuple[SourceDocument, Sequence[Row]]],
    statements: Sequence[Statement],
    defaults: Defaults,
    settings: Settings,
) -> tuple[Statement, ...]:
    """The tables of the notes that break down a line of the primary balance sheet, each line once."""
    primary = [s for s in statements if s.primary]
    found: list[Statement] = []
    for sheet in primary:
        if sheet.kind is not StatementKind.BALANCE_SHEET:
            continue
        for document, rows in read.values():
            found += find_details(document, rows, sheet, (*primary, *found), len(found), defaults, settings)
    return tuple(found)


def _schedules(
    read: Mapping[int, tuple[SourceDocument, Sequence[Row]]],
    statements: Sequence[Statement],
    names: Sequence[str],
    settings: Settings,
) -> tuple[Statement, ...]:
    """The registrant's schedules of valuation and qualifying accounts."""
    primary = [s for s in statements if s.primary]
    found: list[Statement] = []
    for document, rows in read.values():
        found += find_schedules(document, rows, primary, len(found), names, settings)
    return without_rivals(found)


def _owners(
    document: SourceDocument, found: Sequence[Statement], rows: Sequence[Row], filers: Sequence[Filer]
) -> dict[str, int | None]:
    """The registrant of each statement of a document; one without a name follows the one before it."""
    result: dict[str, int | None] = {}
    last: int | None = None
    for statement in found:
        named = owner(document, statement, rows, filers)
        if named is not None:
            last = named
        result[statement.id] = named if named is not None else last
    return result


def _by_registrant(
    statements: Sequence[Statement], filers: Sequence[Filer], owners: Mapping[str, int | None]
) -> tuple[int, list[Statement], list[tuple[int, list[Statement]]]]:
    """The main registrant (index into ``filers``) with its statements, and each further one with its own.

    The main registrant is the first of the filers with a balance sheet of some length.
    """
    sheets = {
        owners[s.id]
        for s in statements
        if s.kind is StatementKind.BALANCE_SHEET
        and s.id in owners
        and sum(bool(ln.cells) for ln in s.lines) >= 4
    }
    present = [i for i in range(len(filers)) if i in sheets]
    if not present:
        return 0, list(statements), []
    main = present[0]
    first = [s for s in statements if owners.get(s.id) == main]
    kinds = {s.kind for s in first}
    first = [s for s in statements if s in first or (owners.get(s.id) is None and s.kind not in kinds)]
    return main, first, [(i, [s for s in statements if owners.get(s.id) == i]) for i in present[1:]]


def read_rows(document: SourceDocument, settings: Settings = DEFAULT) -> list[Row]:
    """All lines of a document as rows."""
    blank_thousands = has_blank_thousands(document.text)
    furniture = {row for page in pages(document) for row in page.furniture}
    encoded = {
        row: RowKind.PAGE if row in (block[0], block[-1]) else RowKind.BLANK
        for block in attachments(document)
        for row in block
    }
    rows = []
    for index, start in enumerate(document.line_starts):
        line = document.line(index)
        if index in encoded:
            rows.append(Row(index, start, line, encoded[index], "", 0, 0, 0, ()))
        elif index in furniture:
            rows.append(Row(index, start, line, RowKind.FURNITURE, "", 0, 0, 0, ()))
        else:
            rows.append(read_row(index, start, line, blank_thousands=blank_thousands, settings=settings))
    return bind_years(rows)


def read_document(
    document: SourceDocument, rows: list[Row], first_id: int, defaults: Defaults, settings: Settings = DEFAULT
) -> list[Statement]:
    """The statements of one document, in order."""
    found: list[Statement] = []
    for region in find_regions(rows, settings):
        placed, whole = in_report_form(document, rows, region, settings)
        statement = read_statement(
            document, placed, whole, f"s{first_id + len(found) + 1}", defaults, settings
        )
        if statement is None:
            continue
        statement = replace(statement, last_row=region.last)
        if statement.kind is StatementKind.EQUITY:
            statement = read_matrix(statement, defaults)
        if sum(runs_together(row.line) for row in rows[region.first : region.last + 1]) >= _RUN_TOGETHER:
            statement = without_facts(statement, RUN_TOGETHER)
        found.append(settle_shares(statement))
    return settle_years(found)


_RUN_TOGETHER = 3  # rows of a statement whose amounts have lost the blanks between them


def _defaults(submission: Submission, cover: Cover) -> Defaults:
    fiscal_year_end = None
    if submission.header is not None:
        for filer in submission.header.filers:
            if len(filer.fiscal_year_end) == 4 and filer.fiscal_year_end.isdigit():
                month, day = int(filer.fiscal_year_end[:2]), int(filer.fiscal_year_end[2:])
                if 1 <= month <= 12 and 1 <= day <= 31:
                    fiscal_year_end = (month, day)
                    break
    annual = not cover.form or cover.form.startswith("10-K")
    if annual and cover.period_end is not None:
        fiscal_year_end = (cover.period_end.month, cover.period_end.day)
    return Defaults(cover.period_end, fiscal_year_end, annual)


__all__ = ["extract", "read_document", "read_rows"]
