"""Names of a report: its entity (CIK, or the fallback), file base, namespace and prefix."""

from __future__ import annotations

import datetime as dt
import hashlib
import re

from converter.model import Cover, Finding, Severity, Submission

CIK_SCHEME = "http://www.sec.gov/CIK"
"""Entity scheme of EDGAR (EDGAR Filer Manual, 6.5.1); identifiers have ten digits."""

FALLBACK_SCHEME = "http://retroxbrl.org/entity"
"""Entity scheme where no CIK is known: the identifier is the registrant's name in capitals, with
everything but letters and digits made into single hyphens."""

AUTHORITY = "http://retroxbrl.org"
"""Authority of the namespaces and role URIs of reports (they name, and lead nowhere)."""

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_NOT_ALNUM = re.compile(r"[^A-Za-z0-9]+")
_RESERVED = frozenset({
    "dei", "ext", "html", "iso4217", "ix", "ixt", "link", "nonnum", "num", "srt", "tp", "us", "usgaap",
    "ustypes", "xbrldi", "xbrldt", "xbrli", "xhtml", "xlink", "xs", "xsd", "xsi",
})  # fmt: skip


def identify(
    submission: Submission, cover: Cover, cik: str | None, stem: str
) -> tuple[str, str, tuple[Finding, ...]]:
    """The scheme and identifier of the reporting entity.

    The CIK that was given wins over the header's first filer; without either, the fallback scheme
    stands in, and a warning says so.
    """
    filers = submission.header.filers if submission.header else ()
    findings: list[Finding] = []
    for given, place in ((cik or "", "option"), (filers[0].cik if filers else "", "header")):
        digits = given.strip()
        if digits.isascii() and digits.isdigit() and len(digits) <= 10 and int(digits) > 0:
            return CIK_SCHEME, digits.zfill(10), tuple(findings)
        if digits:
            findings.append(
                Finding(
                    "reporting.cik-not-usable",
                    Severity.WARNING,
                    f"The CIK of the {place}, {digits[:40]!r}, is not a number of up to ten digits.",
                    data={"cik": digits[:40], "place": place},
                )
            )
    name = cover.registrant or (filers[0].name if filers else "")
    identifier = _NOT_ALNUM.sub("-", name.upper()).strip("-")[:80].strip("-")
    if not identifier:
        identifier = _NOT_ALNUM.sub("-", stem.upper()).strip("-")[:80] or "UNKNOWN"
    findings.append(
        Finding(
            "reporting.entity-without-cik",
            Severity.WARNING,
            f"No CIK is known for this filing, so the entity is named {identifier} in the scheme "
            f"{FALLBACK_SCHEME}; give the CIK to name it as EDGAR does.",
            data={"scheme": FALLBACK_SCHEME, "identifier": identifier},
        )
    )
    return FALLBACK_SCHEME, identifier, tuple(findings)


def safe_stem(stem: str) -> str:
    """``stem`` as part of a file name and a URI: ASCII letters, digits, ``.``, ``_`` and ``-``.

    A stem that had to be shortened, or of which nothing is left, ends in a hash so that two can't meet.
    """
    safe = _UNSAFE.sub("-", stem).strip("-._")
    if safe and len(safe) <= 80:
        return safe
    digest = hashlib.sha256(stem.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{safe[:70] or 'filing'}-{digest}"


def base_name(stem: str, period_end: dt.date) -> str:
    """The file base: the safe stem, then the period end as ``yyyymmdd``."""
    return f"{safe_stem(stem)}-{period_end:%Y%m%d}"


def namespace(stem: str, period_end: dt.date) -> str:
    """The target namespace of the extension taxonomy: authority, stem, version date (EFM 6.7.4)."""
    return f"{AUTHORITY}/{safe_stem(stem)}/{period_end:%Y%m%d}"


def prefix(stem: str) -> str:
    """The namespace prefix of the extension taxonomy: letters and digits of the stem, never one that
    a standard namespace uses (EFM 6.7.7)."""
    letters = _NOT_ALNUM.sub("", stem).lower()[:24]
    if not letters or letters[0].isdigit() or letters in _RESERVED or letters.startswith("xml"):
        letters = "co" + letters
    return letters
