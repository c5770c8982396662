"""Joins the stages: one filing goes in, one conversion comes out. The only module that knows all of them.

The stages are imported when a conversion starts, so that ``import converter`` stays quick, and
validation (which loads Arelle) only where a report is validated.
"""

from __future__ import annotations

import atexit
import os
import re
import stat
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from converter.folders import is_replaceable, place, safe_name
from converter.model import (
    CoRegistrant,
    Cover,
    Extraction,
    Fact,
    Filer,
    Finding,
    NumberStatus,
    Report,
    Result,
    Severity,
    StatementKind,
    Submission,
    TaggedStatement,
)

if TYPE_CHECKING:
    from converter.mapping.tables import MappingTables
    from converter.taxonomies import Catalogue
    from converter.validation import Validator

T = TypeVar("T")

DEFAULT_RELEASE = "2020"

DEBUG_VARIABLE = "RETROXBRL_DEBUG"
"""Environment variable: when set, an unexpected exception is raised instead of reported."""


class Status(IntEnum):
    """How a conversion ended; also the exit status of the command line."""

    CONVERTED = 0
    CONVERTED_WITH_ERRORS = 1
    REFUSED = 2


@dataclass(frozen=True, slots=True)
class Options:
    """What a conversion may be told.

    ``cik`` names the registrant where the filing doesn't ("" otherwise). ``release`` is the year of
    the US-GAAP release. ``taxonomy_package`` is a full release to validate with instead of the
    embedded excerpt. ``mappings`` are folders of mapping tables over the ones that come with the
    program, later ones winning. ``from_schedule`` takes the facts of a filing that has no statements from
    its Financial Data Schedule (EX-27), marked as such. ``out`` is the folder under which ``<name>/`` is
    written (None: the files stay in memory).
    """

    cik: str = ""
    release: str = DEFAULT_RELEASE
    taxonomy_package: Path | None = None
    mappings: tuple[Path, ...] = ()
    validate: bool = True
    out: Path | None = None
    from_schedule: bool = False


@dataclass(frozen=True, slots=True)
class StatementSummary:
    """One primary statement in figures. ``line`` is where its title stands in the file (from 1)."""

    kind: StatementKind
    title: str
    line: int
    facts: int
    extensions: int
    explained: int
    unexplained: int


@dataclass(frozen=True, slots=True)
class Summary:
    """A conversion in figures: ``facts`` (``cover_facts`` of them on the cover), ``extensions``
    (extension concepts), and what became of the numbers that the primary statements print.
    """

    statements: tuple[StatementSummary, ...] = ()
    facts: int = 0
    cover_facts: int = 0
    extensions: int = 0
    numbers: Mapping[NumberStatus, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conversion:
    """What came of one filing.

    ``files`` maps file name to content (empty when refused), ``folder`` is where they were written.
    ``verdict`` is "valid", "invalid" (then nothing is written), "not validated", or "" when there is
    no report. ``submission`` is the filing as read, for whoever wants to show its lines.
    """

    name: str
    status: Status
    findings: tuple[Finding, ...]
    report: Report | None = None
    submission: Submission | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    verdict: str = ""
    folder: Path | None = None
    summary: Summary = field(default_factory=Summary)

    @property
    def refusal(self) -> str:
        """Why the filing was refused, in one line ("" when it wasn't)."""
        if self.status is not Status.REFUSED:
            return ""
        for severity in (Severity.ERROR, Severity.WARNING):
            for finding in self.findings:
                if finding.severity is severity:
                    return " ".join(finding.message.split())
        return "the filing could not be converted"


class _Refused(Exception):  # noqa: N818 (never leaves this module)
    """Ends a conversion; the findings say why."""


@dataclass(slots=True)
class _Course:
    """How far a conversion has come, and what it has noticed: filled stage by stage."""

    stage: str = "reading"
    findings: list[Finding] = field(default_factory=list)
    submission: Submission | None = None
    report: Report | None = None
    verdict: str = ""
    files: dict[str, bytes] = field(default_factory=dict)

    def refuse(self, code: str, message: str, **data: object) -> _Refused:
        self.findings.append(Finding(code, Severity.ERROR, message, data=data))
        return _Refused()


def convert(source: Path | bytes, options: Options | None = None, name: str = "") -> Conversion:
    """Converts one filing, and writes its folder when ``options.out`` is set.

    ``source`` is a file or the bytes of one; ``name`` (default: the file's stem, or "filing") names the
    conversion and its folder. Whatever the input, the outcome is a value: trouble is a finding.
    """
    options = options or Options()
    title = safe_name(name or (source.stem if isinstance(source, Path) else "filing"))
    course = _Course()
    folder = None if options.out is None else options.out / title
    status = Status.REFUSED
    try:
        _run(source, title, options, course)
        if folder is not None:
            course.stage = "output"
            _place(course, folder)
        errors = any(finding.severity is Severity.ERROR for finding in course.findings)
        status = Status.CONVERTED_WITH_ERRORS if errors else Status.CONVERTED
    except _Refused:
        pass
    except Exception as error:  # the boundary: a fault of the program ends one conversion, not the run
        if os.environ.get(DEBUG_VARIABLE):
            raise
        course.refuse(
            "pipeline.internal-error",
            f"a fault of the program ({course.stage} stage): {type(error).__name__}: {error}",
            stage=course.stage,
        )
        # The fault is why nothing was written, so it leads.
        course.findings.insert(0, course.findings.pop())
    refused = status is Status.REFUSED
    return Conversion(
        name=title,
        status=status,
        findings=tuple(course.findings),
        report=course.report,
        submission=course.submission,
        files={} if refused else course.files,
        verdict=course.verdict,
        folder=None if refused else folder,
        summary=_summary(course.report),
    )


def _run(source: Path | bytes, name: str, options: Options, course: _Course) -> None:
    """All stages, each adding to ``course``.

    Raises:
        _Refused: when there is no report to write; ``course.findings`` says why.
    """
    catalogue = _catalogue(options.release, course)
    tables = _tables(options.mappings, course)
    _check_package(options, course)
    data = _load(source, course)

    from converter.reading import read

    course.stage = "reading"
    submission = _take(course, read(data, name))
    if submission is None:
        raise _missing(course, "pipeline.unreadable-filing", "this is not a legacy EDGAR filing")
    course.submission = submission
    del data

    from converter.extraction import extract

    course.stage = "extraction"
    extraction: Extraction = _take(course, extract(submission))
    if not any(statement.primary for statement in extraction.statements):
        if options.from_schedule:
            _report_schedule(submission, extraction, name, options, course, catalogue)
            return
        raise _missing(
            course, "pipeline.no-statements", "no primary financial statement was found in this filing"
        )

    others = extraction.co_registrants
    filing, cover = submission, extraction.cover
    if extraction.filer is not None:
        filing, cover = _of_registrant(submission, cover, extraction.filer)
    _report(filing, replace(extraction, cover=cover), name, options, course, catalogue, tables)
    for position, other in enumerate(others, start=2):
        _report_other(submission, extraction, other, position, name, options, course)


def _report(
    submission: Submission,
    extraction: Extraction,
    name: str,
    options: Options,
    course: _Course,
    catalogue: Catalogue,
    tables: MappingTables,
) -> None:
    """The stages behind extraction, for the statements of one registrant.

    Raises:
        _Refused: when there is no report to write; ``course.findings`` says why.
    """
    from converter.industry import fiscal_year_of, industry_of
    from converter.mapping import tag
    from converter.mapping.matcher import default_proposer

    course.stage = "mapping"
    industry = industry_of(submission, extraction)
    cik = options.cik or _header_cik(submission)
    tagged = _take(
        course,
        tag(
            extraction,
            tables.select(cik, industry),
            catalogue,
            fiscal_year=fiscal_year_of(submission, extraction.cover),
            industry=industry,
            proposer=default_proposer(catalogue, least=0.5),
        ),
    )

    from converter.checking import check
    from converter.checking.schedule import check_schedules
    from converter.extraction.schedule import read_schedules
    from converter.mapping.schedule import own_schedules

    course.stage = "checking"
    course.findings += check(tagged, catalogue)
    schedules = _take(course, read_schedules(submission))
    own = own_schedules(schedules, submission, extraction.cover.registrant)
    course.findings += check_schedules(own, tagged, submission)
    _write(submission, extraction, tagged, name, options, course, catalogue)


def _report_schedule(
    submission: Submission,
    extraction: Extraction,
    name: str,
    options: Options,
    course: _Course,
    catalogue: Catalogue,
) -> None:
    """A report of the facts of the Financial Data Schedule, for a filing whose statements aren't in it.

    Raises:
        _Refused: when the filing has no schedule that gives facts either.
    """
    from converter.extraction.schedule import read_schedules
    from converter.mapping.schedule import facts_from_schedule

    course.stage = "mapping"
    schedules = _take(course, read_schedules(submission))
    tagged = facts_from_schedule(schedules, submission, catalogue, registrant=extraction.cover.registrant)
    if not tagged:
        raise _missing(
            course,
            "pipeline.no-statements",
            "neither a financial statement nor a usable EX-27 is in this filing",
        )
    course.findings = [f for f in course.findings if f.code != "extraction.no-statement"]
    course.findings.append(
        Finding(
            "pipeline.facts-from-schedule",
            Severity.WARNING,
            "The filing has no statements; its facts are those of its Financial Data Schedule (EX-27).",
        )
    )
    statements = tuple(t.statement for t in tagged)
    _write(submission, replace(extraction, statements=statements), tagged, name, options, course, catalogue)


def _write(
    submission: Submission,
    extraction: Extraction,
    tagged: tuple[TaggedStatement, ...],
    name: str,
    options: Options,
    course: _Course,
    catalogue: Catalogue,
) -> None:
    """The stages from reporting on.

    Raises:
        _Refused: when there is no report to write; ``course.findings`` says why.
    """
    from converter.reporting import build_report

    course.stage = "reporting"
    noticed = tuple(course.findings)
    report = _take(
        course,
        build_report(submission, extraction, tagged, catalogue, noticed, stem=name, cik=options.cik or None),
    )
    if report is None:
        raise _missing(course, "pipeline.nothing-to-report", "the statements of this filing gave no fact")
    course.report = report

    from converter.writing import audit, write

    course.stage = "writing"
    course.files = dict(write(report, submission, catalogue))
    course.stage = "validation"
    _validate(report, options, course)
    course.stage = "audit"
    course.files |= audit(report, submission, course.verdict, tuple(course.findings))


def _of_registrant(submission: Submission, cover: Cover, filer: Filer) -> tuple[Submission, Cover]:
    """The filing as one registrant's: its header names that one, and of the cover page, whose data speak
    of the first registrant, form and date are kept."""
    header = submission.header
    own = replace(header, filers=(filer,)) if header is not None and filer.cik else None
    return replace(submission, header=own), replace(cover, registrant=filer.name, facts=())


def _report_other(
    submission: Submission,
    extraction: Extraction,
    other: CoRegistrant,
    position: int,
    name: str,
    options: Options,
    course: _Course,
) -> None:
    """A report of its own for a further registrant, in a folder of its own beside the main one's files.

    The cover page speaks of the main registrant first, so only its form and date serve here. Where no
    report results, a warning says why: the main one stands.
    """
    label = "-".join(re.findall(r"[a-z0-9]+", other.filer.name.lower())) or "registrant"
    folder = f"registrant-{position}-{label}"[:80]
    own = _Course()
    filing, cover = _of_registrant(submission, extraction.cover, other.filer)
    try:
        _report(
            filing,
            Extraction(cover, other.statements),
            f"{name}-{position}",
            replace(options, cik=""),
            own,
            _catalogue(options.release, own),
            _tables(options.mappings, own),
        )
    except _Refused:
        reason = next((f.message for f in own.findings if f.severity is Severity.ERROR), "no report resulted")
        code, message = "pipeline.registrant-without-report", f"{other.filer.name} has no report: {reason}"
        course.findings.append(Finding(code, Severity.WARNING, message))
        return
    course.files |= {f"{folder}/{file}": content for file, content in own.files.items()}
    course.findings.append(
        Finding(
            "pipeline.further-registrant",
            Severity.INFO,
            f"The statements of {other.filer.name} have a report of their own in {folder}/.",
            data={
                "folder": folder,
                "cik": other.filer.cik,
                "facts": len(own.report.facts if own.report else ()),
            },
        )
    )


def _load(source: Path | bytes, course: _Course) -> bytes:
    """The bytes of the input, when it is a readable file within the size limit."""
    from converter.reading import MAX_BYTES

    if isinstance(source, bytes):
        size = len(source)
    else:
        try:
            status = source.stat()
        except FileNotFoundError:
            raise course.refuse("pipeline.no-such-file", "there is no such file") from None
        except (OSError, ValueError) as error:
            raise course.refuse(
                "pipeline.unreadable-file", f"the file can't be read: {_reason(error)}"
            ) from None
        if stat.S_ISDIR(status.st_mode):
            raise course.refuse("pipeline.not-a-file", "this is a directory; name the filings in it")
        if not stat.S_ISREG(status.st_mode):
            raise course.refuse("pipeline.not-a-file", "this is not a regular file")
        size = status.st_size
    if size > MAX_BYTES:
        raise course.refuse(
            "pipeline.file-too-large",
            f"the file has {size / 1e6:,.0f} MB; filings of up to {MAX_BYTES / 1e6:,.0f} MB are read",
            bytes=size,
        )
    if isinstance(source, bytes):
        return source
    try:
        if not os.access(source, os.R_OK):
            raise PermissionError(13, "Permission denied")
        return source.read_bytes()
    except OSError as error:
        raise course.refuse("pipeline.unreadable-file", f"the file can't be read: {_reason(error)}") from None


@lru_cache(maxsize=4)
def _load_catalogue(release: str) -> Catalogue:
    from converter.taxonomies import load

    return load(release)


def _catalogue(release: str, course: _Course) -> Catalogue:
    course.stage = "taxonomies"
    from converter.taxonomies import releases

    known = releases()
    if release not in known:
        raise course.refuse(
            "pipeline.unknown-release",
            f"there is no release {release!r}; the releases are {', '.join(known)}",
            release=release,
        )
    return _load_catalogue(release)


@lru_cache(maxsize=4)
def _load_tables(folders: tuple[Path, ...]) -> tuple[MappingTables, tuple[Finding, ...]]:
    from converter.mapping.tables import load

    result = load(folders)
    return result.value, result.findings


def _tables(folders: tuple[Path, ...], course: _Course) -> MappingTables:
    """The mapping tables.

    Raises:
        _Refused: when a row is broken: a table that isn't what its author thinks decides nothing.
    """
    course.stage = "mapping"
    tables, findings = _load_tables(folders)
    course.findings += findings
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise _Refused
    return tables


@lru_cache(maxsize=2)
def validator(release: str = DEFAULT_RELEASE, package: Path | None = None) -> Validator:
    """The validator of a release; one per process, because it keeps the taxonomy loaded and checked.

    ``package`` is a full release to use instead of the embedded excerpt.

    Raises:
        KeyError: when there is no such release.
        OSError: when the embedded package can't be built in the cache.
    """
    from converter.taxonomies.package import package_for
    from converter.validation import Validator

    catalogue = _load_catalogue(release)
    made = Validator((package or package_for(release),), tuple(catalogue.schema_urls.values()))
    atexit.register(made.close)
    return made


def _check_package(options: Options, course: _Course) -> None:
    if options.taxonomy_package is None:
        return
    from converter.taxonomies.proof import verify_package

    fault = verify_package(options.release, options.taxonomy_package)
    if fault is not None:
        course.findings.append(fault)
        raise _Refused


def _validate(report: Report, options: Options, course: _Course) -> None:
    """Validates the files in a folder of their own; adds xBRL-JSON to them.

    Raises:
        _Refused: when the report is not valid: it must not be taken for a conversion.
    """
    if not options.validate:
        course.verdict = "not validated"
        return
    places = {fact.id: fact.span for fact in report.facts if fact.span is not None}
    with tempfile.TemporaryDirectory(prefix="retroxbrl-") as scratch:
        folder = Path(scratch) / report.base
        folder.mkdir()
        for name, content in course.files.items():
            if not name.endswith(".xbri"):
                (folder / name).write_bytes(content)
        checker = validator(options.release, options.taxonomy_package)
        outcome = checker.validate(folder, oim_json=True, source_lines=places)
    course.verdict = outcome.verdict
    course.findings += outcome.findings
    if not outcome.valid:
        faults = [finding for finding in outcome.findings if finding.severity is Severity.ERROR]
        first = f": {faults[0].message}" if faults else ""
        refusal = course.refuse(
            "pipeline.invalid-report",
            f"the report made from this filing is {outcome.verdict}, so it was not written{first}",
        )
        course.findings.insert(0, course.findings.pop())
        raise refusal
    if outcome.oim_json is not None:
        course.files[f"{report.base}.json"] = outcome.oim_json


def _place(course: _Course, folder: Path) -> None:
    """Writes the files as ``folder``.

    Raises:
        _Refused: when the folder holds something that isn't an earlier output, or can't be written.
    """
    try:
        if not is_replaceable(folder):
            raise course.refuse(
                "pipeline.foreign-folder",
                f"{folder} exists and is not an earlier output, so it was left as it is; choose another -o",
            )
        place(course.files, folder)
    except OSError as error:
        raise course.refuse(
            "pipeline.unwritable-folder", f"{folder} can't be written: {_reason(error)}"
        ) from None


def _take(course: _Course, result: Result[T]) -> T:
    course.findings += result.findings
    return result.value


def _header_cik(submission: Submission) -> str:
    filers = submission.header.filers if submission.header else ()
    return filers[0].cik if filers else ""


def _missing(course: _Course, code: str, message: str) -> _Refused:
    """A refusal: for the reason that the stage gave, or else for ``message``."""
    if any(finding.severity is Severity.ERROR for finding in course.findings):
        return _Refused()
    return course.refuse(code, message)


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _summary(report: Report | None) -> Summary:
    if report is None:
        return Summary()
    counts = dict.fromkeys(NumberStatus, 0)
    for number in report.numbers:
        counts[number.status] += 1
    return Summary(
        statements=tuple(
            _statement_summary(report, index, tagged) for index, tagged in enumerate(report.statements)
        ),
        facts=len(report.facts),
        cover_facts=sum(1 for fact in report.facts if fact.statement < 0),
        extensions=sum(1 for extension in report.extensions if not extension.abstract),
        numbers=counts,
    )


def _statement_summary(report: Report, index: int, tagged: TaggedStatement) -> StatementSummary:
    facts: Sequence[Fact] = [fact for fact in report.facts if fact.statement == index]
    statuses = [number.status for number in report.numbers if number.statement == index]
    return StatementSummary(
        kind=tagged.statement.kind,
        title=tagged.statement.title,
        line=tagged.statement.title_span.line,
        facts=len(facts),
        extensions=sum(1 for fact in facts if fact.concept.startswith(report.prefix + ":")),
        explained=statuses.count(NumberStatus.EXPLAINED) + statuses.count(NumberStatus.HEADING),
        unexplained=statuses.count(NumberStatus.UNEXPLAINED),
    )
