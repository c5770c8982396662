"""Reads the EDGAR submission header into typed data."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from converter.model import Filer, SubmissionHeader

_PRINTED = re.compile(r"[ \t]*([A-Z][A-Z0-9 .'/-]*?)[ \t]*:[ \t]*(.*?)[ \t]*\Z")
_TAGGED = re.compile(r"[ \t]*<(/?)([A-Z][A-Z0-9-]*)>[ \t]*(.*?)[ \t]*\Z", re.IGNORECASE)
_SIC = re.compile(r"(.*?)\s*\[?(\d{4})\]?\s*\Z")

_LONGEST_LINE = 500  # characters; a longer line is no header entry

_FILER_STARTS = frozenset(
    {"FILER", "FILED BY", "FILED FOR", "SUBJECT COMPANY", "REPORTING OWNER", "ISSUER", "CO REGISTRANT"}
)
_SECTIONS = frozenset(
    {"COMPANY DATA", "OWNER DATA", "FILING VALUES", "BUSINESS ADDRESS", "MAIL ADDRESS", "FORMER COMPANY"}
)

_SUBMISSION_FIELDS = {
    "ACCESSION NUMBER": "accession_number",
    "CONFORMED SUBMISSION TYPE": "form",
    "TYPE": "form",
    "CONFORMED PERIOD OF REPORT": "period_of_report",
    "PERIOD": "period_of_report",
    "FILED AS OF DATE": "filed",
    "FILING DATE": "filed",
}
_COMPANY_FIELDS = {
    "COMPANY CONFORMED NAME": "name",
    "CONFORMED NAME": "name",
    "CENTRAL INDEX KEY": "cik",
    "CIK": "cik",
    "IRS NUMBER": "irs_number",
    "STATE OF INCORPORATION": "state_of_incorporation",
    "FISCAL YEAR END": "fiscal_year_end",
    "SEC FILE NUMBER": "file_number",
    "FILE NUMBER": "file_number",
}
_ADDRESS_FIELDS = {
    "STREET 1": "street",
    "STREET1": "street",
    "CITY": "city",
    "STATE": "state",
    "ZIP": "zip",
    "BUSINESS PHONE": "phone",
    "PHONE": "phone",
}
_SIC_FIELDS = frozenset({"STANDARD INDUSTRIAL CLASSIFICATION", "ASSIGNED SIC"})


def read_header(text: str) -> SubmissionHeader | None:
    """The header in ``text`` (all that stands before the first document), or None when there is none.

    Reads the printed form ("CENTRAL INDEX KEY: 0000106535") and the tagged form ("<CIK>0000106535")
    in which older and raw submissions stand. Values are as printed; what is absent is "" or None.
    """
    submission: dict[str, str] = {}
    filers: list[Filer] = []
    section = ""
    for line in text.splitlines():
        key, value = _entry(line)
        if not key:
            continue
        if not value:
            if key in _FILER_STARTS:
                filers.append(Filer(cik="", name=""))
                section = ""
            elif key in _SECTIONS:
                section = key
            continue
        if not filers:
            name = _SUBMISSION_FIELDS.get(key)
            if name:
                submission.setdefault(name, value)
                continue
            if key not in _COMPANY_FIELDS:
                continue
            filers.append(Filer(cik="", name=""))
        filers[-1] = _with(filers[-1], section, key, value)
    named = tuple(filer for filer in filers if filer.cik or filer.name)
    if not named and "accession_number" not in submission and "form" not in submission:
        return None
    return SubmissionHeader(
        accession_number=submission.get("accession_number", ""),
        form=submission.get("form", ""),
        period_of_report=_date(submission.get("period_of_report", "")),
        filed=_date(submission.get("filed", "")),
        filers=named,
    )


def _entry(line: str) -> tuple[str, str]:
    """Key (upper case, words separated by blanks) and value of a header line; key "" when it is none."""
    if len(line) > _LONGEST_LINE:
        return "", ""
    tagged = _TAGGED.match(line)
    if tagged:
        return ("", "") if tagged[1] else (tagged[2].upper().replace("-", " "), tagged[3])
    printed = _PRINTED.match(line)
    if printed:
        return printed[1].replace("-", " "), printed[2]
    return "", ""


def _with(filer: Filer, section: str, key: str, value: str) -> Filer:
    """``filer`` with one more datum; the first of each kind stays."""
    if section in ("MAIL ADDRESS", "FORMER COMPANY"):
        return filer
    if key in _SIC_FIELDS and not filer.sic:
        match = _SIC.match(value)
        return replace(filer, sic=match[2], sic_name=match[1]) if match else replace(filer, sic_name=value)
    name = _COMPANY_FIELDS.get(key) or _ADDRESS_FIELDS.get(key)
    if name is None or getattr(filer, name):
        return filer
    if name == "cik" and value.isdigit():
        value = value.zfill(10)
    if name == "fiscal_year_end" and not re.fullmatch(r"\d{4}", value):
        return filer
    changed: dict[str, str] = {name: value}
    return replace(filer, **changed)


def _date(value: str) -> dt.date | None:
    """The day that eight digits name, else None."""
    if not re.fullmatch(r"\d{8}", value):
        return None
    try:
        return dt.date(int(value[:4]), int(value[4:6]), int(value[6:]))
    except ValueError:
        return None
