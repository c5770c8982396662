"""Reads the scale of amounts out of headings and titles (phenomena E1 to E7)."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """A printed scale: ``power`` of ten (0, 3, 6, 9), where it is said (offsets in the text searched),
    and whether shares and per-share figures are named as exceptions."""

    power: int
    start: int
    end: int
    except_shares: bool
    except_per_share: bool


_POWERS = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9}
_SCALE = re.compile(
    r"(?:(?:expressed|stated|amounts?|dollars?|figures?|data|numbers|presented|shown|reported)[\s:]{1,3})?"
    r"(?:(?:are|is)\s+)?\bin\s+(?:u\.?s\.?\s+)?(?P<word>thousand|million|billion|hundred)s?\b(?:\s+of\s+(?:u\.?s\.?\s+)?dollars)?"
    r"|\b(?P<of>thousand|million|billion|hundred)s?\s+of\s+(?:u\.?s\.?\s+|united\s+states\s+)?dollars"
    r"|\bdollars?\s+(?:amounts?\s+)?(?:in\s+)?\(?(?P<dollars>thousand|million|billion)s?\b"
    r"|(?P<zeros>\(?\$?\s?'?0{3}(?:,0{3})?'?\s?'?s?\b\)?\s*(?:omitted|'?s?\s*except)?)"
    r"|\$\s?(?P<sign>thousand|million)s\b|\(\s*(?P<bare>thousand|million)s\b"
    r"|\b(?P<mm>\$\s?m{1,2}|\$\s?mil)\b\.?",
    re.I,
)  # fmt: skip
_EXCEPT = re.compile(r"\bexcept(?:ing)?\b|\bother\s+than\b|\bexcluding\b", re.I)
_PER_SHARE = re.compile(r"\bper[\s-]*(?:common\s+)?(?:share|unit)\b|\bearnings\s+per\b", re.I)
_SHARES = re.compile(
    r"\b(?:number\s+of\s+)?shares?\b(?!\s+(?:amounts?|data|figures?|information)?\s*$)", re.I
)


def read_scale(text: str) -> Scale | None:
    """The first scale that a text states, or None. Words that only use it in a sentence don't count."""
    for match in _SCALE.finditer(text):
        word = (
            match.group("word")
            or match.group("of")
            or match.group("dollars")
            or match.group("sign")
            or match.group("bare")
        )
        if word:
            power = _POWERS[word.lower()]
        elif match.group("zeros"):
            zeros = match.group("zeros")
            if not re.search(r"omitted|\$|'|s\b|^\(", zeros, re.I):
                continue
            power = 6 if "000,000" in zeros else 3
        else:
            power = 6
        tail = text[match.end() : match.end() + 160]
        head = text[max(0, match.start() - 60) : match.start()]
        shares = per_share = False
        marker = _EXCEPT.search(tail) or _EXCEPT.search(head)
        if marker:
            words = tail[marker.end() :] if _EXCEPT.search(tail) else head[marker.end() :]
            words = words.split(")")[0]
            per_share = bool(_PER_SHARE.search(words)) or "per" in words.lower()
            without = re.sub(
                r"\bper[\s-]*(?:common\s+)?(?:share|unit)s?(?:\s+(?:amounts?|data|figures?|information))?",
                " ",
                words,
                flags=re.I,
            )
            shares = bool(re.search(r"\bshares?\b|\bunits?\b", without, re.I)) and not re.fullmatch(
                r"\s*share\s+(?:amounts?|data|figures?|information)\s*", without, re.I
            )
            if re.search(r"\bshares?\s*(?:,|and|&|or)\s*per\b|\bshare\s+and\s+per\b", words, re.I) or (
                re.search(r"\bshare\s+(?:amounts?|data|figures?|information)\b", without, re.I)
                and not per_share
            ):
                shares = per_share = True
        return Scale(power, match.start(), match.end(), shares, per_share)
    return None
