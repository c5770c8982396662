"""Recognises the titles of financial statements, however they are set (phenomena A9 to A14)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from converter.extraction.settings import DEFAULT, Settings
from converter.model import Scope, StatementKind


@dataclass(frozen=True, slots=True)
class Title:
    """A line (or two) that reads like the title of a statement. ``rows`` counts its lines."""

    row: int
    rows: int
    kind: StatementKind
    text: str
    continued: bool


_SPACED = re.compile(r"(?:\b\w ){4,}\w\b")
_DECORATION = re.compile(r"[|_=*~]+|-{2,}|</?[A-Z0-9]{1,7}>", re.I)
_CONTINUED = re.compile(r"\b(?:continued|concluded|cont'?d)\b", re.I)
_TELLING = re.compile(r"balance|statement|cash|position|condition|statment|changes in| t |consolidated", re.I)
_WORDS = re.compile(r"[A-Za-z][A-Za-z'&-]*")

_EQUITY_OWNERS = (
    r"(?:stockholder|shareholder|shareowner|share owner|stock holder|owner|partner|member|common"
    r"|unitholder|unit holder|investor|certificateholder|certificate holder|beneficiar|proprietor"
    r"|capital(?!i[sz])|equit|net worth|common stock|deficiency|deficit|surplus|net assets|redeemable|patron)"
)
# Order matters: the first that matches decides.
_KINDS: tuple[tuple[StatementKind, re.Pattern[str]], ...] = (
    (
        StatementKind.INCOME,  # "... of income and retained earnings", "... of operations and equity"
        re.compile(
            r"\bstatements?\s+of\s+(?:\S+\s+){0,2}?(?:income|operations|earnings|loss)\s*(?:,|and|&)(?!.*\bcash\b)"
        ),
    ),
    (
        StatementKind.CASH_FLOW,
        re.compile(
            r"\bstate?ments?,?\s+(?:of|on|showing)\s+(?:\S+\s+){0,4}?cash\s*-?\s*flows?\b"
            r"|\bcash\s*-?flows?\s+statements?\b|\bstatements?\s+of\s+(?:\S+\s+){0,3}?changes\s+in\s+financial\s+position\b"
            r"|^\W*(?:consolidated\s+)?cash\s+flows\W*$|^\W*consolidated\s+cash\s+flows?\b"
        ),
    ),
    (
        StatementKind.BALANCE_SHEET,
        re.compile(
            r"\bbalance[\s-]*sheets?\b"
            r"|\bstatements?\s+of\s+(?:\S+\s+){0,3}?(?:financial\s+|combined\s+)?(?:position|condition)\b"
            r"|\bstatements?\s+of\s+(?!.*\bchanges\b)(?:\S+\s+){0,2}?(?:net\s+)?assets\b"
            r"|\bfinancial\s+position\s+statements?\b"
        ),
    ),
    (
        StatementKind.EQUITY,
        re.compile(
            r"\bstatements?\s+of\s+(?:\S+\s+){0,3}?changes\s+in\s+(?:\S+\s+){0,4}?" + _EQUITY_OWNERS
            + r"|\bstatements?\s+of\s+(?:\S+\s+){0,2}?" + _EQUITY_OWNERS
            + r"|\bstatements?\s+of\s+(?:\S+\s+){0,3}?(?:reinvested|retained|accumulated)\s+(?:earnings|deficit)"  # noqa: E501
            r"|\bchanges\s+in\s+(?:\S+\s+){0,3}?(?:stockholders|shareholders|shareowners|partners|members|owners)\b"
            r"|\b(?:stockholders|shareholders|shareowners|partners|members|owners)['\u2019]?s?['\u2019]?\s+(?:equity|capital)"
            r"\s+statements?\b"
        ),
    ),
    (
        StatementKind.COMPREHENSIVE_INCOME,
        re.compile(r"\bstatements?\s+of\s+(?:\S+\s+){0,2}?comprehensive\s+(?:income|loss|earnings|operations)"),
    ),
    (
        StatementKind.INCOME,
        re.compile(
            r"\bstatements?\s+of\s+(?:\S+\s+){0,4}?(?:income|operations?|earnings|loss(?:es)?|profits?|revenues?|expenses)\b"
            r"|\b(?:income|earnings|operating|profit\s+and\s+loss)\s+statements?\b"
            r"|\bstatements?\s+of\s+(?:\S+\s+){0,2}?results\b"
            r"|^\W*consolidated\s+(?:earnings|income|operations|results(?:\s+of\s+operations)?)\b"
        ),
    ),
)  # fmt: skip
_NOT_A_TITLE = re.compile(
    r"\bnotes?\s+to\b|\bsee\b|\baccompanying\b|\bindex\b|\bselected\b|\breport\s+of\b|\bopinion\b|\bfollowing\b"
    r"|\bpages?\b\s*\d|\bincorporated\b.*\breference\b|\bitem\s+\d|\bschedule[s]?\s+of\b|\bincluded\s+in\b"
    r"|\bsupplementa(?:l|ry)\s+(?:schedule|information|data|disclosure)|\bratio\b|\baverage\s+balance|\boff[\s-]*balance"
    r"|\bfinancial\s+statements?\s*$|\b(?:is|are|was|were|has|have|been)\b|\bnote\s+\d+\b|\bdata\b.*\bsheet"
    r"|\bbalance\s+sheets?\s+(?:data|items?|accounts?|classification|dates?|information|components|management|caption)"
    r"|\bincome\s+statements?\s+(?:data|items?|information|classification|caption)"
    r"|\bsignificant\b|\bpolicies\b|\bmanagement|\bfootnote|\bquarterly\b|\bper\s+share\s+data\b|\bcomputation\b|\breconciliation\s+of\b"
    r"|\bdata\b|\bcomparisons?\b|\bpercent(?:age)?s?\b|\banalys[ie]s\b|\bsummar(?:y|ies)\b|\bhighlights\b|\baverage\b"
    r"|\bconsists?\s+of\b|\brecogni[sz]ed\s+in\b|\brespectively\b|\bon\s+the\b|\bas\s+(?:of|at)$"
    r"|\bmaterial\s+changes\b|\bliquidity\b|\bchanges\s+in\s+(?:the\s+)?(?:balance|income)",
    re.I,
)
# "(Dollars in thousands, except share data)" after a title is no word of it
_IN_UNITS = re.compile(r"\([^()]*\b(?:thousands|millions|dollars|in 000'?s)\b[^()]*(?:\)|$)", re.I)
_LEADER = re.compile(
    r"(?:\.\s?){4,}|\s{3,}(?:F-)?\d{1,3}(?:\s*[-,]\s*(?:F-)?\d{1,3})?\s*$|\s{3,}\*\s*$|\bpage\b", re.I
)
_ENUMERATED = re.compile(r"^\s*(?:\(?(?:[a-z]|\d{1,2}|[ivx]{1,4})[.)]|[-*o]\s)\s*", re.I)
_TITLE_WORDS = (
    "CONSOLIDATED", "CONDENSED", "STATEMENTS", "STATEMENT", "BALANCE", "SHEETS", "SHEET", "CASH", "FLOWS",
    "INCOME", "OPERATIONS", "EARNINGS", "FINANCIAL", "POSITION", "CONDITION", "OF",
)  # fmt: skip
_MISSPELT = (
    (re.compile(r"consol\w*d?at?e?d|consoildated|consolidtaed|cosolidated", re.I), "consolidated"),
    (re.compile(r"\bstatments?\b|\bstatememts?\b|\bstatemens\b|\bstaements?\b", re.I), "statements"),
    (re.compile(r"\bbalanace\b|\bballance\b|\bbalence\b", re.I), "balance"),
    (re.compile(r"\bstockholder'?s'?|\bstockholders'", re.I), "stockholders"),
    (re.compile(r"\bshareholder'?s'?|\bshareholders'", re.I), "shareholders"),
)
_PARENT_ONLY = re.compile(
    r"\bparent\s*(?:company)?\s*(?:only|-)|\(parent\b|\bcondensed\s+financial\s+information\s+of\s+(?:the\s+)?(?:registrant|parent)"
    r"|\bparent\s+company\b|\bparent\s*only\b|\bholding\s+company\s+only\b|\b\(?unconsolidated\)?\b|\bschedule\s+(?:i|1|iii|3)\b"
    r"|\b(?:bancorp|corporation|company|bancshares|inc\.?)\s*\(?\s*only\b",
    re.I,
)
_OTHER_ENTITY = re.compile(
    r"\b(?:savings|profit[\s-]sharing|thrift|pension|retirement|401\(?k\)?|stock\s+ownership|investment|employee\w*|benefit)\s+"
    r"(?:\w+\s+){0,3}?(?:plan|trust|esop)\b|\bplan\s+(?:equity|benefits|assets)\b|\bavailable\s+for\s+(?:plan\s+)?benefits\b",
    re.I,
)
_PRO_FORMA = re.compile(r"\bpro[\s-]*forma\b", re.I)


def collapse_spaced(text: str) -> str:
    """Put letter-spaced words together: ``"B A L A N C E  S H E E T S"`` gives "BALANCE SHEETS"."""
    if not _SPACED.search(text):
        return text
    words = re.split(r"\s{2,}", text.strip())
    if len(words) == 1:  # single blanks throughout: word bounds are lost, known words still match
        joined = re.sub(r"(?<=\b\w) (?=\w\b)", "", text)
        for word in _TITLE_WORDS:
            joined = re.sub(rf"(?i)({word})(?=[A-Z])(?!\s)(?!S\b)", r"\1 ", joined)
        return joined
    return " ".join(re.sub(r"(?<=\b\w) (?=\w\b)", "", word) for word in words)


def clean(text: str) -> str:
    """A candidate title without decoration and letter spacing."""
    text = collapse_spaced(_DECORATION.sub(" ", text)).strip(" \t.:")
    return re.sub(r"\s+", " ", text).strip()


def respell(text: str) -> str:
    """A title in lower case, with frequent misspellings of its words put right."""
    text = text.lower()
    for pattern, word in _MISSPELT:
        text = pattern.sub(word, text)
    return text


def read_title(row: int, line: str, following: str, settings: Settings = DEFAULT) -> Title | None:
    """The title that begins on ``line`` (``following`` is the next line with text), or None."""
    if len(line) > 400 or not _TELLING.search(line):
        return None
    line = line.replace("<PAGE>", " ")
    text = clean(line)
    if not text or len(text) > settings.title_length:
        return None
    title = _match(row, 1, text, line, settings)
    second = clean(following)
    if title is None and second and len(text) + len(second) < settings.title_length:
        opens = re.search(
            r"\b(?:statements?|sheets?|of|and|in|changes|cash|consolidated)\W*$|,$", respell(text)
        )
        if opens:
            title = _match(row, 2, f"{text} {second}", line, settings)
    elif title is not None and re.match(r"(?:and|of|&)\b", second, re.I) and len(second) < 70:
        longer = _match(row, 2, f"{text} {second}", line, settings)
        title = longer or title
    return title


def _match(row: int, rows: int, text: str, line: str, settings: Settings) -> Title | None:
    text_words = _WORDS.findall(_IN_UNITS.sub("", text))
    if not 2 <= len(text_words) <= settings.title_words:
        return None
    body = respell(_IN_UNITS.sub("", _CONTINUED.sub("", text)))
    if (
        _NOT_A_TITLE.search(body)
        or _LEADER.search(line.rstrip())
        or (line.rstrip().endswith((";", ",")) and rows == 1)
    ):
        return None
    stripped = _ENUMERATED.sub("", body)
    for kind, pattern in _KINDS:
        found = pattern.search(stripped)
        if found is None:
            continue
        # in running text the words of a title are not capitals
        important = [
            w for w in text_words if len(w) > 3 and w.lower() not in {"with", "from", "than", "that", "ended"}
        ]
        capitals = sum(1 for w in important if w[0].isupper())
        if important and capitals / len(important) < 0.6:
            return None
        return Title(row, rows, kind, text, bool(_CONTINUED.search(text)))
    return None


def scope_of(text: str) -> Scope:
    """Whose figures a statement shows, from its title and the lines around it."""
    if _OTHER_ENTITY.search(text):
        return Scope.OTHER_ENTITY
    if _PRO_FORMA.search(text):
        return Scope.PRO_FORMA
    if _PARENT_ONLY.search(text):
        return Scope.PARENT_ONLY
    return Scope.REGISTRANT
