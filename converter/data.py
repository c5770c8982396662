"""Finds the data folders (``taxonomy/``, ``mappings/``) in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def data_folder(name: str) -> Path:
    """The folder ``name`` ("taxonomy" or "mappings").

    An installed wheel carries it inside the package; in a checkout it lies beside the package.

    Raises:
        FileNotFoundError: when neither exists (a broken installation).
    """
    for folder in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"the data folder {name!r} of retroxbrl is missing: reinstall the package")
