"""The numbers that statement extraction is tuned by, in one object."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """Limits of the layout analysis; lengths in characters, distances in rows.

    Measured on legacy filings (see ``docs/formats.md``): a change here is a change for every filing.
    """

    tab_width: int = 8
    title_words: int = 18  # a statement title is not longer
    title_length: int = 130
    title_to_amounts: int = 45  # the first amount follows its title within so many rows
    amounts_wanted: int = 3  # a region with fewer amount rows is no statement
    region_rows: int = 330  # no statement is longer
    prose_rows: int = 3  # so many rows of running text end a statement
    prose_length: int = 58
    rows_without_amounts: int = 40  # so many rows of anything but amounts and blanks end a statement
    column_gap: int = 2  # right edges that are closer belong to one column
    merge_gap: int = 9  # columns that are closer and never share a row are one
    wrap_share: float = 0.62  # a label row that reaches so far into the label zone is taken to wrap
    head_rows_above: int = 6
    wrapped_rows: int = 5  # so many captions whose row goes on below make a wrapped table
    wrapped_gap: int = 16  # and are not farther apart
    wrapped_margin: int = 25  # its heading and its last rules stand so near
    wrapped_share: float = 0.8  # of its rows are as a wrap leaves them
    facing_rows: int = 2  # a page of two halves has so many rows with a caption behind an amount
    halved_rows: int = 5  # and so many with something in both halves


DEFAULT = Settings()
