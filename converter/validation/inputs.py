"""Finds the report in what a caller points at: files, a folder, or a report package.

A report package (XBRL Report Packages 1.0: ``.xbri``, ``.xbr`` or ``.zip`` with ``reports/`` under
one top-level folder) is unpacked into a folder of ours, within bounds and never outside of it.
"""

from __future__ import annotations

import shutil
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

INLINE_SUFFIXES = (".htm", ".html", ".xhtml")
PACKAGE_SUFFIXES = (".xbri", ".xbr", ".zip")
MAX_FILES = 5_000
MAX_BYTES = 1 << 30  # unpacked, all files together
_INLINE_NAMESPACE = b"http://www.xbrl.org/2013/inlineXBRL"
_HEAD = 1 << 16  # namespaces are declared at the root, within the first bytes


@dataclass(frozen=True, slots=True)
class Report:
    """A report to validate: its inline documents, the other XML files beside them, the report
    package that it came in, and whether that is a taxonomy package too (it maps addresses)."""

    documents: tuple[Path, ...]
    others: tuple[Path, ...] = ()
    package: Path | None = None
    mapping: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no report to validate; ``code`` is the finding's noun phrase."""

    code: str
    reason: str


def find(target: Path | tuple[Path, ...], scratch: Path) -> tuple[Report, ...] | Refusal:
    """The reports in ``target``: one, or for a package as many as it holds.

    Args:
        target: inline document(s) that make one report, a folder that holds one, or a package.
        scratch: an empty folder to unpack into.
    """
    paths = target if isinstance(target, tuple) else (target,)
    if not paths:
        return Refusal("no-report", "no document was given")
    for path in paths:
        if not path.exists():
            return Refusal("no-report", f"{path.name} doesn't exist")
    if len(paths) == 1 and paths[0].is_dir():
        return _in_folder(paths[0])
    if len(paths) == 1 and paths[0].suffix.lower() in PACKAGE_SUFFIXES:
        return _in_package(paths[0], scratch)
    if any(path.is_dir() for path in paths):
        return Refusal("no-report", "a document set is made of files of one folder")
    return (_report(tuple(path.resolve() for path in paths)),)


def _in_folder(folder: Path) -> tuple[Report, ...] | Refusal:
    documents = _inline_documents(folder)
    if not documents:
        return Refusal("no-report", f"there is no inline XBRL document in {folder.resolve().name}")
    return (_report(documents),)


def _in_package(package: Path, scratch: Path) -> tuple[Report, ...] | Refusal:
    refusal = unpack(package, scratch)
    if refusal is not None:
        return refusal
    tops = [child for child in sorted(scratch.iterdir()) if child.is_dir()]
    homes = [top / "reports" for top in tops if (top / "reports").is_dir()]
    if len(homes) != 1:
        return Refusal("report-package", f"{package.name} has no reports/ folder under one top-level folder")
    meta = homes[0].parent / "META-INF"
    mapping = (meta / "taxonomyPackage.xml").is_file() and (meta / "catalog.xml").is_file()
    folders = sorted(child for child in homes[0].iterdir() if child.is_dir())
    sets: list[tuple[Path, ...]] = [(document,) for document in _inline_documents(homes[0])]
    sets += [documents for documents in map(_inline_documents, folders) if documents]
    if not sets:
        return Refusal("report-package", f"{package.name} holds no inline XBRL report")
    return tuple(_report(documents, package.resolve(), mapping) for documents in sets)


def _inline_documents(folder: Path) -> tuple[Path, ...]:
    return tuple(
        path.resolve()
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in INLINE_SUFFIXES and path.is_file() and _is_inline(path)
    )


def _is_inline(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return _INLINE_NAMESPACE in file.read(_HEAD)
    except OSError:
        return False


def _report(documents: tuple[Path, ...], package: Path | None = None, mapping: bool = False) -> Report:
    folder = documents[0].parent
    others = sorted(path for path in folder.iterdir() if path.suffix.lower() in (".xsd", ".xml"))
    return Report(documents, tuple(path for path in others if path.is_file()), package, mapping)


def unpack(package: Path, folder: Path) -> Refusal | None:
    """Unpacks ``package`` into ``folder``; refuses paths that leave it, links, encryption, and
    archives beyond :data:`MAX_FILES` or :data:`MAX_BYTES`."""
    try:
        with zipfile.ZipFile(package) as archive:
            entries = archive.infolist()
            if refusal := _objection(package.name, entries):
                return refusal
            budget = MAX_BYTES
            for entry in entries:
                if entry.is_dir():
                    continue
                target = folder.joinpath(*PurePosixPath(entry.filename).parts)
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(entry) as source, target.open("wb") as sink:
                    shutil.copyfileobj(_Bounded(source, budget), sink)
                budget -= entry.file_size
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as problem:
        return Refusal("report-package", f"{package.name} can't be unpacked ({type(problem).__name__})")
    return None


def _objection(name: str, entries: list[zipfile.ZipInfo]) -> Refusal | None:
    if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > MAX_BYTES:
        return Refusal("report-package", f"{name} is larger than {MAX_FILES} files or {MAX_BYTES} bytes")
    for entry in entries:
        parts = PurePosixPath(entry.filename).parts
        if (
            not parts
            or entry.filename.startswith("/")
            or ".." in parts
            or "\\" in entry.filename
            or ":" in parts[0]
            or "\x00" in entry.filename
        ):
            return Refusal("report-package", f"{name} has an entry that leaves the package")
        if stat.S_ISLNK(entry.external_attr >> 16):
            return Refusal("report-package", f"{name} has a link in it")
        if entry.flag_bits & 0x1:
            return Refusal("report-package", f"{name} is encrypted")
    return None


class _Bounded:
    """Reads from a stream, and refuses to give more than ``budget`` bytes whatever a header says."""

    def __init__(self, stream: object, budget: int) -> None:
        self._stream = stream
        self._budget = budget

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._stream.read(size)  # type: ignore[attr-defined]
        self._budget -= len(data)
        if self._budget < 0:
            raise ValueError("more data than declared")
        return data
