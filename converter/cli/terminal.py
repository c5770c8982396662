"""Text for terminals: nothing of the input reaches one unescaped, and colour only where it is one."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def printable(text: str) -> str:
    """``text`` with control and format characters (escapes, bidirectional marks) shown as ``\\xNN``."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character
        if unicodedata.category(character)[0] != "C"
        else f"\\x{ord(character):02x}"
        if ord(character) < 256
        else f"\\u{ord(character):04x}"
        for character in text
    )


def console() -> Console:
    """A console on standard output: no markup, no highlighting, no emoji codes in what it prints."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else 120
    return Console(file=sys.stdout, markup=False, highlight=False, emoji=False, width=width)


@contextmanager
def progress(total: int) -> Iterator[Callable[[str], None]]:
    """A progress line on standard error; yields the function that moves it to the next file."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
    )
    with Progress(*columns, console=Console(stderr=True, markup=False), transient=True) as bar:
        task = bar.add_task("", total=total, completed=-1)

        def advance(name: str) -> None:
            bar.update(task, description=printable(name)[:60], advance=1)

        yield advance
