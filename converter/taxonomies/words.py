"""Makes a readable label of an element name, for concepts whose release gives no label."""

from __future__ import annotations

import re

# A word: capitals before a capitalised word (an acronym), a capitalised word, capitals, digits, lower case.
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z][a-z]+|[A-Z]+|[0-9]+|[a-z]+")
_SMALL = frozenset({"a", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"})
_MARKS = ("Abstract", "Axis", "Domain", "Member", "Table", "LineItems", "TextBlock", "RollForward")


def label_from_name(name: str) -> str:
    """ "ProductOrServiceAxis" -> "Product or Service [Axis]". ``name`` is a local name."""
    mark = next((mark for mark in _MARKS if name.endswith(mark) and name != mark), "")
    words = _WORD.findall(name.removesuffix(mark))
    text = " ".join(
        word.lower() if index and word.lower() in _SMALL else word for index, word in enumerate(words)
    )
    return f"{text} [{' '.join(_WORD.findall(mark))}]" if mark else text
