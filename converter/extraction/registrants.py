"""Tells the statements of several registrants in one filing apart by the names above them (A3)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from converter.extraction.tokens import Row, RowKind
from converter.model import Filer, SourceDocument, Statement, Submission

_EXACT = re.compile(r"\(\s*exact\s+names?\s+of\s+(?:each\s+)?(?:the\s+)?registrants?", re.I)
# fmt: off
_SUFFIXES = frozenset({
    "inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "lp", "llc", "plc",
    "the", "of", "and", "a", "new", "old", "de", "oh", "nv", "in",
})
# fmt: on
_WORD = re.compile(r"[A-Za-z0-9]+")
_ABOVE, _BELOW = 8, 3
_COVER_ROWS = 220


def registrants(submission: Submission, cover_rows: Sequence[Row]) -> tuple[Filer, ...]:
    """The registrants of a filing, two or more, or () when there is but one.

    The filers of the submission header; where it names only one (or is missing), the names that the
    cover page gives as exact names of registrants.
    """
    filers = submission.header.filers if submission.header is not None else ()
    if len(filers) > 1:
        return filers
    names: list[str] = []
    for position, row in enumerate(cover_rows[:_COVER_ROWS]):
        if not _EXACT.search(row.line):
            continue
        for above in reversed(cover_rows[max(0, position - 4) : position]):
            text = above.line.strip()
            if any(c.isalpha() for c in text):
                names.append(" ".join(text.split()))
                break
    unique = list(dict.fromkeys(names))
    if len(unique) < 2:
        return ()
    known = {key_words(f.name): f for f in filers}
    return tuple(known.get(key_words(n), Filer("", n)) for n in unique)


def key_words(name: str) -> tuple[str, ...]:
    """The words of a name that tell it from others, in lower case, without legal forms."""
    plain = name.lower().replace("'", "").replace("\u2019", "").replace("&", " ")
    words = tuple(w for w in _WORD.findall(plain) if w not in _SUFFIXES)
    return words or tuple(_WORD.findall(plain))


def owner(
    document: SourceDocument, statement: Statement, rows: Sequence[Row], filers: Sequence[Filer]
) -> int | None:
    """Which registrant's name stands over a statement (index into ``filers``), or None.

    The nearest line decides; in one line the longest name does.
    """
    title = document.row(statement.title_span)
    near = sorted(
        range(max(0, title - _ABOVE), min(len(rows), title + _BELOW + 1)), key=lambda i: abs(i - title)
    )
    page = max((r.index for r in rows[max(0, title - _ABOVE) : title] if r.kind is RowKind.PAGE), default=-1)
    for index in near:
        if index < page:
            continue
        found = match_name(rows[index].line, filers)
        if found is not None:
            return found
    return None


def match_name(line: str, filers: Sequence[Filer]) -> int | None:
    """The registrant whose name a line holds as running words (the longest wins), or of whose name alone
    it is the beginning."""
    words = key_words(line)
    best: tuple[int, int] | None = None
    for index, filer in enumerate(filers):
        wanted = key_words(filer.name)
        size = len(wanted)
        if any(words[i : i + size] == wanted for i in range(len(words) - size + 1)) and (
            best is None or size > best[0]
        ):
            best = (size, index)
    if best is None and words:
        # a heading that is nothing but the beginning of one registrant's name: "Monongahela"
        short = [i for i, f in enumerate(filers) if key_words(f.name)[: len(words)] == words]
        return short[0] if len(short) == 1 else None
    return None if best is None else best[1]
