"""Loads the mapping tables: typed rules, checked row by row, layered, and indexed for lookup."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import TypeVar

from converter.data import data_folder
from converter.mapping.labels import clauses, normalise
from converter.model import EmbeddedNumber, Finding, LineRole, Result, RuleRef, Severity, UnitKind

STATEMENTS = ("balance_sheet", "income", "comprehensive_income", "cash_flow", "equity")
"""Values of the column ``statement``, beside ``any``."""

INDUSTRIES = (
    "commercial", "bank", "insurance", "broker", "utility", "real_estate",
    "investment_company", "oil_gas", "partnership",
)  # fmt: skip
"""Values of the column ``industry`` (several joined by ``|``; empty: every industry)."""

SECTION_KEYS = frozenset(
    {
        "assets", "assets.current", "assets.noncurrent", "assets.ppe", "assets.investments",
        "assets.other", "assets.loans", "assets.utility_plant", "assets.real_estate",
        "liabilities", "liabilities.current", "liabilities.noncurrent", "liabilities.debt",
        "liabilities.deposits", "liabilities.policy", "liabilities.deferred",
        "mezzanine", "equity", "equity.partners", "capitalization",
        "revenues", "revenues.interest", "revenues.noninterest", "costs", "expenses",
        "expenses.interest", "expenses.noninterest", "other", "taxes", "discontinued", "extraordinary",
        "per_share", "per_share.basic", "per_share.diluted", "shares", "dividends",
        "operating", "operating.adjustments", "operating.changes", "investing", "financing", "cash",
        "supplemental", "noncash",
    }
)  # fmt: skip
"""The controlled vocabulary of section keys. A rule for ``assets`` also holds in ``assets.current``."""

# Registrants print these kinds in one statement, so a lookup in one sees the rows of the other.
_RELATED = {
    "income": ("income", "comprehensive_income", "any"),
    "comprehensive_income": ("comprehensive_income", "income", "any"),
    "parenthetical": ("balance_sheet", "any"),
}


class Match(StrEnum):
    """How the label of a rule is compared with the normalised label of a line."""

    EXACT = "exact"
    TOKENS = "tokens"
    PATTERN = "pattern"


class ValueSign(StrEnum):
    """What the usual print form does to the sign of the concept's value."""

    AS_PRINTED = "as_printed"
    NEGATE = "negate"
    ABSOLUTE = "absolute"


@dataclass(frozen=True, slots=True)
class LabelTest:
    """The test that a rule puts to a normalised label: equal, all words and no forbidden word, or a
    regular expression that is found in it.
    """

    match: Match
    label: str
    required: frozenset[str] = frozenset()
    forbidden: frozenset[str] = frozenset()
    regex: re.Pattern[str] | None = None

    def holds(self, normalised: str, words: frozenset[str]) -> bool:
        """Whether the label passes; ``words`` are the words of ``normalised``."""
        if self.match is Match.EXACT:
            return normalised == self.label
        if self.match is Match.TOKENS:
            return self.required <= words and not self.forbidden & words
        return self.regex is not None and self.regex.search(normalised) is not None


def in_section(wanted: Sequence[str], key: str) -> bool:
    """Whether section ``key`` lies in one of ``wanted`` (none wanted: any section will do)."""
    return not wanted or any(key == section or key.startswith(section + ".") for section in wanted)


@dataclass(frozen=True, slots=True)
class MappingRule:
    """One row of a mapping table: a label (in a statement, in a section) means a concept.

    ``sections`` are section keys ("" key of the line: unknown section; only a rule without sections
    holds there). ``releases`` are the taxonomy releases that have the concept (none: every release).
    ``confidence`` is the share (0 to 1) of the evidence that agrees. ``role`` is "", "item" or
    "total". ``layer`` is 0 for the default tables and higher for a user's, which win.
    """

    id: str
    statement: str
    sections: tuple[str, ...]
    label: str
    match: Match
    concept: str
    value_sign: ValueSign
    unit_kind: UnitKind
    industries: tuple[str, ...]
    from_year: int | None
    to_year: int | None
    releases: tuple[str, ...]
    priority: int
    confidence: float
    role: str
    evidence: str
    ref: RuleRef
    test: LabelTest
    layer: int = 0

    @property
    def rank(self) -> tuple[int, int, float]:
        """Sort key, higher is better: layer, priority, confidence."""
        return (self.layer, self.priority, self.confidence)

    def applies(
        self,
        section: str = "",
        *,
        release: str = "",
        year: int | None = None,
        industry: str = "",
        role: LineRole | None = None,
    ) -> bool:
        """Whether the rule holds for a line whose label it matches.

        ``section`` is the line's section key and ``industry`` the filer's ("" unknown: then only
        rules that ask for none hold), ``year`` the fiscal year of the filing. A release, year or role
        that isn't known limits nothing.
        """
        if not in_section(self.sections, section):
            return False
        if self.releases and release and release not in self.releases:
            return False
        if self.industries and industry not in self.industries:
            return False
        if year is not None:
            if self.from_year is not None and year < self.from_year:
                return False
            if self.to_year is not None and year > self.to_year:
                return False
        if self.role and role is not None:
            total = role in (LineRole.TOTAL, LineRole.SUBTOTAL)
            return total == (self.role == "total")
        return True


@dataclass(frozen=True, slots=True)
class SectionRule:
    """One row of ``sections.csv``: a heading (or a total's label) opens the section ``key``."""

    id: str
    statement: str
    heading: str
    match: Match
    key: str
    priority: int
    evidence: str
    ref: RuleRef
    test: LabelTest
    layer: int = 0

    @property
    def rank(self) -> tuple[int, int, int]:
        """Sort key, higher is better: layer, priority, length of the heading asked for."""
        return (self.layer, self.priority, len(self.heading))


@dataclass(frozen=True, slots=True)
class EmbeddedRule:
    """One row of ``embedded.csv``: a number inside a label, told by the words beside it.

    The contract with whoever applies the rules (:meth:`MappingTables.embedded` does steps 1 to 3):

    1. The numbers of a label are put in *groups*: neighbours with nothing but "and", "or", commas,
       years, "shares" or "respectively" between them. The words before a group are ``before`` of
       its first number, the words after it ``after`` of its last, both as
       :func:`converter.mapping.labels.clauses` gives them: normalised words, with ``|`` where
       punctuation ends a clause.
    2. A rule may fit a group when every word of ``line`` (``-word``: no such word) is in the context,
       which is the normalised label of the line and the headings above it; when ``currency`` agrees
       ("yes": a "$" stands before the number, "no": none does, "": either); and when ``pattern`` is
       found in the words on the side that ``position`` names.
    3. ``position`` is the side of the number where its word stands: "before" ("authorized 1,000
       shares, issued 500") or "after" ("1,000 shares authorized, 500 issued"). A label keeps to one
       habit, which its first number shows, so within one ``family`` of rules ("shares", "par", ...)
       one side is taken; then the rule of the highest rank.
    4. To columns: a group of as many numbers as there are amount columns goes to them in order; a
       single number holds for every amount column; a number with a year beside it ("$403 in 1994")
       belongs to the column of that year alone. Any other count is left untagged with a reason.
    5. Values: ``unit_kind`` "shares" and "per_share" are never scaled. ``monetary`` numbers have the
       scale of the statement, unless they are printed in full under a scaled heading (larger than
       the amounts of the line by the power of ten of the scale).
    """

    id: str
    statement: str
    family: str
    line: str
    position: str
    pattern: str
    currency: str
    concept: str
    unit_kind: UnitKind
    releases: tuple[str, ...]
    priority: int
    confidence: float
    evidence: str
    ref: RuleRef
    context: LabelTest
    regex: re.Pattern[str]
    layer: int = 0

    @property
    def rank(self) -> tuple[int, int, float]:
        """Sort key, higher is better: layer, priority, confidence."""
        return (self.layer, self.priority, self.confidence)


@dataclass(frozen=True, slots=True)
class EmbeddedMatch:
    """Numbers of one label (indexes into ``LineItem.embedded``) that mean the same, and the rule
    that says what (None: no rule fits).
    """

    numbers: tuple[int, ...]
    rule: EmbeddedRule | None


# --------------------------------------------------------------------------- reading rows


class _BadRow(Exception):  # noqa: N818 (never leaves this module)
    """A row breaks the schema; the message says how."""


_MAPPING_COLUMNS = (
    "id", "statement", "section", "label", "match", "concept", "value_sign", "unit_kind", "industry",
    "from_year", "to_year", "releases", "priority", "confidence", "role", "evidence",
)  # fmt: skip
_SECTION_COLUMNS = ("id", "statement", "heading", "match", "key", "priority", "evidence")
_EMBEDDED_COLUMNS = (
    "id", "statement", "family", "line", "position", "pattern", "currency", "concept", "unit_kind",
    "releases", "priority", "confidence", "evidence",
)  # fmt: skip
_ABBREVIATION_COLUMNS = ("word", "means", "kind")

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_CONCEPT = re.compile(r"[a-z][a-z0-9-]*:[A-Z][A-Za-z0-9]*")
_RELEASE = re.compile(r"(?:19|20)\d\d")
_NESTED_QUANTIFIER = re.compile(r"[+*}]\)[+*{]")


def _choice(row: Mapping[str, str], column: str, choices: Iterable[str]) -> str:
    value = row[column]
    known = tuple(choices)
    if value not in known:
        raise _BadRow(f"{column} {value!r} is not one of {', '.join(repr(c) for c in known)}")
    return value


def _several(row: Mapping[str, str], column: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    values = tuple(part.strip() for part in row[column].split("|")) if row[column] else ()
    for value in values:
        if not known(value):
            raise _BadRow(f"{column} {value!r} is unknown")
    return values


def _number(row: Mapping[str, str], column: str, low: int, high: int) -> int:
    try:
        value = int(row[column])
    except ValueError:
        raise _BadRow(f"{column} {row[column]!r} is not a whole number") from None
    if not low <= value <= high:
        raise _BadRow(f"{column} {value} is not between {low} and {high}")
    return value


def _share(row: Mapping[str, str], column: str) -> float:
    try:
        value = float(row[column])
    except ValueError:
        raise _BadRow(f"{column} {row[column]!r} is not a number") from None
    if not 0 <= value <= 1:
        raise _BadRow(f"{column} {row[column]} is not between 0 and 1")
    return value


def _year(row: Mapping[str, str], column: str) -> int | None:
    return _number(row, column, 1900, 2100) if row[column] else None


def _identifier(row: Mapping[str, str]) -> str:
    if not _ID.fullmatch(row["id"]):
        raise _BadRow(
            f"id {row['id']!r} is empty or has characters other than letters, digits, '.', '_', '-'"
        )
    return row["id"]


def _concept(row: Mapping[str, str]) -> str:
    if not _CONCEPT.fullmatch(row["concept"]):
        raise _BadRow(f"concept {row['concept']!r} is not a prefixed name such as 'us-gaap:Assets'")
    return row["concept"]


def _regex(text: str, column: str) -> re.Pattern[str]:
    if _NESTED_QUANTIFIER.search(text):
        raise _BadRow(f"{column} {text!r} repeats a repetition, which can take for ever")
    try:
        return re.compile(text)
    except re.error as error:
        raise _BadRow(f"{column} {text!r} is no regular expression: {error}") from None


def _label_test(match: Match, label: str, column: str, layer: int) -> LabelTest:
    if match is Match.EXACT:
        # The labels of the default tables are stored in their normal form (a test sees to it).
        return LabelTest(match, normalise(label) if layer else label)
    if match is Match.PATTERN:
        if not label:
            raise _BadRow(f"{column} is empty: a pattern would match every line")
        return LabelTest(match, label, regex=_regex(label, column))
    required: set[str] = set()
    forbidden: set[str] = set()
    for word in label.split():
        parts = normalise(word.removeprefix("-")).split()
        if not parts:
            raise _BadRow(f"{column} word {word!r} is lost when labels are normalised, so it never decides")
        (forbidden if word.startswith("-") else required).update(parts)
    if not required:
        raise _BadRow(f"{column} {label!r} asks for no word")
    if required & forbidden:
        raise _BadRow(f"{column} {label!r} asks for a word and forbids it")
    return LabelTest(match, label, frozenset(required), frozenset(forbidden))


# The columns of a mapping table that many rows have in common: read once per combination.
_SHARED_COLUMNS = (
    "statement", "section", "match", "concept", "value_sign", "unit_kind", "industry",
    "from_year", "to_year", "releases", "priority", "confidence", "role",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Shared:
    statement: str
    sections: tuple[str, ...]
    match: Match
    concept: str
    value_sign: ValueSign
    unit_kind: UnitKind
    industries: tuple[str, ...]
    from_year: int | None
    to_year: int | None
    releases: tuple[str, ...]
    priority: int
    confidence: float
    role: str


@lru_cache(maxsize=16384)
def _shared(cells: tuple[str, ...]) -> _Shared:
    row = dict(zip(_SHARED_COLUMNS, cells, strict=True))
    return _Shared(
        statement=_choice(row, "statement", (*STATEMENTS, "any")),
        sections=_several(row, "section", SECTION_KEYS.__contains__),
        match=Match(_choice(row, "match", list(Match))),
        concept=_concept(row),
        value_sign=ValueSign(_choice(row, "value_sign", list(ValueSign))),
        unit_kind=UnitKind(_choice(row, "unit_kind", list(UnitKind))),
        industries=_several(row, "industry", INDUSTRIES.__contains__),
        from_year=_year(row, "from_year"),
        to_year=_year(row, "to_year"),
        releases=_several(row, "releases", lambda value: _RELEASE.fullmatch(value) is not None),
        priority=_number(row, "priority", 0, 1000),
        confidence=_share(row, "confidence"),
        role=_choice(row, "role", ("", "item", "total")),
    )


_shared_cells = itemgetter(*_SHARED_COLUMNS)


def _mapping_rule(row: Mapping[str, str], file: str, line: int, layer: int) -> MappingRule:
    common = _shared(_shared_cells(row))
    return MappingRule(
        _identifier(row),
        common.statement,
        common.sections,
        row["label"],
        common.match,
        common.concept,
        common.value_sign,
        common.unit_kind,
        common.industries,
        common.from_year,
        common.to_year,
        common.releases,
        common.priority,
        common.confidence,
        common.role,
        row["evidence"],
        RuleRef(row["id"], file, line, row["evidence"]),
        _label_test(common.match, row["label"], "label", layer),
        layer,
    )


def _section_rule(row: Mapping[str, str], file: str, line: int, layer: int) -> SectionRule:
    match = Match(_choice(row, "match", list(Match)))
    if not row["heading"]:
        raise _BadRow("heading is empty")
    return SectionRule(
        id=_identifier(row),
        statement=_choice(row, "statement", (*STATEMENTS, "any")),
        heading=row["heading"],
        match=match,
        key=_choice(row, "key", sorted(SECTION_KEYS)),
        priority=_number(row, "priority", 0, 1000),
        evidence=row["evidence"],
        ref=RuleRef(row["id"], file, line, row["evidence"]),
        test=_label_test(match, row["heading"], "heading", layer),
        layer=layer,
    )


def _embedded_rule(row: Mapping[str, str], file: str, line: int, layer: int) -> EmbeddedRule:
    if not row["family"] or not row["pattern"]:
        raise _BadRow("family and pattern must not be empty")
    return EmbeddedRule(
        id=_identifier(row),
        statement=_choice(row, "statement", (*STATEMENTS, "any")),
        family=row["family"],
        line=row["line"],
        position=_choice(row, "position", ("before", "after")),
        pattern=row["pattern"],
        currency=_choice(row, "currency", ("", "yes", "no")),
        concept=_concept(row),
        unit_kind=UnitKind(_choice(row, "unit_kind", list(UnitKind))),
        releases=_several(row, "releases", lambda value: _RELEASE.fullmatch(value) is not None),
        priority=_number(row, "priority", 0, 1000),
        confidence=_share(row, "confidence"),
        evidence=row["evidence"],
        ref=RuleRef(row["id"], file, line, row["evidence"]),
        context=_context_test(row["line"]),
        regex=_regex(row["pattern"], "pattern"),
        layer=layer,
    )


def _context_test(words: str) -> LabelTest:
    """Like a label of ``tokens``, but may be empty or only forbid."""
    required: set[str] = set()
    forbidden: set[str] = set()
    for word in words.split():
        parts = normalise(word.removeprefix("-")).split()
        if not parts:
            raise _BadRow(f"line word {word!r} is lost when labels are normalised, so it never decides")
        (forbidden if word.startswith("-") else required).update(parts)
    return LabelTest(Match.TOKENS, words, frozenset(required), frozenset(forbidden))


Rule = TypeVar("Rule", MappingRule, SectionRule, EmbeddedRule)


@dataclass(frozen=True, slots=True)
class _Layer:
    """The rows of one folder. ``cik`` and ``industry`` limit it to a filer ("": every filer)."""

    number: int
    cik: str
    industry: str
    mapping: tuple[MappingRule, ...]
    sections: tuple[SectionRule, ...]
    embedded: tuple[EmbeddedRule, ...]


def _bad(file: str, line: int, message: str) -> Finding:
    text = f"{file}, line {line}: {message}"
    return Finding("mapping.bad-row", Severity.ERROR, text, data={"file": file, "line": line})


def _read_layer(
    folder: Path, shown: str, number: int, cik: str = "", industry: str = ""
) -> tuple[_Layer, list[Finding]]:
    """All tables of ``folder`` (not of its subfolders). ``shown`` is how findings name the folder."""
    mapping: list[MappingRule] = []
    sections: list[SectionRule] = []
    embedded: list[EmbeddedRule] = []
    findings: list[Finding] = []
    seen: dict[str, str] = {}
    for path in sorted(folder.glob("*.csv")):
        file = f"{shown}/{path.name}"
        try:
            rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), strict=True))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            findings.append(_bad(file, 1, f"the table can't be read as CSV in UTF-8: {reason}"))
            continue
        header = tuple(rows[0]) if rows else ()
        if set(header) == set(_ABBREVIATION_COLUMNS):
            continue  # words of labels: converter.mapping.labels reads them
        # The columns that no other kind of table has tell which kind this one is.
        columns: tuple[str, ...]
        if "heading" in header or "key" in header:
            columns = _SECTION_COLUMNS
        elif "position" in header or "family" in header:
            columns = _EMBEDDED_COLUMNS
        else:
            columns = _MAPPING_COLUMNS
        wrong = sorted(set(columns) ^ set(header))
        if wrong or len(header) != len(columns):
            named = ", ".join(repr(column) for column in wrong) or "a repeated one"
            findings.append(_bad(file, 1, f"columns missing or unknown: {named}"))
            continue
        for line, cells in enumerate(rows[1:], start=2):
            if not cells:
                continue
            try:
                if len(cells) != len(header):
                    raise _BadRow(f"{len(cells)} cells instead of {len(header)}")
                row = dict(zip(header, map(str.strip, cells), strict=True))
                if row["id"] in seen:
                    raise _BadRow(f"id {row['id']!r} stands in {seen[row['id']]} already")
                if columns is _SECTION_COLUMNS:
                    sections.append(_section_rule(row, file, line, number))
                elif columns is _EMBEDDED_COLUMNS:
                    embedded.append(_embedded_rule(row, file, line, number))
                else:
                    mapping.append(_mapping_rule(row, file, line, number))
                seen[row["id"]] = f"{file}, line {line}"
            except _BadRow as bad:
                findings.append(_bad(file, line, str(bad)))
    layer = _Layer(number, cik, industry, tuple(mapping), tuple(sections), tuple(embedded))
    return layer, findings


_CIK_FOLDER = re.compile(r"cik-(\d{1,10})")
_INDUSTRY_FOLDER = re.compile(r"industry-([a-z_]+)")


def _user_layers(folder: Path, number: int) -> tuple[list[_Layer], list[Finding]]:
    """The layers of a user's folder: its own tables, then those for an industry, then a company."""
    if not folder.is_dir():
        return [], [_bad(folder.name, 1, "there is no such folder of mapping tables")]
    layer, findings = _read_layer(folder, folder.name, number)
    layers = [layer]
    for child in sorted(path for path in folder.iterdir() if path.is_dir()):
        shown = f"{folder.name}/{child.name}"
        cik = _CIK_FOLDER.fullmatch(child.name)
        industry = _INDUSTRY_FOLDER.fullmatch(child.name)
        if cik:
            layer, more = _read_layer(child, shown, number + 2, cik=cik[1].lstrip("0"))
        elif industry and industry[1] in INDUSTRIES:
            layer, more = _read_layer(child, shown, number + 1, industry=industry[1])
        elif any(child.glob("*.csv")):
            more = [_bad(shown, 1, "a subfolder with tables is named cik-<number> or industry-<name>")]
            findings += more
            continue
        else:
            continue
        layers.append(layer)
        findings += more
    return layers, findings


@lru_cache(maxsize=1)
def _default_layer() -> tuple[_Layer, tuple[Finding, ...]]:
    layer, findings = _read_layer(data_folder("mappings"), "mappings", 0)
    return layer, tuple(findings)


def load(folders: Sequence[Path] = ()) -> Result[MappingTables]:
    """The default tables with the tables of ``folders`` over them, later folders over earlier ones.

    A row with the id of a row below replaces it; other rows are added and win over rows below.
    Subfolders ``cik-0000012345`` and ``industry-bank`` hold for those filers only, see
    :meth:`MappingTables.select`. Rows that break the schema are left out, each with an error finding
    ``mapping.bad-row`` that names file and line.
    """
    default, noticed = _default_layer()
    layers = [default]
    findings = list(noticed)
    for position, folder in enumerate(folders):
        more, bad = _user_layers(folder, 10 * (position + 1))
        layers += more
        findings += bad
    return Result(MappingTables(tuple(layers)), tuple(findings))


# --------------------------------------------------------------------------- lookup


def _merged(rows: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rows in order of rank; of rows with one id the one of the highest layer stays."""
    by_id: dict[str, Rule] = {}
    for row in rows:
        by_id[row.id] = row
    ordered = sorted(by_id.values(), key=lambda rule: rule.id)
    return tuple(sorted(ordered, key=lambda rule: rule.rank, reverse=True))


class MappingTables:
    """The rules that hold, indexed. Lookups return rules in order of rank, best first; they don't
    look at section, release, year, industry or role: that is :meth:`MappingRule.applies`.

    ``statement`` arguments are values of ``StatementKind``; "any" rows are always included, and
    income and comprehensive income see each other's rows.
    """

    __slots__ = (
        "_by_kinds", "_cache", "_embedded", "_exact", "_layers", "_patterns", "_section_cache", "_sections",
        "_tokens", "embedded_rules", "rules", "section_rules",
    )  # fmt: skip

    def __init__(self, layers: tuple[_Layer, ...], cik: str = "", industry: str = "") -> None:
        self._layers = layers
        chosen = sorted(
            (
                layer
                for layer in layers
                if layer.cik in ("", cik.lstrip("0")) and layer.industry in ("", industry)
            ),
            key=lambda layer: layer.number,
        )
        self.rules: tuple[MappingRule, ...] = _merged(r for layer in chosen for r in layer.mapping)
        self.section_rules: tuple[SectionRule, ...] = _merged(r for layer in chosen for r in layer.sections)
        self.embedded_rules: tuple[EmbeddedRule, ...] = _merged(r for layer in chosen for r in layer.embedded)
        frequency = Counter(word for rule in self.rules for word in rule.test.required)
        self._exact: dict[str, list[MappingRule]] = {}
        self._tokens: dict[str, list[MappingRule]] = {}
        self._patterns: list[MappingRule] = []
        for rule in self.rules:
            if rule.match is Match.EXACT:
                self._exact.setdefault(rule.test.label, []).append(rule)
            elif rule.match is Match.TOKENS:
                rarest = min(rule.test.required, key=lambda word: (frequency[word], word))
                self._tokens.setdefault(rarest, []).append(rule)
            else:
                self._patterns.append(rule)
        self._by_kinds: dict[tuple[str, ...], list[tuple[Callable[[str], object], MappingRule]]] = {}
        self._cache: dict[tuple[str, str], tuple[MappingRule, ...]] = {}
        self._section_cache: dict[tuple[str, str], SectionRule | None] = {}

    def select(self, cik: str = "", industry: str = "") -> MappingTables:
        """The tables for one filer: layers of its company and its industry come in."""
        if not any(layer.cik or layer.industry for layer in self._layers):
            return self
        return MappingTables(self._layers, cik, industry)

    def exact(self, statement: str, normalised: str) -> tuple[MappingRule, ...]:
        """The ``exact`` rules of a normalised label ("" is the label of a line without one)."""
        kinds = _kinds(statement)
        return tuple(rule for rule in self._exact.get(normalised, ()) if rule.statement in kinds)

    def loose(self, statement: str, normalised: str) -> tuple[MappingRule, ...]:
        """The ``tokens`` and ``pattern`` rules that a normalised label passes."""
        key = (statement, normalised)
        found = self._cache.get(key)
        if found is None:
            kinds = _kinds(statement)
            words = frozenset(normalised.split())
            passed = [
                rule
                for word in words
                for rule in self._tokens.get(word, ())
                if rule.statement in kinds and rule.test.holds(normalised, words)
            ]
            passed += [rule for search, rule in self._searches(kinds) if search(normalised)]
            found = _best_first(passed)
            if len(self._cache) > 50_000:
                self._cache.clear()
            self._cache[key] = found
        return found

    def _searches(self, kinds: tuple[str, ...]) -> list[tuple[Callable[[str], object], MappingRule]]:
        """The pattern rules of these statements, each with its search: what a lookup runs through."""
        found = self._by_kinds.get(kinds)
        if found is None:
            found = self._by_kinds[kinds] = [
                (rule.test.regex.search, rule)
                for rule in self._patterns
                if rule.statement in kinds and rule.test.regex is not None
            ]
        return found

    def candidates(self, statement: str, normalised: str) -> tuple[MappingRule, ...]:
        """All rules that a normalised label passes, best rank first."""
        return _best_first(self.exact(statement, normalised) + self.loose(statement, normalised))

    def section(self, statement: str, normalised: str) -> SectionRule | None:
        """The best rule for a normalised heading, or None when it opens no known section."""
        key = (statement, normalised)
        if key not in self._section_cache:
            kinds = _kinds(statement)
            words = frozenset(normalised.split())
            self._section_cache[key] = next(
                (r for r in self.section_rules if r.statement in kinds and r.test.holds(normalised, words)),
                None,
            )
        return self._section_cache[key]

    def section_key(self, statement: str, path: Sequence[str]) -> str:
        """The section key of a path of printed headings, outermost first: the innermost heading that
        a rule knows decides ("" when none does).
        """
        for heading in reversed(path):
            rule = self.section(statement, normalise(heading))
            if rule is not None:
                return rule.key
        return ""

    def embedded(
        self, statement: str, context: str, numbers: Sequence[EmbeddedNumber], release: str = ""
    ) -> tuple[EmbeddedMatch, ...]:
        """What the numbers inside a label mean; see :class:`EmbeddedRule` for the reading.

        ``context`` is normalised text: the line's label and the headings above it. Every number is
        in exactly one match.
        """
        kinds = _kinds(statement)
        words = frozenset(context.split())
        groups, years = _groups(numbers)
        told = _share_classes(numbers, groups, words)
        sides = [
            {
                "before": clauses(numbers[group[0]].before),
                "after": clauses(
                    numbers[group[-1] if _words_of(numbers[group[-1]].after) else group[0]].after
                ),
            }
            for group in groups
        ]
        # Per family and side, the best rule of each group.
        found: dict[str, dict[str, dict[int, EmbeddedRule]]] = {}
        for rule in self.embedded_rules:
            if rule.statement not in kinds or (release and rule.releases and release not in rule.releases):
                continue
            of_side = found.setdefault(rule.family, {"before": {}, "after": {}})[rule.position]
            for place, group in enumerate(groups):
                if place in of_side or not rule.context.holds(context, told[place]):
                    continue
                if rule.currency and (rule.currency == "yes") != numbers[group[0]].currency:
                    continue
                if rule.regex.search(sides[place][rule.position]):
                    of_side[place] = rule
        best: dict[int, EmbeddedRule] = {}
        for family in sorted(found):
            for place, rule in _one_habit(found[family]["before"], found[family]["after"]).items():
                if place not in best or rule.rank > best[place].rank:
                    best[place] = rule
        matches = [EmbeddedMatch(group, best.get(place)) for place, group in enumerate(groups)]
        matches += [EmbeddedMatch((index,), None) for index in years]
        return tuple(sorted(matches, key=lambda match: match.numbers))


def _one_habit(
    before: Mapping[int, EmbeddedRule], after: Mapping[int, EmbeddedRule]
) -> dict[int, EmbeddedRule]:
    """The rules of the side on which this label puts its words; gaps are filled from the other side
    where that gives a concept of its own.

    The first group tells: before it stand no words of another group.
    """
    places = sorted({*before, *after})
    if not places:
        return {}
    first = places[0]
    if (first in before) != (first in after):
        habit, other = (before, after) if first in before else (after, before)
    else:
        habit, other = (before, after) if _reach(before) > _reach(after) else (after, before)
    chosen = dict(habit)
    for place in places:
        if place not in chosen and other[place].concept not in {rule.concept for rule in chosen.values()}:
            chosen[place] = other[place]
    return chosen


def _best_first(rules: Iterable[MappingRule]) -> tuple[MappingRule, ...]:
    return tuple(sorted(rules, key=lambda rule: (tuple(-part for part in rule.rank), rule.id)))


def _reach(rules: Mapping[int, EmbeddedRule]) -> tuple[int, int, float]:
    """How well one side explains the groups of a label: concepts told apart, groups, confidence."""
    concepts = len({rule.concept for rule in rules.values()})
    return (concepts, len(rules), sum(rule.confidence for rule in rules.values()))


def _kinds(statement: str) -> tuple[str, ...]:
    return _RELATED.get(statement, (statement, "any"))


# Words that may stand between two numbers that mean the same ("1,904 shares in 1995 and 1,900 in 1994").
_SAME = frozenset({"respectively", "share", "unit"})
_JOIN = re.compile(r"\band\b|\bor\b|\b(?:19|20)\d\d\b", re.I)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def _words_of(text: str) -> set[str]:
    return set(clauses(text).split()) - {"|"}


def _groups(
    numbers: Sequence[EmbeddedNumber],
) -> tuple[tuple[tuple[int, ...], ...], tuple[int, ...]]:
    """Indexes of the numbers that belong together, and of those that are years."""
    groups: list[list[int]] = []
    years: list[int] = []
    between = ""
    for index, number in enumerate(numbers):
        between = f"{between} {number.before}"
        if not number.currency and _RELEASE.fullmatch(number.text):
            years.append(index)
            between += f" {number.text}"
            continue
        words = _words_of(between)
        same = not words or (words <= _SAME and _JOIN.search(between) is not None)
        if not same and not _words_of(number.after) - _SAME:
            # "1,904 shares issued in 1995, 1,900 in 1994": the words are said once.
            year = list(_YEAR.finditer(between))
            same = bool(year) and not _words_of(between[year[-1].end() :])
        if groups and same and number.currency == numbers[groups[-1][-1]].currency:
            groups[-1].append(index)
        else:
            groups.append([index])
        between = ""
    return tuple(tuple(group) for group in groups), tuple(years)


_PREFERRED = frozenset({"preferred", "preference"})
_COMMON = frozenset({"common", "ordinary"})


def _share_classes(
    numbers: Sequence[EmbeddedNumber], groups: Sequence[Sequence[int]], words: frozenset[str]
) -> list[frozenset[str]]:
    """The context of each group. Where preferred and common stock share a label, the one that was
    named last before the group is the one that counts.
    """
    if not (words & _PREFERRED and words & _COMMON):
        return [words] * len(groups)
    told: list[frozenset[str]] = []
    other: frozenset[str] = frozenset()
    read = 0
    for group in groups:
        for number in numbers[read : group[0] + 1]:
            for word in clauses(number.before).split():
                if word in _PREFERRED:
                    other = _COMMON
                elif word in _COMMON:
                    other = _PREFERRED
        read = group[0] + 1
        told.append(words - other)
    return told
