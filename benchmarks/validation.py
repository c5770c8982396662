"""Seconds and memory per report: a warm child against a plain Arelle session, in one run.

    python -m benchmarks.validation PACKAGE REPORT... [--release 2020] [--repeat 3]

PACKAGE is a full taxonomy package or "embedded"; a REPORT is what `retroxbrl validate` takes.
Prints one line per report and the overall ratio; fails when warm and plain disagree.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from converter.taxonomies import build_package, load
from converter.validation import Validation, Validator


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("package")
    arguments.add_argument("reports", nargs="+", type=Path)
    arguments.add_argument("--release", default="2020")
    arguments.add_argument("--repeat", type=int, default=3)
    options = arguments.parse_args()
    entry_points = tuple(load(options.release).schema_urls.values())
    with tempfile.TemporaryDirectory() as scratch:
        embedded = options.package == "embedded"
        package = build_package(options.release, Path(scratch)) if embedded else Path(options.package)
        with (
            Validator((package,), entry_points) as warm,
            Validator((package,), entry_points, warm=False) as plain,
        ):
            started = time.perf_counter()
            warm.validate(options.reports[0])
            print(f"first report, with loading the release: {time.perf_counter() - started:.2f} s")
            plain.validate(options.reports[0])  # imports Arelle
            ratios = [_compare(report, warm, plain, options.repeat) for report in options.reports]
            print(f"median ratio: {statistics.median(ratios):.1f}")
            print(
                f"memory of the waiting process: {_resident(warm):.0f} MB warm, {_resident(plain):.0f} plain"
            )


def _compare(report: Path, warm: Validator, plain: Validator, repeat: int) -> float:
    """Prints a line for ``report``; returns plain seconds by warm seconds.

    The two take turns, and the best time of each counts: other work on the machine only adds.
    """
    turns = [(_timed(warm, report), _timed(plain, report)) for _ in range(repeat)]
    (_, first), (_, second) = turns[0]
    assert first == second, f"warm and plain disagree on {report.name}"
    fast, slow = (min(turn[which][0] for turn in turns) for which in (0, 1))
    size = sum(file.stat().st_size for file in (report.iterdir() if report.is_dir() else [report]))
    print(
        f"{report.name}: {size / 1000:.0f} kB, {first.facts} facts, {first.verdict}: "
        f"warm {fast:.2f} s, plain {slow:.2f} s, ratio {slow / fast:.1f}"
    )
    return slow / fast


def _timed(validator: Validator, report: Path) -> tuple[float, Validation]:
    started = time.perf_counter()
    validation = validator.validate(report)
    return time.perf_counter() - started, validation


def _resident(validator: Validator) -> float:
    """Megabytes that the validator's process holds."""
    host = validator._host
    assert host is not None, "this platform can't fork"
    shown = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(host._pid)], capture_output=True, text=True, check=True
    )
    return int(shown.stdout) / 1000


if __name__ == "__main__":
    main()
