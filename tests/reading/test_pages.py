"""Pages and their furniture."""

from __future__ import annotations

import time
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from converter.model import SourceDocument, line_starts
from converter.reading import Page, pages, read


def document(text: str) -> SourceDocument:
    submission = read(text.encode(), "pages.txt").value
    assert submission is not None
    return submission.documents[0]


def furniture(text: str) -> list[str]:
    source = document(text)
    return [source.line(row).strip() for page in pages(source) for row in page.furniture]


def body(number: int) -> str:
    """The text of a page; no two pages share a line."""
    subject = "abcdefghijklmnop"[number] * 5
    return "\n".join(f"Sentence {word} about {subject}." for word in ("one", "two", "three", "four")) + "\n"


def test_page_tags_and_form_feeds_begin_pages() -> None:
    source = document("cover\n<PAGE>\nsecond\n  <PAGE> 3\nthird\n\x0cfourth\nend 4\x0c\nfifth\n")
    assert [(page.first_row, page.last_row) for page in pages(source)] == [
        (0, 0),
        (1, 2),
        (3, 4),
        (5, 6),
        (7, 7),
    ]
    assert pages(source)[2].printed_number == "3"


def test_marks_in_a_row_count_once() -> None:
    source = document("one\n\x0c\n<PAGE>\n\n<PAGE>    12\ntwo\n")
    assert [(page.first_row, page.last_row, page.printed_number) for page in pages(source)] == [
        (0, 0, ""),
        (1, 5, "12"),
    ]


def test_document_without_marks_is_one_page() -> None:
    assert pages(document("a\n\nb\n")) == (Page(1, 0, 2, "", ()),)


def test_page_numbers_in_their_usual_forms() -> None:
    for forms in (
        ["- 9 -", "- 10 -"],
        ["F-6", "F-7"],
        ["Page 35 of 90", "Page 36 of 90"],
        ["34", "35"],
        ["iii", "iv"],
    ):
        text = "<PAGE>\n".join(f"{body(n)}\n          {form}\n" for n, form in enumerate(forms))
        assert furniture(text) == forms, forms


def test_number_before_the_page_tag() -> None:
    text = "".join(f"{body(n)}\n        {n}<PAGE>\n" for n in range(3, 6))
    assert furniture(text) == ["3<PAGE>", "4<PAGE>", "5<PAGE>"]
    assert [page.printed_number for page in pages(document(text))] == ["3", "4", "5"]


def test_amounts_are_never_furniture() -> None:
    text = "<PAGE>\n".join(
        f"                 1995      1994\n{body(n)} Total {n}    $ 1,234\n" for n in range(6)
    )
    assert furniture(text) == []


def test_a_lone_amount_at_the_foot_of_a_page_stays() -> None:
    assert (
        furniture(
            "<PAGE>\n".join(f"{body(n)}\n        {amount}\n" for n, amount in enumerate((34, 871, 120)))
        )
        == []
    )


def test_running_heads() -> None:
    text = "<PAGE>\n".join(f"     Harbor Lantern Company\n\n{body(n)}\n" for n in range(6))
    assert furniture(text) == ["Harbor Lantern Company"] * 6


def test_statement_titles_that_go_on_are_no_furniture() -> None:
    heads = ["CONSOLIDATED BALANCE SHEETS", "CONSOLIDATED BALANCE SHEETS (continued)"] * 3
    chapters = [
        f"Chapter {word}" for word in ("one", "two", "three", "four", "five", "six", "seven", "eight")
    ]
    text = "<PAGE>\n".join(f"{head}\n{body(n)}" for n, head in enumerate(heads + chapters))
    assert furniture(text) == []


def test_column_heads_are_no_furniture() -> None:
    text = "<PAGE>\n".join(f"Years ended December 31,\n{body(n)}" for n in range(6))
    assert furniture(text) == []


def test_marked_numbers_without_page_marks() -> None:
    assert furniture(f"{body(1)}\n     - 9 -\n\n{body(2)}\n     - 10 -\n\n{body(3)}") == ["- 9 -", "- 10 -"]


@given(
    st.lists(
        st.sampled_from(["", "text", "<PAGE>", " <PAGE>17", "\x0c", "a\x0cb", "- 3 -", "4", "iv"]),
        max_size=25,
    )
)
def test_pages_cover_every_row_once(rows: list[str]) -> None:
    source = SourceDocument(0, "", "", "", "", "\n".join(rows), "ascii", "", 1, _starts(rows))
    found = pages(source)
    covered = [row for page in found for row in range(page.first_row, page.last_row + 1)]
    assert covered == list(range(len(source.line_starts)))
    assert all(page.first_row <= row <= page.last_row for page in found for row in page.furniture)


def _starts(rows: list[str]) -> tuple[int, ...]:
    return line_starts("\n".join(rows))


def test_hostile_rows_take_no_long_time() -> None:
    rows = [
        "<PAGE>" + " " * 200_000 + "x",
        " " * 200_000 + "1",
        "<C> " * 50_000 + "x",
        "A" + " " * 200_000 + "B",
    ]
    start = time.perf_counter()
    pages(document("<PAGE>\n".join(f"{row}\n" for row in rows)))
    assert time.perf_counter() - start < 2.0


def test_focus_filing(shared: Path) -> None:
    submission = read((shared / "filings" / "focus-2003-q3.txt").read_bytes(), "focus").value
    assert submission is not None
    found = pages(submission.documents[0])
    assert len(found) == 28
    assert [page.printed_number for page in found[1:10]] == [str(number) for number in range(2, 11)]
    assert (found[1].first_row, found[1].last_row, len(found[1].furniture)) == (54, 125, 2)
