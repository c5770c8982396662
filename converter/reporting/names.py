"""Names and labels made from printed words: element names, tidy captions."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[A-Za-z0-9]+")
_SPACE = re.compile(r"\s+")
_TRAILERS = " .:-=_*"


def element_name(words: str, suffix: str = "") -> str:
    """An element's local name in upper camel case from printed words (LC3 of the EDGAR Filer Manual,
    6.8.6), ``suffix`` appended; "" when the words hold no letter."""
    plain = unicodedata.normalize("NFKD", words.replace("'", ""))
    parts = [
        part[:1].upper() + part[1:].lower() if part.isupper() else part[:1].upper() + part[1:]
        for part in _WORD.findall(plain)
    ]
    name = ""
    for part in parts:
        if len(name) + len(part) > 120:
            break
        name += part
    name = name.lstrip("0123456789")
    return name[:1].upper() + name[1:] + suffix if name else ""


def caption(text: str) -> str:
    """A printed label as a label resource: one line, no XML-forbidden characters, no leaders at its end."""
    clean = "".join(" " if unicodedata.category(character)[0] == "C" else character for character in text)
    return _SPACE.sub(" ", clean).strip().rstrip(_TRAILERS).strip()[:400]
