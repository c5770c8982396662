"""Reads the cover page: form, registrant, period end, and the cover facts of the dei taxonomy.

How a :class:`~converter.model.CoverFact` is to be shown follows from its parts. It is *visible* where it
stands when ``format`` is set, or when ``value`` is the printed text (one span, blanks compared as one).
It is *hidden* when neither holds: a state printed by its name whose value is a code, a name over two
lines, and what only the submission header says (no span at all).
"""

from __future__ import annotations

import datetime as dt
import re

from converter.extraction._cover_counts import public_float, shares_outstanding
from converter.extraction._cover_identity import (
    address,
    file_number,
    incorporation,
    registrant,
    tax_number,
    telephone,
)
from converter.extraction._cover_marks import answers, reports
from converter.extraction._cover_page import DATE, CoverPage, cover_page, date_format, date_of
from converter.extraction._cover_securities import securities
from converter.model import (
    Cover,
    CoverFact,
    DocumentKind,
    Filer,
    Finding,
    Result,
    Severity,
    SourceDocument,
    Submission,
)

_FORM = re.compile(
    r"\bform\s+(?P<form>10\s?-\s?[KQ](?:T|SB|405)*(?:40)?(?:\s?/\s?A)?)(?![A-Za-z0-9])", re.IGNORECASE
)
_TYPE = re.compile(r"(?:FORM\s+)?(10)-?([KQ][A-Z0-9]*(?:/A)?)", re.IGNORECASE)
_AMENDMENT = re.compile(r"\bamendment\s+(?:no|number)\b\.?\s*\d*|(?<=[A-Z0-9])\s?/\s?A\b", re.IGNORECASE)

_ENDED = re.compile(
    r"\b(?:fiscal\s+years?|quarterly\s+periods?|quarters?|annual\s+period|years?|periods?|months|weeks)"
    r"\s+(?:then\s+)?(?:ended|ending|end)\b",
    re.IGNORECASE,
)
_TRANSITION = re.compile(r"\btransition\s+period\b", re.IGNORECASE)
_FAR = 200  # characters between "ended" and its date, at most
_DIFFERENT = 10  # days by which a printed period end may differ from the header's (52/53-week years)


def read_cover(submission: Submission) -> Result[Cover]:
    """Reads the cover of the submission's main document.

    Whatever the cover doesn't say plainly is left out; form, name and period end come from the
    submission header where the cover is silent.
    """
    main = _main_document(submission)
    if main is None:
        return Result(Cover())
    header = submission.header
    filer = header.filers[0] if header and header.filers else None
    page = cover_page(main)
    findings: list[Finding] = []
    form, form_facts = _form(page, submission)
    name, name_spans, name_rule = registrant(page, filer)
    reported = header.period_of_report if header else None
    filed = header.filed if header else None
    period_end, period_facts = _period_end(page, reported, filed, findings)
    facts = [*form_facts, *period_facts]
    if name:
        confidence = 1.0 if name_spans else 0.9
        facts.append(
            CoverFact("dei:EntityRegistrantName", name, name_spans, confidence=confidence, rule=name_rule)
        )
    facts.extend(_header_facts(filer))
    facts.extend(
        fact
        for fact in (file_number(page, filer), incorporation(page, filer), tax_number(page, filer))
        if fact
    )
    facts.extend(
        (*address(page, name_spans), *telephone(page), *securities(page), *reports(page), *answers(page))
    )
    facts.extend(fact for fact in (shares_outstanding(page), public_float(page)) if fact)
    for what, found in (("registrant", name), ("period end", period_end)):
        if not found:
            findings.append(
                Finding(
                    f"extraction.no-{what.replace(' ', '-')}",
                    Severity.WARNING,
                    f"The cover page doesn't say the {what}, and no submission header does.",
                    main.span(page.start, page.start),
                )
            )
    return Result(
        Cover(form=form, registrant=name, period_end=period_end, facts=tuple(facts)), tuple(findings)
    )


def _main_document(submission: Submission) -> SourceDocument | None:
    """The main form document: the first whose type is a periodic report, else the first with text."""
    texts = [d for d in submission.documents if d.kind is DocumentKind.TEXT and d.text.strip()]
    forms = [d for d in texts if _TYPE.match(d.type)]
    return next(iter(forms or texts), None)


def _form(page: CoverPage, submission: Submission) -> tuple[str, tuple[CoverFact, ...]]:
    """The form type, with dei:DocumentType and dei:AmendmentFlag.

    The submission's own type counts first (it tells 10-K405 from 10-K); dei:DocumentType is the form
    as printed on the cover where that is the same form or its base form.
    """
    printed = page.search(_FORM)
    shown = re.sub(r"\s", "", printed["form"]).upper() if printed else ""
    header = submission.header
    types = (header.form if header else "", page.document.type, shown)
    form = next((f"{m[1]}-{m[2].upper()}" for m in map(_TYPE.match, types) if m), "")
    if not form:
        return "", ()
    amended = form.endswith("/A") or shown.endswith("/A")
    facts: list[CoverFact] = []
    if printed and shown and form.startswith(shown) and (amended == shown.endswith("/A")):
        place = page.span(*printed.span("form"))
        facts.append(CoverFact("dei:DocumentType", shown, (place,), rule="cover.form-printed"))
    else:
        facts.append(CoverFact("dei:DocumentType", form, (), rule="cover.form-of-submission"))
    mark = page.search(_AMENDMENT, page.start, page.start + 3000) if amended else None
    if mark:
        inside = printed is not None and mark.start() < printed.end() and mark.end() > printed.start()
        spans = () if inside else (page.span(*mark.span()),)
        format_ = "" if inside else "ixt:fixed-true"
        facts.append(CoverFact("dei:AmendmentFlag", "true", spans, format=format_, rule="cover.amendment"))
    else:
        facts.append(
            CoverFact(
                "dei:AmendmentFlag", "true" if amended else "false", (), rule="cover.form-of-submission"
            )
        )
    return form, tuple(facts)


def _period_end(
    page: CoverPage, reported: dt.date | None, filed: dt.date | None, findings: list[Finding]
) -> tuple[dt.date | None, tuple[CoverFact, ...]]:
    """The period end as the cover prints it, else as the header gives it."""
    candidates = [
        (match, day)
        for match in _period_dates(page)
        if (day := date_of(match)) and (filed is None or day <= filed)
    ]
    if not candidates:
        if reported is None:
            return None, ()
        fact = CoverFact(
            "dei:DocumentPeriodEndDate", reported.isoformat(), (), confidence=0.9, rule="cover.header-period"
        )
        return reported, (fact,)
    if reported is None:
        match, day = candidates[0]
    else:
        match, day = min(candidates, key=lambda candidate: abs((candidate[1] - reported).days))
    if reported and abs((day - reported).days) > _DIFFERENT:
        findings.append(
            Finding(
                "extraction.period-end-differs",
                Severity.WARNING,
                f"The cover page says {day.isoformat()}, the submission header {reported.isoformat()};"
                " the cover page was followed.",
                page.span(*match.span()),
                {"printed": day.isoformat(), "header": reported.isoformat()},
            )
        )
    fact = CoverFact(
        "dei:DocumentPeriodEndDate",
        day.isoformat(),
        (page.span(*match.span()),),
        format=date_format(match[0]),
        rule="cover.period-ended",
    )
    return day, (fact,)


def _period_dates(page: CoverPage) -> list[re.Match[str]]:
    """Dates that the cover calls the end of the period, in order of appearance."""
    found: list[re.Match[str]] = []
    transition = page.search(_TRANSITION)
    for ended in page.finditer(_ENDED):
        limit = ended.end() + _FAR
        if transition and transition.start() > ended.end():
            limit = min(limit, transition.start())
        date = page.search(DATE, ended.end(), limit)
        if date:
            found.append(date)
    if transition:
        dates = list(
            DATE.finditer(page.document.text, transition.end(), min(transition.end() + _FAR, page.end))
        )
        between = page.document.text[dates[0].end() : dates[1].start()] if len(dates) > 1 else ""
        if re.fullmatch(r"[\s,_]*(?:to|through)[\s_]*", between, re.IGNORECASE):
            found.insert(0, dates[1])
    return found


def _header_facts(filer: Filer | None) -> tuple[CoverFact, ...]:
    """What only the submission header says: CIK and the end of the fiscal year."""
    if filer is None:
        return ()
    facts: list[CoverFact] = []
    if re.fullmatch(r"\d{10}", filer.cik):
        facts.append(CoverFact("dei:EntityCentralIndexKey", filer.cik, (), rule="cover.header-cik"))
    if re.fullmatch(r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", filer.fiscal_year_end):
        value = f"--{filer.fiscal_year_end[:2]}-{filer.fiscal_year_end[2:]}"
        facts.append(
            CoverFact("dei:CurrentFiscalYearEndDate", value, (), rule="cover.header-fiscal-year-end")
        )
    return tuple(facts)
