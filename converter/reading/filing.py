"""Reads a filing: a bare document, or a submission with header and documents."""

from __future__ import annotations

import bisect
import hashlib
from dataclasses import dataclass
from itertools import pairwise

from converter.model import DocumentKind, Finding, Result, Severity, SourceDocument, Submission, line_starts
from converter.reading.decoding import binary_kind, decode
from converter.reading.documents import attachments, kind_of
from converter.reading.header import read_header

MAX_BYTES = 50_000_000
"""The largest filing that is read, in bytes. Text submissions of the paper-form era stay far below it."""

_ENVELOPE = "-----BEGIN PRIVACY-ENHANCED MESSAGE-----"
_CONTAINERS = ("<SEC-DOCUMENT>", "<IMS-DOCUMENT>", "<SEC-HEADER>", "<IMS-HEADER>")
_HEADER_ENDS = ("</SEC-HEADER>", "</IMS-HEADER>")
_AFTER_DOCUMENT = ("</SEC-DOCUMENT>", "</IMS-DOCUMENT>", "-----END PRIVACY-ENHANCED MESSAGE-----")
_FIELDS = ("<TYPE>", "<SEQUENCE>", "<FILENAME>", "<DESCRIPTION>")
_HEAD = 50_000  # characters within which the header of a bare file is looked for
_LONGEST_STUB = 200  # characters after a header that may still be remains of a container rather than a filing


@dataclass(frozen=True, slots=True)
class _Part:
    """Where a document of a container stands: its fields, and ``text[start:end]`` of the whole."""

    fields: dict[str, str]
    start: int
    end: int
    closed: bool


def read(data: bytes, name: str) -> Result[Submission | None]:
    """Reads the bytes of a filing; ``name`` is the name that it goes by in messages and outputs.

    The value is None when the input is refused; the one finding of severity *error* then says why:
    empty, too large (more than :data:`MAX_BYTES`), no text, HTML only, or cut off before the text of
    the first document. Container tags count at the beginning of a line only; what stands between
    ``<TEXT>`` and ``</TEXT>`` stays as it is, character by character.
    """
    if not data.strip():
        return _refused("reading.empty-file", f"{name} is empty.")
    if len(data) > MAX_BYTES:
        return _refused(
            "reading.too-large",
            f"{name} has {len(data):,} bytes; the largest filing that is read has {MAX_BYTES:,}.",
        )
    kind = binary_kind(data)
    if kind:
        return _refused("reading.not-text", f"{name} is {kind}, not a plain-text filing.")
    text, encoding = decode(data)
    parts = _parts(text)
    cut_off = _cut_off(text, parts)
    if cut_off:
        return _refused("reading.cut-off-before-text", f"{name} {cut_off}")
    documents = _documents(text, encoding, parts)
    for part, document in zip(parts, documents, strict=False):
        if not part.closed and part.end == len(text):
            return _refused(
                "reading.submission-cut-off",
                f"{name} ends in the text of document {document.index + 1} ({document.type or 'no type'}): "
                "it is cut off, and what follows is missing.",
            )
    if not any(document.kind is DocumentKind.TEXT and document.text.strip() for document in documents):
        if any(document.kind is DocumentKind.HTML for document in documents):
            return _refused("reading.html-only", f"{name} is HTML; only plain-text filings are converted.")
        return _refused("reading.no-text", f"{name} holds no text document.")
    submission = Submission(
        name=name,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        header=read_header(_header_text(text)),
        documents=documents,
    )
    return Result(submission, tuple(_findings(name, encoding, text, parts, documents)))


def _refused(code: str, message: str) -> Result[Submission | None]:
    return Result(None, (Finding(code, Severity.ERROR, message),))


def _at_line_start(text: str, tag: str, start: int, end: int) -> int:
    """Offset of the first ``tag`` that begins a line within ``text[start:end]``, or -1."""
    found = text.find(tag, start, end)
    while found > 0 and text[found - 1] not in "\r\n\f":
        found = text.find(tag, found + 1, end)
    return found


def _parts(text: str) -> tuple[_Part, ...]:
    """The documents of a container, in order; none when the file is bare."""
    starts: list[int] = []
    position = _at_line_start(text, "<DOCUMENT>", 0, len(text))
    while position != -1:
        starts.append(position)
        position = _at_line_start(text, "<DOCUMENT>", position + 1, len(text))
    return tuple(_part(text, start, end) for start, end in pairwise([*starts, len(text)]))


def _part(text: str, start: int, end: int) -> _Part:
    """The document that begins with the ``<DOCUMENT>`` at ``start``; the next one begins at ``end``."""
    fields: dict[str, str] = {}
    position = start + len("<DOCUMENT>")
    while True:
        while position < end and text[position] in " \t\r\n\f":
            position += 1
        tag = next((tag for tag in _FIELDS if text.startswith(tag, position)), "")
        if not tag:
            break
        stop = min(
            (e for e in (text.find("\n", position, end), text.find("\r", position, end)) if e != -1),
            default=end,
        )
        fields.setdefault(tag, text[position + len(tag) : stop].strip())
        position = stop
    if text.startswith("<TEXT>", position):
        position += len("<TEXT>")
    closing = _at_line_start(text, "</TEXT>", position, end)
    if closing != -1:
        return _Part(fields, position, closing, closed=True)
    # The closing tag is missing, or stands at the end of the last line.
    for tag in ("</DOCUMENT>", *_AFTER_DOCUMENT):
        boundary = _at_line_start(text, tag, position, end)
        if boundary != -1:
            end = boundary
    inline = text.rfind("</TEXT>", position, end)
    if inline != -1 and not text[inline + len("</TEXT>") : end].strip():
        return _Part(fields, position, inline, closed=True)
    return _Part(fields, position, end, closed=False)


def _cut_off(text: str, parts: tuple[_Part, ...]) -> str:
    """What is missing when a submission ends before the text of its first document; else ""."""
    if parts:
        if any(text[part.start : part.end].strip() for part in parts):
            return ""
        if all(part.closed for part in parts):
            return ""
        return "is cut off before the text of its first document begins."
    head = text[:_HEAD].lstrip("\ufeff \t\r\n\f")
    contained = head.startswith(_ENVELOPE) or any(head.startswith(tag) for tag in _CONTAINERS)
    ends = [text.find(tag) + len(tag) for tag in _HEADER_ENDS if tag in text]
    if contained and (not ends or len(text[max(ends) :].strip()) <= _LONGEST_STUB):
        return "is cut off: it has a submission header, but no document."
    return ""


def _header_text(text: str) -> str:
    """The part of a file in which the submission header stands ("" when it has none)."""
    first = _at_line_start(text, "<DOCUMENT>", 0, len(text))
    if first != -1:
        return text[:first]
    head = text[:_HEAD]
    folded = head.upper()
    ends = [folded.find(tag) for tag in _HEADER_ENDS if tag in folded]
    return head[: min(ends)] if ends else ""


def _documents(text: str, encoding: str, parts: tuple[_Part, ...]) -> tuple[SourceDocument, ...]:
    whole = (_Part({}, 0, len(text), closed=True),)
    lines = line_starts(text)
    return tuple(_document(index, part, text, encoding, lines) for index, part in enumerate(parts or whole))


def _document(index: int, part: _Part, text: str, encoding: str, lines: tuple[int, ...]) -> SourceDocument:
    content = text[part.start : part.end]
    type_ = part.fields.get("<TYPE>", "")
    first = bisect.bisect_right(lines, part.start)
    last = bisect.bisect_left(lines, part.end)
    return SourceDocument(
        index=index,
        type=type_,
        sequence=part.fields.get("<SEQUENCE>", ""),
        filename=part.fields.get("<FILENAME>", ""),
        description=part.fields.get("<DESCRIPTION>", ""),
        text=content,
        encoding=encoding,
        sha256=hashlib.sha256(content.encode(encoding)).hexdigest(),
        first_line=first,
        line_starts=(0, *(start - part.start for start in lines[first:last])),
        kind=kind_of(content, type_),
    )


def _findings(
    name: str,
    encoding: str,
    text: str,
    parts: tuple[_Part, ...],
    documents: tuple[SourceDocument, ...],
) -> list[Finding]:
    findings: list[Finding] = []
    if encoding not in ("ascii", "utf-8"):
        findings.append(
            Finding(
                "reading.encoding-assumed",
                Severity.INFO,
                f"{name} doesn't name its encoding; its bytes above 127 were read as {encoding}.",
                data={"encoding": encoding},
            )
        )
    for part, document in zip(parts, documents, strict=False):
        label = f"document {document.index + 1} ({document.type or 'no type'})"
        place = document.span(0, 0)
        data = {"document": document.index, "type": document.type, "sha256": document.sha256}
        if not part.closed:
            findings.append(
                Finding(
                    "reading.end-mark-missing",
                    Severity.WARNING,
                    f"The text of {label} has no end mark; it was read up to the next document.",
                    place,
                    data,
                )
            )
        if document.kind is not DocumentKind.TEXT:
            what = "HTML" if document.kind is DocumentKind.HTML else "an encoded attachment"
            findings.append(
                Finding(
                    "reading.document-skipped",
                    Severity.INFO,
                    f"The content of {label} is {what} and was not converted.",
                    place,
                    data,
                )
            )
    for document in documents:
        for rows in attachments(document) if document.kind is DocumentKind.TEXT else ():
            start = document.line_starts[rows.start]
            findings.append(
                Finding(
                    "reading.attachment-skipped",
                    Severity.INFO,
                    f"A uuencoded file of {len(rows)} lines stands in the text and was not read.",
                    document.span(start, start + len(document.line(rows.start))),
                    {"document": document.index, "lines": len(rows)},
                )
            )
    return findings
