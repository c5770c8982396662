"""Names of states and countries as covers print them, with EDGAR's codes for them."""

from __future__ import annotations

import re

# EDGAR state and country codes (EDGAR Filer Manual, volume I; the same in the dei schema).
_STATES = {
    "alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA",
    "colorado": "CO", "connecticut": "CT", "delaware": "DE", "district of columbia": "DC",
    "florida": "FL", "georgia": "GA", "hawaii": "HI", "idaho": "ID", "illinois": "IL",
    "indiana": "IN", "iowa": "IA", "kansas": "KS", "kentucky": "KY", "louisiana": "LA",
    "maine": "ME", "maryland": "MD", "massachusetts": "MA", "michigan": "MI", "minnesota": "MN",
    "mississippi": "MS", "missouri": "MO", "montana": "MT", "nebraska": "NE", "nevada": "NV",
    "new hampshire": "NH", "new jersey": "NJ", "new mexico": "NM", "new york": "NY",
    "north carolina": "NC", "north dakota": "ND", "ohio": "OH", "oklahoma": "OK", "oregon": "OR",
    "pennsylvania": "PA", "rhode island": "RI", "south carolina": "SC", "south dakota": "SD",
    "tennessee": "TN", "texas": "TX", "utah": "UT", "vermont": "VT", "virginia": "VA",
    "washington": "WA", "west virginia": "WV", "wisconsin": "WI", "wyoming": "WY",
}  # fmt: skip
_ELSEWHERE = {
    "alberta": "A0", "british columbia": "A1", "manitoba": "A2", "new brunswick": "A3",
    "nova scotia": "A5", "ontario": "A6", "quebec": "A8", "saskatchewan": "A9",
    "australia": "C3", "bahamas": "C5", "barbados": "C8", "belgium": "C9", "bermuda": "D0",
    "british virgin islands": "D8", "canada": "Z4", "cayman islands": "E9", "france": "I0",
    "germany": "2M", "guam": "GU", "hong kong": "K3", "ireland": "L2", "israel": "L3",
    "japan": "M0", "liberia": "N0", "luxembourg": "N4", "marshall islands": "1T", "mexico": "O5",
    "netherlands": "P7", "netherlands antilles": "P8", "panama": "R1", "puerto rico": "PR",
    "republic of panama": "R1", "sweden": "V7", "switzerland": "V8", "united kingdom": "X0",
}  # fmt: skip

_CODES = frozenset(_STATES.values())
STATE_CODES = _CODES | frozenset(_ELSEWHERE.values())
"""EDGAR's codes that are known here."""

_PREFIX = re.compile(
    r"(?:the\s+)?(?:(?:state|commonwealth|province)\s+of\s+|a\s+|an\s+|the\s+)?", re.IGNORECASE
)
_NAMES = "|".join(name.replace(" ", r"\s+") for name in sorted(_STATES, key=len, reverse=True))

STATE_AT_END = re.compile(
    rf"(?:^|[\s,])(?P<state>{'|'.join(sorted(_CODES))}|D\.C\.?|N\.Y\.?|N\.J\.?|(?i:{_NAMES}))[.,]?\s*\Z"
)
"""A state of the United States at the end of a text: by its postal code, or by its name."""

A_STATE_ENTITY = re.compile(
    rf"\b(?:a|an)\s+(?P<state>{_NAMES})\s+(?:corporation|limited|general|business|partnership|statutory|trust)",
    re.IGNORECASE,
)
"""The words "a Delaware corporation" and the like."""


def jurisdiction_code(text: str) -> str:
    """EDGAR's code for the jurisdiction of incorporation that ``text`` names (or is), or ""."""
    words = " ".join(text.split()).strip(" .,*")
    if words in _CODES and words not in ("OR", "IN"):  # words of English in capitals
        return words
    name = _PREFIX.sub("", words, count=1).removesuffix(", U.S.A.").removesuffix(" corporation").lower()
    name = name.removesuffix(" corporation").strip(" .,")
    return _STATES.get(name) or _ELSEWHERE.get(name, "")


def state_code(text: str) -> str:
    """The postal code of the state that ``text`` names (by name or code), or ""."""
    words = " ".join(text.split()).strip(" ,")
    if words in _CODES:
        return words
    dotted = words.replace(".", "")
    return dotted if dotted in _CODES else _STATES.get(words.lower(), "")
