"""Characters that XML 1.0 forbids, and what stands visibly for them in the inline document."""

from __future__ import annotations

import re

from converter.model import Finding, Severity, SourceDocument

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def stand_in(character: str) -> str:
    """The visible character for a forbidden one: its control picture (U+2400 block), else U+FFFD."""
    code = ord(character)
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"


def replacements(document: SourceDocument) -> tuple[Finding, ...]:
    """One finding per forbidden character that occurs in ``document``, with its places (first 20)."""
    places: dict[str, list[int]] = {}
    for match in FORBIDDEN.finditer(document.text):
        places.setdefault(match.group(), []).append(match.start())
    return tuple(
        Finding(
            "reporting.character-replaced",
            Severity.INFO,
            f"The character U+{ord(character):04X}, which XML does not allow, is shown as "
            f"U+{ord(stand_in(character)):04X} ({len(offsets)} times).",
            document.span(offsets[0], offsets[0] + 1),
            {
                "character": f"U+{ord(character):04X}",
                "count": len(offsets),
                "lines": sorted({document.span(offset, offset).line for offset in offsets[:20]}),
            },
        )
        for character, offsets in sorted(places.items())
    )
