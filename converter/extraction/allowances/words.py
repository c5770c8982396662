"""The words of a schedule of allowances: what a column says of a balance, and what says time."""

from __future__ import annotations

import re
from collections.abc import Sequence

from converter.model import Movement

HEADINGS = (
    re.compile(r"qualifying\s+(?:accounts?|reserves?)\b"),
    re.compile(r"schedule\s+(?:ii|viii)\b"),
)  # of text in lower case
BODY_ROWS = 160
_LEAST = 3  # balances and one movement
# What the words over a column say of it; the first that fits counts.
_MOVEMENTS: tuple[tuple[Movement, re.Pattern[str]], ...] = tuple(
    (movement, re.compile(pattern, re.I))
    for movement, pattern in (
        (Movement.BEGINNING, r"\bbegin|\bopening\b|\bstart of\b"),
        (Movement.END, r"\bend(?:ing)?\b|\bclos(?:e|ing)\b"),
        (Movement.OTHER_ACCOUNTS, r"\bother\s+accounts?\b"),
        (Movement.RECOVERY, r"^(?:col\w*\W+[a-f]\W+)?recover(?!.*\bcharged\b)|previously\s+written"),
        (
            Movement.DEDUCTION,
            r"deduct|\bwr(?:ite|itten|itings?)\W*offs?\b|\bwritten\b|\bcharge\w*\W*offs?\b|reduction|retire"
            r"|\bus(?:ed|age)\b|utiliz|payment|\bpaid\b|dispos|charged\s+against|revers|realiz|\blosses\b"
            r"|\bappli(?:ed|cation)|decrease|\bwhich\s+(?:reserves|provisions)",
        ),
        (
            Movement.EXPENSE,
            r"\bcosts?\s*(?:and|&)|\bto\s+costs?\b|\bexpenses?\b|\bincome\b|\boperations?\b|provision|\bearnings\b|profit",
        ),
        (Movement.ACQUIRED, r"\bacqui|purchases?\s+of"),
        (Movement.UNNAMED, r"addition|increase|charged"),
        (Movement.OTHER, r"adjust|translation|\bother\b|transfer|reclass|change|charges"),
    )
)
_BOTH_WAYS = re.compile(
    r"(?:additions?|changes|increases?)\b.*\bde(?:ductions?|creases?)\b|\bdeductions\b.*\bto\b.*\b(?:income|earnings|expense)",
    re.I,
)
_APART = (
    re.compile(r"\bother\s+accounts?\b", re.I),
    re.compile(r"\bto\s+(?:costs?|expenses?|income|operations|earnings)\b|\bexpenses?\b", re.I),
    re.compile(r"\bdeductions?\b|\bwr(?:ite|itten)\W*offs?\b", re.I),
)
_TO_INCOME = re.compile(r"\b(?:income|earnings|expenses?)\b", re.I)
_BALANCE = re.compile(r"\bbalance\b", re.I)
BALANCES = frozenset({Movement.BEGINNING, Movement.END})
_MOST_MOVEMENTS = 6
_MONTHS = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
# a word of a date or a length; those that are strong say time by themselves
_STRONG = re.compile(
    rf"(?:(?:{_MONTHS})\.?|(?:19|20)\d\d|years?|ended|ending|months?|weeks?|fiscal|calendar"
    r"|\d{1,2}/\d{1,2}/(?:19|20)?\d\d|through)",
    re.I,
)
_WEAK = re.compile(
    r"(?:for|the|of|at|as|in|period|from|to|and|inception|then|\d{1,2}(?:st|nd|rd|th)?|fifty|fifty-two|fifty-three"
    r"|thirty-nine|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|52|53|-+|:)",
    re.I,
)
_DASHES = re.compile(r"-{2,}|[\u2013\u2014]")
_NOT_IN_A_WORD = ",.:;()*"
_HEAD_WORDS = re.compile(
    r"\bbalances?\s+(?:at|of)\b|\bbeginning\b|\bcharged\b|\bdeductions\b|\badditions\b", re.I
)
_FROM = re.compile(
    r"^.*\b(?:deducted|deductions?)\b.*?\b(?:assets?|accounts?|balance\s+sheets?|apply|captions?|items?)\b(?:\s+to\s+which\s+they\s+apply)?\W*",
    re.I,
)


def is_only_time(text: str) -> bool:
    """Whether a text says nothing but a time ("Year ended December 31, 1995")."""
    time, words = split_time(text)
    return bool(time) and not words


def split_time(text: str) -> tuple[str, str]:
    """The words of time at the ends of a text, and the others."""
    pieces = _DASHES.sub(" -- ", text.replace("$", " ").replace("|", " ")).split()
    first, last = 0, len(pieces)
    strong = [i for i, p in enumerate(pieces) if _STRONG.fullmatch(p.strip(_NOT_IN_A_WORD))]
    if not strong:
        return "", text.strip()
    timely = [
        i in strong or _WEAK.fullmatch(p.strip(_NOT_IN_A_WORD)) is not None or not re.search(r"\w", p)
        for i, p in enumerate(pieces)
    ]
    while first < last and timely[first]:
        first += 1
    if not any(i < first for i in strong):
        first = 0
    while last > first and timely[last - 1]:
        last -= 1
    if not any(i >= last for i in strong):
        last = len(pieces)
    return " ".join((*pieces[:first], *pieces[last:])), " ".join(pieces[first:last])


def _movement(text: str) -> Movement:
    """What a head says; one that says two things is that of two columns, of which one is blank."""
    if _BOTH_WAYS.search(text):
        return Movement.UNNAMED if _TO_INCOME.search(text) else Movement.OTHER
    if sum(pattern.search(text) is not None for pattern in _APART) > 1:
        return Movement.UNNAMED
    return next((m for m, pattern in _MOVEMENTS if pattern.search(text)), Movement.UNNAMED)


def movements_of(texts: Sequence[str], whole: str) -> tuple[Movement, ...] | None:
    """What each column is; None where they are no balances with what moved them."""
    found = [_movement(text) for text in texts]
    both = all(pattern.search(whole) for _, pattern in _MOVEMENTS[:2])
    if not both and len(_BALANCE.findall(whole)) < 2:
        return None
    if Movement.BEGINNING not in found and found[0] in (Movement.UNNAMED, Movement.OTHER):
        found[0] = Movement.BEGINNING
    if Movement.END not in found and found[-1] in (Movement.UNNAMED, Movement.OTHER):
        found[-1] = Movement.END
    sure = (
        len(found) >= _LEAST
        and found[0] is Movement.BEGINNING
        and found[-1] is Movement.END
        and found.count(Movement.BEGINNING) == found.count(Movement.END) == 1
        and len(found) - 2 <= _MOST_MOVEMENTS
    )
    return tuple(found) if sure else None


def says_movement(text: str) -> bool:
    """Whether a text has words that head columns of balances and movements."""
    return _HEAD_WORDS.search(text) is not None


def caption(words: Sequence[str]) -> str:
    """The name of an allowance that the words above its amounts make, outermost heading first."""
    text = ""
    for piece in words:
        text = f"{text[:-1]}{piece}" if text.endswith("-") and piece[:1].islower() else f"{text} {piece}"
    text = re.sub(r"\s*\((?:\d{1,2}|[a-z])\)", "", " ".join(text.split()), flags=re.I).strip(" .:-,;*_=")
    return _FROM.sub("", text).strip(" .:-,;") or text
