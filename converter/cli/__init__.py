"""The command line ``retroxbrl``: arguments in, pipeline called, exit status out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from converter import __version__
from converter.cli.terminal import printable
from converter.folders import safe_name
from converter.pipeline import DEFAULT_RELEASE, Options, Status, convert

PROGRAM = "retroxbrl"

app = typer.Typer(
    name=PROGRAM,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
taxonomy = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="The US-GAAP releases that reports use."
)
app.add_typer(taxonomy, name="taxonomy", epilog="Example: retroxbrl taxonomy list")

Filing = Annotated[
    Path, typer.Argument(metavar="FILE", readable=False, help="A legacy plain-text EDGAR filing.")
]
Filings = Annotated[
    list[Path], typer.Argument(metavar="FILE...", readable=False, help="Legacy plain-text EDGAR filings.")
]
Cik = Annotated[
    str, typer.Option("--cik", metavar="N", help="The registrant's CIK, where the filing has none.")
]
Release = Annotated[str, typer.Option("--release", metavar="YEAR", help="The US-GAAP release to report in.")]
Package = Annotated[
    Path | None,
    typer.Option(
        "--taxonomy-package",
        metavar="FILE",
        help="Validate with this full release (a taxonomy package) instead of the embedded excerpt.",
    ),
]
Mappings = Annotated[
    list[Path] | None,
    typer.Option("--mappings", metavar="DIR", help="Mapping tables of your own, over ours (repeatable)."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print a machine-readable summary on standard output.")]


def fail(message: str) -> NoReturn:
    """Ends the command with one line on standard error and status 2."""
    typer.echo(f"{PROGRAM}: {printable(message)}", err=True)
    raise typer.Exit(Status.REFUSED)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"{PROGRAM} {__version__}")
        raise typer.Exit


@app.callback(epilog="Example: retroxbrl convert filing.txt -o output")
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Turns legacy plain-text EDGAR filings into valid inline XBRL, each number traceable to its line."""


@app.command("convert", epilog="Example: retroxbrl convert tests/filings/*.txt -o output")
def convert_command(
    files: Filings,
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="DIR", help="Write DIR/<file stem>/ for each filing.")
    ] = Path("output"),
    cik: Cik = "",
    release: Release = DEFAULT_RELEASE,
    taxonomy_package: Package = None,
    mappings: Mappings = None,
    no_validate: Annotated[bool, typer.Option("--no-validate", help="Skip xmlschema and Arelle.")] = False,
    from_schedule: Annotated[
        bool,
        typer.Option(
            "--from-schedule",
            help="Where the statements aren't in the filing, take the facts of its EX-27 schedule.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Convert filings to inline XBRL reports.

    Exit status: 0 converted and valid; 1 converted, but with a finding of severity error; 2 refused,
    with the reason on standard error. Of several filings the worst counts.
    """
    from converter.cli import summary

    options = _options(cik, release, taxonomy_package, mappings, validate=not no_validate, out=out)
    options = replace(options, from_schedule=from_schedule)
    statuses: list[Status] = []
    filings: list[dict[str, object]] = []
    taken: set[str] = set()
    with _progress(len(files)) as advance:
        for file in files:
            advance(file.name)
            conversion = convert(file, options, _name(file, taken))
            statuses.append(conversion.status)
            if conversion.folder is not None:
                taken.add(conversion.name)
            if conversion.status is Status.REFUSED:
                typer.echo(f"{PROGRAM}: {printable(str(file))}: {printable(conversion.refusal)}", err=True)
            if as_json:
                filings.append(summary.filing_json(file, conversion))
            else:
                summary.show(file, conversion)
    worst = max(statuses, default=Status.CONVERTED)
    if as_json:
        typer.echo(summary.as_json(filings, worst))
    elif len(statuses) > 1:
        summary.show_total(statuses)
    raise typer.Exit(worst)


@app.command("validate", epilog="Example: retroxbrl validate output/harbor-instruments-10q")
def validate_command(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...", readable=False, help="Inline XBRL documents, output folders or packages."
        ),
    ],
    release: Annotated[
        str, typer.Option("--release", metavar="YEAR", help="The US-GAAP release (default: the report's).")
    ] = "",
    taxonomy_package: Package = None,
    as_json: AsJson = False,
) -> None:
    """Check reports, offline: xmlschema, then Arelle.

    Exit status: 0 valid; 1 not valid; 2 there is nothing to validate at one of the paths.
    """
    from converter.cli import checks

    raise typer.Exit(checks.validate(paths, release, taxonomy_package, as_json, fail))


@app.command(
    "explain",
    epilog="Example: retroxbrl explain filing.txt 64   (or: retroxbrl explain filing.txt Inventory)",
)
def explain_command(
    file: Filing,
    what: Annotated[
        str, typer.Argument(metavar="[LINE or concept]", help="A line number, or part of a concept's name.")
    ] = "",
    cik: Cik = "",
    release: Release = DEFAULT_RELEASE,
    mappings: Mappings = None,
    as_json: AsJson = False,
) -> None:
    """Show what each number became, and why.

    For each number: the concept, value and period of its fact, the mapping rule that decided (file and
    line), its evidence, and the candidates that were rejected. Numbers that are no facts have a reason.
    """
    from converter.cli import explain

    conversion = convert(file, _options(cik, release, None, mappings, validate=False, out=None))
    if conversion.report is None or conversion.status is Status.REFUSED:
        fail(f"{file}: {conversion.refusal}")
    entries = explain.entries(conversion, what)
    if as_json:
        typer.echo(explain.as_json(entries))
    elif entries:
        explain.show(entries)
    else:
        where = f"on line {what}" if what.isdigit() else f"under {what!r}"
        fail(f"{file}: there is no number or fact {where}")


@taxonomy.command("list", epilog="Example: retroxbrl taxonomy list")
def taxonomy_list(as_json: AsJson = False) -> None:
    """List the releases that a report can use, and what of them comes with the program."""
    from converter.cli import checks

    checks.list_releases(as_json)


@taxonomy.command("build", epilog="Example: retroxbrl taxonomy build --release 2009 -o .")
def taxonomy_build(
    release: Release = DEFAULT_RELEASE,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="The folder to write to.")] = Path(),
) -> None:
    """Build the embedded release as a taxonomy package, for other XBRL software."""
    from converter.cli import checks

    checks.build_release(release, out, fail)


@taxonomy.command("check", epilog="Example: retroxbrl taxonomy check --taxonomy-package us-gaap-2020.zip")
def taxonomy_check(
    taxonomy_package: Annotated[
        Path, typer.Option("--taxonomy-package", metavar="FILE", help="The full release to compare with.")
    ],
    release: Release = DEFAULT_RELEASE,
    as_json: AsJson = False,
) -> None:
    """Hold each row of the embedded tables against a full release. Exit status 1 when a row differs."""
    from converter.cli import checks

    raise typer.Exit(checks.check_release(release, taxonomy_package, as_json, fail))


def _options(
    cik: str,
    release: str,
    package: Path | None,
    mappings: Sequence[Path] | None,
    *,
    validate: bool,
    out: Path | None,
) -> Options:
    """The options, checked: what is wrong with them is wrong for every file."""
    if cik and not (cik.isascii() and cik.isdigit() and len(cik) <= 10 and int(cik)):
        fail(f"--cik takes a number of up to ten digits, not {cik!r}")
    for folder in mappings or ():
        if not folder.is_dir():
            fail(f"--mappings: {folder} is not a directory of mapping tables")
    if out is not None and out.exists() and not out.is_dir():
        fail(f"-o: {out} is not a directory")
    return Options(
        cik=cik,
        release=release,
        taxonomy_package=package,
        mappings=tuple(mappings or ()),
        validate=validate,
        out=out,
    )


def _name(file: Path, taken: Set[str]) -> str:
    """The folder's name for ``file``: its stem, with the names of its parents before it where an
    earlier file of this run has the stem already.
    """
    name, parent = file.stem, file.absolute().parent
    while safe_name(name) in taken and parent.name:
        name, parent = f"{parent.name}-{name}", parent.parent
    return name


@contextmanager
def _progress(total: int) -> Iterator[Callable[[str], None]]:
    """Yields a function to call with each file's name; shows a bar on a terminal only."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda _name: None
        return
    from converter.cli.terminal import progress

    with progress(total) as advance:
        yield advance


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs the command line and exits; a usage error is one line on standard error and status 2."""
    command = typer.main.get_command(app)
    try:
        status = command.main(
            args=list(sys.argv[1:] if arguments is None else arguments),
            prog_name=PROGRAM,
            standalone_mode=False,
        )
    except typer.Abort:
        typer.echo(f"{PROGRAM}: interrupted", err=True)
        sys.exit(130)
    except KeyboardInterrupt:
        typer.echo(f"{PROGRAM}: interrupted", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output went away (as in "| head"): that is its business.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        describe = getattr(error, "format_message", None)  # a usage error of the library
        if describe is None:
            raise
        typer.echo(f"{PROGRAM}: {printable(describe())} (see {PROGRAM} --help)", err=True)
        sys.exit(Status.REFUSED)
    sys.exit(status if isinstance(status, int) else 0)
