"""Who files, as the cover says it: name, numbers, jurisdiction, address, telephone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from converter.extraction._cover_page import DATE, Cell, CoverPage, CoverRow
from converter.extraction._cover_places import (
    A_STATE_ENTITY,
    STATE_AT_END,
    STATE_CODES,
    jurisdiction_code,
    state_code,
)
from converter.model import CoverFact, Filer, Span

_NAME_CAPTION = re.compile(
    r"exact\s+names?\s+of|\(\s*names?\s+of\s+(?:the\s+)?(?:small\s+business\s+)?(?:issuer|registrant)"
    r"|name\s+of\s+(?:small\s+business\s+)?(?:issuer|registrant)\s+(?:as|in)\b|\(\s*registrant\s*\)",
    re.IGNORECASE,
)
_STATE_CAPTION = re.compile(
    r"\b(?:state|jurisdiction)\s+(?:of|or|and)\s+(?:other|incorp|organi|jurisd)|\bstate\s+of\s+incorp"
    r"|\(\s*state\s*\)|\bjurisdiction\s+of\b",
    re.IGNORECASE,
)
_ADDRESS_CAPTION = re.compile(
    r"\baddress(?:es)?\s+(?:and\s+\S+\s+\S+\s+)?of\s+(?:\S+\s+){0,2}principal|\(\s*address,\s+including",
    re.IGNORECASE,
)
_ZIP_CAPTION = re.compile(r"\bzip\s+code", re.IGNORECASE)
_PHONE_CAPTION = re.compile(r"telephone|\bphone\b|area\s+code", re.IGNORECASE)
_FILE_CAPTION = re.compile(r"\bfile\s+(?:numbers?|nos?\b|\#)", re.IGNORECASE)

_FILE_NUMBER = re.compile(r"(?<![\d-])(\d{1,3})\s?-\s?(\d{2,8}(?:-\d{1,3})?)(?![\d-])")
_TAX_ID = re.compile(r"(?<![\d-])(\d\d)[- ](\d{7})(?![\d-])")
_ZIP = re.compile(r"(?<![\d,.-])\d{5}(?:-\d{4})?(?![\d,-])")
_ZIP_AT_END = re.compile(r"[\s,]*\d{5}(?:-\d{4})?\s*\Z")
_NO_CITY = re.compile(r"\d|\b(?:street|avenue|road|drive|suite|blvd|boulevard|floor|box)\b", re.IGNORECASE)
_PHONE = re.compile(
    r"\(?\s?(?<!\d)(?P<area>\d{3})\s?(?:\)|-|/|\.)?[\s.-]{0,4}(?P<local>\d{3}\s?[-.]\s?\d{4})(?!\d)", re.ASCII
)

_OTHER_MATTER = re.compile(
    r"\bform\s+10|exchange\s+act|\bact\s+of\b|section\s+13|commission\s+(?:file|no)|exchange\s+commission|mark\s+one|transition|annual\s+report"
    r"|quarterly\s+report|\b(?:ended|ending)\b|washington,?\s+d\.?\s*c|united\s+states\s*\Z|fee\s+required"
    r"|amendment|\bfrom\b.*\bto\b|^\W*or\W*$|^\(.*\)$|documents?\s+incorporated|\[|\]|^[^A-Za-z]*$",
    re.IGNORECASE,
)
_FORMER = re.compile(r"\(?\s*(?:formerly|f/k/a|d/b/a|doing\s+business)", re.IGNORECASE)
_CAPTION_WORDS = re.compile(
    r"\(|\)|identification|incorporation|organization|jurisdiction|employer|charter|registrant|telephone"
    r"|commission|\bact\b|zip\s+code|executive\s+offices|i\.?\s?r\.?\s?s|exchange",
    re.IGNORECASE,
)
_GENERIC = frozenset(
    ("the", "of", "and", "in", "inc", "incorporated", "corp", "corporation", "co", "company", "cos",
     "companies", "ltd", "limited", "lp", "l", "p", "trust", "group", "partnership", "partners",
     "holding", "holdings", "new", "de")
)  # fmt: skip


def registrant(page: CoverPage, filer: Filer | None) -> tuple[str, tuple[Span, ...], str]:
    """The registrant's name, the places where it stands on the cover, and the rule that found it.

    The name stands above its caption ("exact name of registrant ..."). Where the submission header
    names the filer, a printed name that shares no word with it gives way: to the row of the cover that
    does, else to the header's own name (without a place).
    """
    caption = page.search(_NAME_CAPTION)
    pieces = _name_above(page, caption.start()) if caption else ()
    rule = "cover.name-above-caption"
    if filer and filer.name and not _agree(" ".join(p.text for p in pieces), filer.name):
        pieces = _name_like(page, filer.name)
        rule = "cover.name-of-header"
    if not pieces:
        return (filer.name if filer else ""), (), "cover.header-name"
    spans = tuple(page.span(piece.start, piece.end) for piece in pieces)
    return " ".join(" ".join(piece.text.split()) for piece in pieces), spans, rule


def _name_above(page: CoverPage, caption: int) -> tuple[Cell, ...]:
    """The rows right above the caption, up to other matter or a gap (three at most)."""
    index = page.row_at(caption)
    pieces: list[Cell] = []
    below = page.rows[index].row
    for row in reversed(page.rows[max(index - 4, 0) : index]):
        first, last = row.cells[0], row.cells[-1]
        if not re.search(r"[A-Za-z]{2}", last.text):  # a number in a column of its own
            last = next((cell for cell in reversed(row.cells) if re.search(r"[A-Za-z]{2}", cell.text)), last)
        text = page.document.text[first.start : last.end]
        gap = below - row.row
        if not pieces and _FORMER.match(text):
            below = row.row
            continue
        if _OTHER_MATTER.search(text) or DATE.search(text) or len(pieces) == 3 or (pieces and gap > 1):
            break
        if not pieces and gap > 6:
            break
        if first is not last and pieces:
            break
        pieces.insert(0, Cell(text.rstrip(" ,*"), first.start, first.left, last.right))
        below = row.row
    return tuple(piece for piece in pieces if re.search(r"[A-Za-z]{2}", piece.text))


def _words(name: str) -> frozenset[str]:
    """The telling words of a name, cut to five letters (headers abbreviate)."""
    name = re.sub(r"/[a-z]{2,3}/?\s*\Z", "", name.lower().replace("'", "").replace(".", ""))
    words = re.findall(r"[a-z0-9]+", name)
    return frozenset(word[:5] for word in words if word not in _GENERIC)


def _agree(printed: str, name: str) -> bool:
    one, other = _words(printed), _words(name)
    if not one or not other:
        return not other and bool(printed)
    joined = "".join(re.findall(r"[a-z0-9]", printed.lower()))
    return bool(one & other) or "".join(re.findall(r"[a-z0-9]", name.lower()))[:6] == joined[:6]


def _name_like(page: CoverPage, name: str) -> tuple[Cell, ...]:
    """The first cell of the cover that consists of the words of ``name`` and little else."""
    wanted = _words(name)
    for row in page.rows[:80]:
        for cell in row.cells:
            words = _words(cell.text)
            if words and words <= wanted and len(words) * 3 >= len(wanted) * 2:
                return (Cell(cell.text.rstrip(" ,"), cell.start, cell.left, cell.right),)
    return ()


def file_number(page: CoverPage, filer: Filer | None) -> CoverFact | None:
    """The Commission file number (dei:EntityFileNumber)."""
    candidates: list[re.Match[str]] = []
    for caption in page.finditer(_FILE_CAPTION):
        index = page.row_at(caption.start())
        after = page.search(_FILE_NUMBER, caption.end(), caption.end() + 220)
        if after and not _TAX_ID.match(after[0]):
            candidates.append(after)
        elif index > 0:
            above = page.search(_FILE_NUMBER, page.rows[max(index - 2, 0)].start, caption.start())
            if above and not _TAX_ID.match(above[0]):
                candidates.append(above)
    chosen = _agreeing(candidates, filer.file_number if filer else "")
    if chosen:
        value = f"{chosen[1]}-{chosen[2]}"
        return CoverFact(
            "dei:EntityFileNumber",
            value,
            (page.span(*chosen.span()),),
            rule="cover.file-number-after-caption",
        )
    if filer and re.fullmatch(r"\d{1,3}-\d{1,8}(?:-\d{1,3})?", filer.file_number):
        return CoverFact(
            "dei:EntityFileNumber", filer.file_number, (), confidence=0.9, rule="cover.header-file-number"
        )
    return None


def tax_number(page: CoverPage, filer: Filer | None) -> CoverFact | None:
    """The employer identification number (dei:EntityTaxIdentificationNumber)."""
    known = filer.irs_number if filer else ""
    candidates = [
        match for match in page.finditer(_TAX_ID) if match[0][2] == "-" or match[1] + match[2] == known
    ]
    chosen = _agreeing(candidates, known)
    element = "dei:EntityTaxIdentificationNumber"
    if chosen:
        value = f"{chosen[1]}-{chosen[2]}"
        return CoverFact(element, value, (page.span(*chosen.span()),), rule="cover.tax-number")
    if re.fullmatch(r"\d{9}", known) and known.strip("0"):
        return CoverFact(
            element, f"{known[:2]}-{known[2:]}", (), confidence=0.9, rule="cover.header-tax-number"
        )
    return None


def _agreeing(candidates: list[re.Match[str]], known: str) -> re.Match[str] | None:
    """The candidate that says what the header says; without one, the candidate that is alone."""
    digits = [part.lstrip("0") for part in known.split("-")] if "-" in known else [known]
    for match in candidates:
        parts = [match[1].lstrip("0"), match[2].lstrip("0")]
        if known and (parts == digits or match[1] + match[2] == known):
            return match
    return candidates[0] if candidates and len({match[0] for match in candidates}) == 1 else None


def incorporation(page: CoverPage, filer: Filer | None) -> CoverFact | None:
    """The jurisdiction of incorporation (dei:EntityIncorporationStateCountryCode), as EDGAR's code."""
    element = "dei:EntityIncorporationStateCountryCode"
    known = filer.state_of_incorporation if filer else ""
    found: list[tuple[str, int, int]] = []
    for caption in page.finditer(_STATE_CAPTION):
        for cell in _cells_above(page, caption.start(), 5):
            code = jurisdiction_code(cell.text)
            if code:
                found.append((code, cell.start, cell.end))
                break
    if not found:
        found.extend(
            (jurisdiction_code(match["state"]), *match.span("state"))
            for match in page.finditer(A_STATE_ENTITY)
        )
    chosen = next((item for item in found if item[0] == known), None)
    if chosen is None and len({code for code, _, _ in found}) == 1:
        chosen = found[0]
    if chosen:
        code, start, end = chosen
        printed = page.document.text[start:end]
        rule = "cover.state-code" if printed == code else "cover.state-name"
        return CoverFact(element, code, (page.span(start, end),), rule=rule)
    if known in STATE_CODES:
        return CoverFact(element, known, (), confidence=0.9, rule="cover.header-state")
    return None


def _cells_above(page: CoverPage, caption: int, rows: int) -> Iterator[Cell]:
    """Cells in the rows above a caption that stand over it, nearest first."""
    index = page.row_at(caption)
    own = page.rows[index]
    below = next((cell for cell in own.cells if cell.start <= caption < cell.end), own.cells[0])
    for row in reversed(page.rows[max(index - rows, 0) : index]):
        over = [cell for cell in row.cells if cell.left < below.right and cell.right > below.left]
        yield from over or (row.cells[:1] if below is own.cells[0] else ())


def telephone(page: CoverPage) -> tuple[CoverFact, ...]:
    """The telephone number (dei:CityAreaCode, dei:LocalPhoneNumber)."""
    numbers = list(page.finditer(_PHONE))
    captions = [match.start() for match in page.finditer(_PHONE_CAPTION)]
    near = [n for n in numbers if any(-200 <= n.start() - caption <= 250 for caption in captions)]
    if (
        not near
        or len({n["area"] + n["local"] for n in near[:1] + [n for n in near if _is_main(n, captions)]}) > 1
    ):
        return ()
    chosen = near[0]
    return tuple(
        CoverFact(
            element,
            " ".join(chosen[group].split()),
            (page.span(*chosen.span(group)),),
            rule="cover.telephone",
        )
        for element, group in (("dei:CityAreaCode", "area"), ("dei:LocalPhoneNumber", "local"))
    )


def _is_main(number: re.Match[str], captions: list[int]) -> bool:
    """Whether a number follows a caption closely."""
    return any(0 <= number.start() - caption <= 60 for caption in captions)


def address(page: CoverPage, name: tuple[Span, ...]) -> tuple[CoverFact, ...]:
    """The address of the principal executive offices: line 1 (and 2), city, state, postal code.

    It stands above its caption; ``name`` is where the registrant's name stands, which is no part of it.
    """
    caption = page.search(_ADDRESS_CAPTION)
    if caption is None:
        return ()
    index = page.row_at(caption.start())
    rows = _address_rows(page, index, {span.line for span in name})
    if not rows:
        return ()
    postal = _postal_code(page, rows, index)
    tail = [_fact(page, "AddressPostalZipCode", postal.start(), postal.end())] if postal else []
    *upper, last = rows
    streets = [(row.cells[0].start, row.cells[0].end) for row in upper]
    cell, text, state = last.cells[0], "", None
    for cell in last.cells:
        text = _ZIP_AT_END.sub("", cell.text).rstrip(" ,")
        state = STATE_AT_END.search(text)
        if state:
            break
        streets.append((cell.start, cell.end))
    if state is None:
        return tuple(tail)
    start = cell.start + state.start("state")
    code = state_code(state["state"])
    tail.insert(0, _fact(page, "AddressStateOrProvince", start, start + len(state["state"]), code))
    before = text[: state.start("state")].rstrip(" ,")
    street, _, city = before.rpartition(",")
    city = city.strip()
    if not city or _NO_CITY.search(city):
        return tuple(tail)
    end = cell.start + len(before)
    tail.insert(0, _fact(page, "AddressCityOrTown", end - len(city), end))
    if street.strip():
        streets.append((cell.start, cell.start + len(street)))
    lines = [_fact(page, f"AddressAddressLine{line}", *span) for line, span in enumerate(streets[:2], 1)]
    return (*lines, *tail)


def _fact(page: CoverPage, name: str, start: int, end: int, value: str = "") -> CoverFact:
    """A fact of the address; commas and blanks at the end stay outside."""
    printed = page.document.text[start:end].rstrip(" ,\t")
    return CoverFact(
        f"dei:Entity{name}",
        value or " ".join(printed.split()),
        (page.span(start, start + len(printed)),),
        rule="cover.address-above-caption",
    )


def _address_rows(page: CoverPage, caption: int, name_lines: set[int]) -> list[CoverRow]:
    """The rows of the address, above its caption: up to other captions, three at most."""
    rows: list[CoverRow] = []
    below = page.rows[caption].row
    for row in reversed(page.rows[max(caption - 5, 0) : caption]):
        text = row.cells[0].text
        if not rows and _PHONE.fullmatch(row.text.strip()):
            below = row.row
            continue
        if _CAPTION_WORDS.search(text) or _PHONE.search(row.text) or DATE.search(row.text):
            break
        if len(rows) == 3 or below - row.row > 4 or (rows and jurisdiction_code(text)):
            break
        if _TAX_ID.search(row.text) or page.document.first_line + row.row in name_lines:
            break
        if not re.search(r"[A-Za-z]", text):
            if rows:
                break
            continue
        rows.insert(0, row)
        below = row.row
    return rows


def _postal_code(page: CoverPage, rows: list[CoverRow], caption: int) -> re.Match[str] | None:
    """The postal code of an address: on its last row, or over the caption."""
    last = rows[-1]
    found = None
    for row in page.rows[page.row_at(last.start) : caption]:
        for match in _ZIP.finditer(page.document.text, row.start, row.start + len(row.text)):
            found = match
    if found:
        return found
    label = page.search(_ZIP_CAPTION, page.rows[caption].start, page.rows[caption].start + 400)
    if label:
        above = page.rows[max(page.row_at(label.start()) - 2, 0)].start
        for match in _ZIP.finditer(page.document.text, above, label.start()):
            found = match
    return found
