"""Puts a finished folder of files in its place at once: the old one or the new one, never half of one."""

from __future__ import annotations

import ctypes
import itertools
import os
import shutil
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

MARKER = "audit.json"
"""The file that shows that a folder is an output of ours, and may be replaced."""

OUTPUT_SUFFIXES = frozenset({".htm", ".html", ".json", ".xbri", ".xml", ".xsd"})
"""Suffixes of the files that a conversion writes; a folder with others in it is not ours to replace."""

_RENAME_EXCHANGE = 2  # flag of renameat2(2): swap the two names
_AT_FDCWD = -100  # relative names are relative to the working directory

_serial = itertools.count()


def safe_name(stem: str) -> str:
    """A folder name from a file stem: the stem, with characters that a path or a terminal can't
    show safely replaced by ``_``; ``filing`` where nothing is left.
    """
    name = "".join(
        "_" if character in "/\\" or unicodedata.category(character)[0] == "C" else character
        for character in stem
    )
    return name if name.strip(". ") else "filing"


def is_replaceable(folder: Path) -> bool:
    """Whether ``folder`` may be replaced: absent, empty, or an earlier output and nothing else."""
    if not folder.exists() and not folder.is_symlink():
        return True
    if folder.is_symlink() or not folder.is_dir():
        return False
    entries = list(folder.iterdir())
    return not entries or _is_output(entries, inside=True)


def _is_output(entries: Sequence[Path], *, inside: bool) -> bool:
    """Whether these are the files of an output, and (``inside``) folders of further registrants' outputs."""
    folders = [entry for entry in entries if entry.is_dir() and not entry.is_symlink()]
    files = [entry for entry in entries if entry not in folders]
    return (
        (inside or not folders)
        and all(entry.is_file() and entry.suffix in OUTPUT_SUFFIXES for entry in files)
        and any(entry.name == MARKER for entry in files)
        and all(_is_output(list(folder.iterdir()), inside=False) for folder in folders)
    )


def place(files: Mapping[str, bytes], target: Path) -> None:
    """Writes ``files`` (name, or folder/name -> bytes) as the folder ``target``, replacing an earlier
    output whole.

    The files go to a temporary folder beside the target, which is then renamed; a run that is killed
    leaves either the old folder or the new one.

    Raises:
        OSError: when the place can't be written (the target is then as it was).
        ValueError: when a file name would leave the folder.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = target.parent / f".retroxbrl-{os.getpid()}-{next(_serial)}"
    shutil.rmtree(scratch, ignore_errors=True)  # of a dead process that had this number
    scratch.mkdir()
    try:
        for name, content in files.items():
            parts = name.split("/")
            if len(parts) > 2 or any(Path(part).name != part or part in ("", ".", "..") for part in parts):
                raise ValueError(f"{name!r} is no file name")
            (scratch / name).parent.mkdir(exist_ok=True)
            (scratch / name).write_bytes(content)
        if target.exists():
            _exchange(scratch, target)
        else:
            scratch.rename(target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _exchange(scratch: Path, target: Path) -> None:
    """Swaps two folders: in one step where the system offers it, in two elsewhere."""
    if sys.platform == "linux":
        renameat2 = getattr(ctypes.CDLL(None), "renameat2", None)
        if renameat2 is not None:
            paths = (os.fsencode(scratch), os.fsencode(target))
            if renameat2(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE) == 0:
                return
    aside = scratch.with_name(scratch.name + "-old")
    target.rename(aside)
    try:
        scratch.rename(target)
    except OSError:
        aside.rename(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)
