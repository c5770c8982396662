"""Milliseconds per 100 KB of filing, on one core and without validation, against the limit.

    python -m benchmarks.conversion FOLDER_OR_FILE... [--every N] [--repeat 2] [--limit 150] [--profile 20]

The first filing is converted once before the clock starts: modules, tables and the matcher are loaded
then, and that is printed apart. Of each filing the best time counts: other work on the machine only adds.
Prints the ratio of what was measured to the limit, the stages' shares, and with ``--profile`` the costliest
functions; the exit status is 1 when the ratio is above 1.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import pstats
import sys
import time
from pathlib import Path

from converter import Options, convert

STAGES = ("reading", "extraction", "mapping", "checking", "reporting", "writing")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("filings", nargs="+", type=Path)
    arguments.add_argument("--every", type=int, default=1, help="take every Nth filing")
    arguments.add_argument("--repeat", type=int, default=2)
    arguments.add_argument("--limit", type=float, default=150.0, help="milliseconds per 100 KB")
    arguments.add_argument("--profile", type=int, default=0, help="print so many functions")
    options = arguments.parse_args()
    files = [
        f for path in options.filings for f in (sorted(path.rglob("*.txt")) if path.is_dir() else [path])
    ]
    files = files[:: options.every]
    plain = Options(validate=False)
    started = time.perf_counter()
    convert(files[0], plain)
    print(f"first conversion, with loading: {time.perf_counter() - started:.2f} s")
    seconds = [min(_timed(file, plain) for _ in range(options.repeat)) for file in files]
    size = sum(file.stat().st_size for file in files)
    rate = sum(seconds) / size * 100_000 * 1000
    each = sorted(s / f.stat().st_size * 1e8 for s, f in zip(seconds, files, strict=True))
    print(f"{len(files)} filings, {size / 1e6:.1f} MB: {rate:.0f} ms per 100 KB")
    print(f"median filing {each[len(each) // 2]:.0f}, 95 of 100 below {each[int(len(each) * 0.95)]:.0f}")
    print(f"ratio to the limit of {options.limit:.0f}: {rate / options.limit:.2f}")
    _profile(files, plain, options.profile)
    return 0 if rate <= options.limit else 1


def _timed(file: Path, options: Options) -> float:
    started = time.process_time()
    convert(file, options)
    return time.process_time() - started


def _profile(files: list[Path], options: Options, functions: int) -> None:
    """Prints the share of each stage, and the functions with most time of their own."""
    profile = cProfile.Profile()
    profile.enable()
    for file in files[: max(1, min(len(files), 20))]:
        convert(file, options)
    profile.disable()
    stats = pstats.Stats(profile, stream=io.StringIO())
    spent = dict.fromkeys(STAGES, 0.0)
    for (name, _, _), (_, _, own, _, _) in stats.stats.items():  # type: ignore[attr-defined]
        for stage in STAGES:
            if f"converter/{stage}/" in name:
                spent[stage] += own
    total = sum(spent.values()) or 1.0
    print("own time by stage: " + ", ".join(f"{stage} {spent[stage] / total:.0%}" for stage in STAGES))
    if functions:
        shown = pstats.Stats(profile, stream=sys.stdout)
        shown.strip_dirs().sort_stats("tottime").print_stats(functions)


if __name__ == "__main__":
    sys.exit(main())
