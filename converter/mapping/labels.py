"""Normalises printed labels so that spellings of one caption compare equal."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache

from converter.data import data_folder

_NOTE = re.compile(
    r"""[(\[-]?\s*\bnotes?\s+(?:no\.?s?\s+)?(?:[a-z]\b|\d+\b)(?:\s*(?:,|and|&|through|-)\s*(?:notes?\s+)?(?:[a-z]\b|\d+\b))*\s*[)\]]?
    |(?:[(\[]|\s-+)\s*(?:see\s+)?notes?\b[^a-z]*$
    |\(\s*(?:see\s+)?(?:accompanying\s+)?notes?(?:\s+to\s[^()]*)?\)""",
    re.X,
)
_SCALE = re.compile(r"\([^()]*\b(?:thousands?|millions?|000s?)\b[^()]*\)")
_DATE = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?\s+\d{1,2}\b(?:\s*,?\s*(?:19|20)\d\d)?"
)
_AMOUNT = re.compile(r"\$?\s*\(?\d[\d,]*(?:\.\d+)?\)?%?|\$\s*\.\d+|(?<!\w)\.\d+")
_MARK = re.compile(r"\(\s*[a-z0-9]{1,2}\s*\)|\*+")
_SPACED = re.compile(r"(?<![a-z'])(?:[a-z] ){2,}[a-z](?![a-z'])")
_BROKEN = re.compile(r"\b([a-z]{2,})-\s+([a-z]{2,})\b")
_PREFIX = re.compile(r"\b(non|pre|un)(?:-\s*|(?<!un)\s+)(?=[a-z]{3})")
_WORD = re.compile(r"[a-z]+")
_CLAUSE = re.compile(r"[;:()\[\]]|,(?!\d)|\s-+(?=\s|$)|--+|-$")

# Captions that are written with signs between initials.
_INITIALS = (
    (re.compile(r"\bp\.?\s?p\.?\s?(?:&|and)\s?e\b\.?"), " property plant equipment "),
    (re.compile(r"\bs\.?,?\s?g\.?,?\s?(?:&|and)\s?a\b\.?"), " selling general administrative "),
    (re.compile(r"\bg\.?\s?(?:&|and)\s?a\b\.?"), " general administrative "),
    (re.compile(r"\br\.?\s?(?:&|and)\s?d\b\.?"), " research development "),
    (re.compile(r"\ba/r\b"), " account receivable "),
    (re.compile(r"\ba/p\b"), " account payable "),
    (re.compile(r"\bu\.\s?s\.(?:\s?a\.)?"), " "),
)


@dataclass(frozen=True, slots=True)
class _Words:
    """What ``abbreviations.csv`` says about words.

    ``means`` maps a spelling to the words that stand for it; ``stop`` words carry no meaning of
    their own in a caption; ``known`` words are right as they are; ``near`` maps a long known word,
    and what is left of it when one letter is taken out, to the known words that give it.
    """

    means: dict[str, tuple[str, ...]]
    stop: frozenset[str]
    known: frozenset[str]
    near: dict[str, tuple[str, ...]]


_LONG = 7  # letters from which on a word is distinct enough to be recognised when misspelt


def _without_one(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))}


@lru_cache(maxsize=1)
def _words() -> _Words:
    means: dict[str, tuple[str, ...]] = {}
    stop: set[str] = set()
    known: set[str] = set()
    with (data_folder("mappings") / "abbreviations.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["kind"] == "stop":
                stop.add(row["word"])
            elif row["kind"] == "word":
                known.add(row["word"])
            else:
                means[row["word"]] = tuple(row["means"].split())
    known |= {part for parts in means.values() for part in parts}
    near: dict[str, tuple[str, ...]] = {}
    for word in sorted(known):
        if len(word) >= _LONG:
            for left in {word} | _without_one(word):
                near[left] = (*near.get(left, ()), word)
    return _Words(means, frozenset(stop), frozenset(known), near)


def singular(word: str) -> str:
    """The singular of an English caption word, near enough for comparing captions."""
    if len(word) <= 3 or word.endswith(("ss", "us", "is")) or not word.endswith("s"):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1]


def _respelt(word: str) -> str:
    """The known word that ``word`` misses by one letter (dropped, added, changed, or two swapped), when
    there is exactly one; else ``word``.
    """
    table = _words()
    if len(word) < _LONG - 1 or word in table.known:
        return word
    found = {known for left in {word} | _without_one(word) for known in table.near.get(left, ())}
    near = {known for known in found if known[0] + known[-1] == word[0] + word[-1] and _one_slip(word, known)}
    return near.pop() if len(near) == 1 else word


def _one_slip(word: str, known: str) -> bool:
    """Whether one slip (a letter dropped, added, or changed, or two neighbours swapped) parts them."""
    if len(word) != len(known):
        longer, shorter = (word, known) if len(word) > len(known) else (known, word)
        return shorter in _without_one(longer)
    wrong = [i for i, (a, b) in enumerate(zip(word, known, strict=True)) if a != b]
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
        i = wrong[0]
        return word[i] == known[i + 1] and word[i + 1] == known[i]
    return len(wrong) == 1


@lru_cache(maxsize=16384)
def _meaning(word: str) -> tuple[str, ...]:
    """The words that ``word`` stands for in a normalised label: none for a stop word."""
    table = _words()
    if word in table.stop or len(word) < 2:
        return ()
    for spelling in (word, singular(word)):
        if spelling in table.means:
            return table.means[spelling]
        if spelling in table.stop:
            return ()
    respelt = _respelt(singular(word))
    return table.means.get(respelt, (respelt,))


def _is_word(text: str) -> bool:
    table = _words()
    return text in table.known or text in table.stop or singular(text) in table.known or text in table.means


@lru_cache(maxsize=1024)
def _segmented(letters: str) -> str:
    """Run-together known words with blanks between them (fewest words); unchanged when it fails."""
    best: list[tuple[int, int] | None] = [(0, 0)] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 20), end):
            before = best[start]
            if before is None or not _is_word(letters[start:end]):
                continue
            here = best[end]
            if here is None or before[0] + 1 < here[0]:
                best[end] = (before[0] + 1, start)
    pieces: list[str] = []
    end = len(letters)
    while end > 0:
        step = best[end]
        if step is None:
            return letters
        pieces.append(letters[step[1] : end])
        end = step[1]
    return " ".join(reversed(pieces))


def _rejoin(found: re.Match[str]) -> str:
    """A word broken at the end of a line becomes whole; "short- term" stays two words."""
    whole = found[1] + found[2]
    return whole if _is_word(whole) else f"{found[1]}-{found[2]}"


def _once(text: str) -> str:
    text = text.lower().replace("\u2019", "'").replace("`", "'").replace("\u00ad", "")
    if " " in text and _SPACED.search(text):
        text = _SPACED.sub(lambda found: _segmented(found[0].replace(" ", "")), text)
    for initials, words in _INITIALS:
        text = initials.sub(words, text)
    text = text.replace("&", " and ")
    text = _NOTE.sub(" ", text)
    text = _SCALE.sub(" ", text)
    text = _DATE.sub(" ", text)
    text = _AMOUNT.sub(" ", text)
    text = _MARK.sub(" ", text)
    text = text.replace("'s", " ").replace("'", "")
    if "-" in text:
        text = _BROKEN.sub(_rejoin, text)
    text = _PREFIX.sub(r"\1", text)
    return " ".join(part for word in _WORD.findall(text) for part in _meaning(word))


@lru_cache(maxsize=65536)
def normalise(label: str) -> str:
    """The words of a caption that carry meaning: lower case, singular, in order, joined by blanks.

    Note references, dates, amounts, footnote marks, punctuation and stop words are taken out
    ("Accounts receivable, net of allowances of $386 and $403 (Note 4)" gives
    "account receivable net allowance"); words in parentheses stay ("net income loss").
    Abbreviations and synonyms of ``mappings/abbreviations.csv`` are replaced ("shareholders'" gives
    "stockholder"), prefixes joined ("non-current", "non current": "noncurrent"), words broken over
    lines or spaced by letter made whole, one slip in a long word repaired. The result is made of
    [a-z ] and is its own normal form.
    """
    text = _once(label)
    for _ in range(8):
        again = _once(text)
        if again == text:
            break
        text = again
    return text


@lru_cache(maxsize=16384)
def clauses(text: str) -> str:
    """The normalised words of running text with ``|`` where punctuation parts clauses.

    "par value; authorized - " gives "par value | authorized |". Numbers leave no trace.
    """
    pieces = [normalise(piece) for piece in _CLAUSE.split(text.lower())]
    joined = re.sub(r"\|(?:\s*\|)+", "|", " | ".join(pieces))
    return joined.strip(" ")
