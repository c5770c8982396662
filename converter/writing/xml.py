"""Escaping for the XML files that are built as strings: ASCII, with numeric character references."""

from __future__ import annotations

from converter.reporting.characters import FORBIDDEN, stand_in

HEADER = '<?xml version="1.0" encoding="utf-8"?>\n'

_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
)


def text(value: str) -> str:
    """``value`` as element content; characters that XML forbids become visible stand-ins."""
    return _allowed(value).translate(_TEXT)


def attribute(value: str) -> str:
    """``value`` as the content of a quoted attribute."""
    return _allowed(value).translate(_ATTRIBUTE)


def ascii_bytes(document: str) -> bytes:
    """The finished document in ASCII; every other character is a numeric reference."""
    return document.encode("ascii", "xmlcharrefreplace")


def _allowed(value: str) -> str:
    return FORBIDDEN.sub(lambda match: stand_in(match.group()), value) if FORBIDDEN.search(value) else value
