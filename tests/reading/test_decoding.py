"""Decoding loses nothing, and tells text from other data."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.model import line_starts
from converter.reading.decoding import binary_kind, decode


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"Net sales $ 1,204", "Net sales $ 1,204", "ascii"),
        ("Café".encode(), "Café", "utf-8"),
        (b"5\x92s \x96 caf\xe9", "5\u2019s \u2013 café", "cp1252"),
        (b"\x81 \xe9", "\x81 é", "iso-8859-1"),
    ],
)
def test_encoding_is_told_from_the_bytes(data: bytes, text: str, encoding: str) -> None:
    assert decode(data) == (text, encoding)


@given(st.binary(max_size=400))
def test_every_byte_comes_back(data: bytes) -> None:
    text, encoding = decode(data)
    assert text.encode(encoding) == data


@given(st.text(alphabet="a\r\n\f ", max_size=60))
def test_lines_begin_behind_each_line_end(text: str) -> None:
    lines = text.replace("\r\n", "~\n").replace("\r", "\n").split("\n")
    starts = line_starts(text)
    assert len(starts) == max(1, len(lines) - (lines[-1] == "" and len(lines) > 1))
    assert all(text[s - 1] in "\r\n" for s in starts[1:])


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG image"),
        (b"%PDF-1.3\n", "a PDF document"),
        (b"PK\x03\x04\x14", "a ZIP archive"),
        (b"\x7fELF\x02", "a program"),
        (bytes(range(256)) * 4, "binary data"),
        (b"Total\tassets\r\n\x0c\x1a", ""),
    ],
)
def test_binary_data_is_named(data: bytes, kind: str) -> None:
    assert binary_kind(data) == kind


def test_a_stray_control_character_is_no_reason_to_refuse() -> None:
    assert binary_kind(b"Total assets   1,234\n" * 50 + b"\x00\x02") == ""
