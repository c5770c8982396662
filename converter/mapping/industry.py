"""Tells a registrant's industry, as the mapping tables name it, from its SIC code."""

from __future__ import annotations

# Ranges of Standard Industrial Classification codes (EDGAR's list), first fit wins.
_RANGES = (
    (1311, 1389, "oil_gas"),
    (2911, 2911, "oil_gas"),
    (4900, 4941, "utility"),
    (4991, 4991, "utility"),
    (6020, 6099, "bank"),
    (6111, 6163, "bank"),
    (6712, 6712, "bank"),
    (6200, 6211, "broker"),
    (6221, 6221, "investment_company"),
    (6311, 6411, "insurance"),
    (6500, 6553, "real_estate"),
    (6798, 6798, "real_estate"),
    (6722, 6726, "investment_company"),
)


def of_sic(sic: str) -> str:
    """The industry of a SIC code: a name that mapping rows use, "commercial", or "" for no code.

    Shells and blank checks (6770) and trusts (6792 to 6799) tell nothing: "".
    """
    if not sic.isdigit():
        return ""
    code = int(sic)
    for low, high, name in _RANGES:
        if low <= code <= high:
            return name
    return "" if 6700 <= code <= 6799 or code < 100 else "commercial"
