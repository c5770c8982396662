"""The boxes of the cover: which report this is, and the registrant's yes or no to standard questions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from converter.extraction._cover_page import CoverPage
from converter.model import CoverFact

_TOKEN = re.compile(
    r"(?P<box>\[\s{0,4}(?:[xX]|_+|\(?[Cc]heck\s+[Mm]ark\)?)?\s{0,4}\]|\|\s{0,2}[xX_]?\s{0,2}\||/\s{0,3}[xX]?\s{0,3}/"
    r"|\(\s{0,3}[xX]?\s{0,3}\)|<\s?[xX]?\s?>)"
    r"|(?P<on>(?<![A-Za-z])[xX](?![A-Za-z])|\([Cc]heck [Mm]ark\)|(?<=_)[xX](?=_))"
    r"|(?P<off>_{2,}|-{2,})"
    r"|(?P<yes>(?<![A-Za-z])(?:YES|Yes|yes)(?![A-Za-z]))|(?P<no>(?<![A-Za-z])(?:NO|No|no)(?![A-Za-z]))"
    r"|(?P<word>[A-Za-z]{2,})"
)
_REPORT = re.compile(
    r"(?P<box>\[[^\]\n]{0,14}\]|\|[^|\n]{0,3}\||/[^/\n]{0,3}/|\([ xX]{0,4}\)|<[ xX]{0,3}>)\s{0,12}"
    r"(?:(?P<annual>annual)|(?P<quarterly>quarterly)|(?P<transition>transition))\s+report",
    re.IGNORECASE,
)
_REPORTS = {
    "annual": "dei:DocumentAnnualReport",
    "quarterly": "dei:DocumentQuarterlyReport",
    "transition": "dei:DocumentTransitionReport",
}

_WINDOW = 320  # characters after a question within which its answer stands


@dataclass(frozen=True, slots=True)
class _Question:
    """A question of the cover: the words after which the answer stands, and what yes and no mean."""

    pattern: re.Pattern[str]
    element: str
    yes: str
    no: str
    rule: str
    boolean: bool = False


def _question(
    pattern: str, element: str, yes: str, no: str, rule: str, *, boolean: bool = False
) -> _Question:
    return _Question(re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE), element, yes, no, rule, boolean)


_ACT = r"(?: of the(?: securities)?(?: exchange)? act(?: of 19\d\d)?)?"
_AS_DEFINED = r" \(?as defined in(?: exchange act)? rule 12b-2" + _ACT + r"\)?"
_QUESTIONS = (
    _question(
        r"(?:such|the|these) filing requirements? for (?:at least )?the past (?:90|ninety)(?: \(90\))? days",
        "dei:EntityCurrentReportingStatus", "Yes", "No", "cover.reports-filed",
    ),
    _question(
        r"is an accelerated filer" + _AS_DEFINED,
        "dei:EntityFilerCategory", "Accelerated Filer", "Non-accelerated Filer", "cover.accelerated-filer",
    ),
    _question(
        r"is a shell company" + _AS_DEFINED,
        "dei:EntityShellCompany", "true", "false", "cover.shell-company", boolean=True,
    ),
    _question(
        r"well-known seasoned issuer,? as defined in rule 405" + _ACT,
        "dei:EntityWellKnownSeasonedIssuer", "Yes", "No", "cover.seasoned-issuer",
    ),
    _question(
        r"not required to file reports pursuant to section 13 or (?:section )?15\(d\)" + _ACT,
        "dei:EntityVoluntaryFilers", "Yes", "No", "cover.voluntary-filer",
    ),
)  # fmt: skip


def reports(page: CoverPage) -> tuple[CoverFact, ...]:
    """The boxes before "annual report", "quarterly report" and "transition report"."""
    facts: dict[str, CoverFact] = {}
    for match in page.finditer(_REPORT):
        marked = _marked(match["box"])
        if marked is None:
            continue
        element = _REPORTS[next(name for name in _REPORTS if match[name])]
        facts.setdefault(
            element,
            CoverFact(
                element,
                "true" if marked else "false",
                (page.span(*match.span("box")),),
                format="ixt:fixed-true" if marked else "ixt:fixed-false",
                rule="cover.report-box",
            ),
        )
    return tuple(facts.values())


def _marked(box: str) -> bool | None:
    """Whether a box is marked; None when it holds something else."""
    inside = box[1:-1].strip().strip("()").lower()
    if inside in ("x", "check mark"):
        return True
    return False if not inside.strip("_") else None


def answers(page: CoverPage) -> tuple[CoverFact, ...]:
    """The answers to the standard questions that are asked with a pair of boxes, yes and no."""
    facts: list[CoverFact] = []
    for question in _QUESTIONS:
        asked = page.search(question.pattern)
        answer = _answer(page, asked.end()) if asked else None
        if answer is None:
            continue
        word = answer[0].lower() == "yes"
        value = question.yes if word else question.no
        format_ = ("ixt:fixed-true" if word else "ixt:fixed-false") if question.boolean else ""
        facts.append(
            CoverFact(
                question.element, value, (page.span(*answer.span()),), format=format_, rule=question.rule
            )
        )
    return tuple(facts)


def _answer(page: CoverPage, start: int) -> re.Match[str] | None:
    """The word, yes or no, that is marked after ``start``; None when that isn't clear."""
    tokens: list[tuple[str, re.Match[str]]] = []
    text = page.document.text
    for match in _TOKEN.finditer(text, start, min(start + _WINDOW, page.end)):
        kind = str(match.lastgroup)
        if kind == "box":
            marked = _marked(match[0])
            if marked is None:
                break
            kind = "on" if marked else "off"
        if kind == "word":
            if any(name in ("yes", "no") for name, _ in tokens):
                break
            if match.start() - start > 150:
                break
            tokens.clear()
            continue
        tokens.append((kind, match))
    kinds = [kind for kind, _ in tokens]
    if kinds.count("yes") != 1 or kinds.count("no") != 1 or kinds.count("on") != 1:
        return None
    yes, no, on = kinds.index("yes"), kinds.index("no"), kinds.index("on")
    if yes > no:
        return None
    marks_precede = kinds[0] in ("on", "off") and not (kinds[0] == "off" and kinds[-1] in ("on", "off"))
    if marks_precede:
        chosen = "yes" if on < yes else "no" if yes < on < no else ""
    else:
        chosen = "yes" if yes < on < no else "no" if on > no else ""
    return tokens[yes if chosen == "yes" else no][1] if chosen else None
