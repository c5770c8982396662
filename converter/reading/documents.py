"""Says what the documents of a submission are, and in which of them statements may stand."""

from __future__ import annotations

import re

from converter.model import DocumentKind, SourceDocument, Submission

_MAIN_FORM = re.compile(r"(?:FORM\s+)?10-?[KQ]", re.IGNORECASE)

_ENCODED_START = re.compile(r"begin [0-7]{3,4} |<PDF>|%PDF-|<XML>|<XBRL>|<ZIP>|<EXCEL>|<JSON>", re.IGNORECASE)
_ENCODED_TYPES = ("GRAPHIC", "PDF", "ZIP", "EXCEL", "XML", "COVER.PDF")
_BASE64_LINE = re.compile(r"[A-Za-z0-9+/]{60,76}={0,2}\s*\Z")
_HTML_START = re.compile(r"(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE\s+html|<html|<head\b|<body\b)", re.IGNORECASE)
_HTML_LAYOUT = re.compile(r"<(?:td|div|p|br|font|span|tr)\b", re.IGNORECASE)
_PREFORMATTED = re.compile(r"<pre\b", re.IGNORECASE)

_ATTACHED = re.compile(r"^begin [0-7]{3,4} [^\r\n]+[\r\n]", re.M)
_ATTACHED_ROWS = 2  # so many rows of code at least

_LOOK = 20_000  # characters that are enough to tell what a document is
_LAYOUT_SHARE = 0.05  # layout tags per line above which a document is HTML rather than text


def kind_of(text: str, type_: str = "") -> DocumentKind:
    """What the content of a document is, from its first characters (and its ``<TYPE>``).

    Text that merely sits in a ``<pre>`` element of an HTML shell counts as text: its lines are laid
    out by columns as those of any other.
    """
    head = text[:_LOOK].lstrip("\ufeff \t\r\n\f\v")
    if _ENCODED_START.match(head) or type_.upper() in _ENCODED_TYPES or _is_base64(head):
        return DocumentKind.ENCODED
    layout = sum(1 for _ in _HTML_LAYOUT.finditer(head))
    lines = head.count("\n") + head.count("\r") + 1
    if _HTML_START.match(head):
        shell = _PREFORMATTED.search(head) and layout <= lines * _LAYOUT_SHARE
        return DocumentKind.TEXT if shell else DocumentKind.HTML
    return DocumentKind.HTML if layout > lines and layout > 20 else DocumentKind.TEXT


def _is_base64(head: str) -> bool:
    """Whether the document begins with a block of base64 (six full lines of its alphabet)."""
    lines = head[:1000].splitlines()[:6]
    return len(lines) == 6 and all(_BASE64_LINE.match(line) for line in lines)


def attachments(document: SourceDocument) -> tuple[range, ...]:
    """The rows of a text on which uuencoded files stand ("begin 644 map.gif" to "end")."""
    found: list[range] = []
    rows = len(document.line_starts)
    for match in _ATTACHED.finditer(document.text):
        first = document.span(match.start(), match.end()).line - document.first_line
        row = first + 1
        while row < rows and _is_code(document.line(row)):
            row += 1
        if row - first <= _ATTACHED_ROWS:
            continue
        if row < rows and document.line(row).strip() == "end":
            row += 1
        found.append(range(first, row))
    return tuple(found)


def _is_code(line: str) -> bool:
    """Whether a line is one of uuencode: its first character counts the bytes that the others hold."""
    if not line or not all(" " <= c <= "`" for c in line):
        return False
    held = ord(line[0]) - 32 & 63
    return len(line.rstrip()) <= 1 + -(-held // 3) * 4 <= len(line.rstrip()) + 4


def is_main_form(type_: str) -> bool:
    """Whether ``<TYPE>`` names a periodic report (10-K, 10-Q, 10-K405, 10-KSB, 10-QSB, 10-KT ...)."""
    return bool(_MAIN_FORM.match(type_.strip()))


def primary_documents(submission: Submission) -> tuple[int, ...]:
    """Indexes of the text documents in which statements may stand, best first.

    The main form document, other forms, the annual report (EX-13), other exhibits 99, then what is
    left in order; never the Financial Data Schedule (EX-27), which repeats figures of the others.
    """

    def rank(type_: str) -> int:
        name = type_.strip().upper()
        if is_main_form(name):
            return 0
        if not name.startswith("EX"):
            return 1
        if name.startswith("EX-13"):
            return 2
        return 3 if name.startswith("EX-99") else 4

    texts = [
        document
        for document in submission.documents
        if document.kind is DocumentKind.TEXT
        and not document.type.strip().upper().startswith("EX-27")
        and document.text.strip()
    ]
    return tuple(d.index for d in sorted(texts, key=lambda d: (rank(d.type), d.index)))
