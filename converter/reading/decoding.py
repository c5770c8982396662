"""Turns the bytes of a filing into text without loss, or says that they are no text."""

from __future__ import annotations

import re

_SIGNATURES = (
    (b"%PDF-", "a PDF document"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\x89PNG", "a PNG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old Microsoft Office file"),
    (b"{\\rtf", "an RTF document"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
)

# What stray control bytes a text may hold is open, but text is not made of them. Tab, line feed,
# vertical tab, form feed, carriage return, escape and the end-of-file mark of DOS don't count.
_CONTROLS = bytes(byte for byte in (*range(32), 127) if byte not in b"\t\n\v\f\r\x1b\x1a")
_MAX_CONTROL_SHARE = 0.01
_MAX_NULS = 16

_UNDEFINED_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


def binary_kind(data: bytes) -> str:
    """What ``data`` is when it is no text ("a JPEG image"), or "" when it is text."""
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls > _MAX_CONTROL_SHARE * len(data) or data.count(0) > _MAX_NULS:
        return "binary data"
    return ""


def decode(data: bytes) -> tuple[str, str]:
    """The text of ``data`` and the encoding that gave it; ``text.encode(encoding)`` gives ``data`` back.

    ASCII, else UTF-8 when the bytes are valid UTF-8, else Windows-1252, else (where bytes are in it
    that Windows-1252 leaves open) ISO 8859-1, in which every byte is a character.
    """
    if data.isascii():
        return data.decode("ascii"), "ascii"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        encoding = "iso-8859-1" if _UNDEFINED_IN_CP1252.search(data) else "cp1252"
        return data.decode(encoding), encoding
