"""Chooses among the options of all lines of a statement together.

The tables' confidence is the start; then the sums of the statement speak (a part of a total must be a
part of the total's concept under the taxonomy's calculation arcs), other statements speak (equal
values of one concept agree), and no two lines may give one concept two values. Few options per line
and two passes of rescoring make an exact search unnecessary: lines are decided surest first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from converter.mapping.candidates import Option
from converter.mapping.sections import Sums
from converter.mapping.signs import never_negative
from converter.model import Candidate, Concept, RollUp
from converter.taxonomies import Catalogue

_PASSES = 2
_CONFIRMED = 1.6  # doubt is divided by this where the arithmetic agrees with the taxonomy
_CONTRADICTED = 0.75  # certainty is multiplied by this where it can't be
_STRANGE = 0.8  # and by this for a total none of whose parts is one in the taxonomy
_TURNED = 0.6  # and by this where the sign would be impossible


Amounts = Mapping[object, tuple[Decimal, Decimal]]


@dataclass(frozen=True, slots=True)
class Choice:
    """The decision for one line (and kind of unit): an option, or none; and what lost against it."""

    option: Option | None
    rejected: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """Something to decide: a line, its options, and its printed magnitudes by fact place.

    ``instants`` and ``durations`` map a place (whatever tells contexts apart, but the concept) to the
    printed value and its precision (half a unit of the last printed digit), in whole units: the one for
    concepts of the period type instant, the other for duration. ``whole`` is the line of the total to
    which one of several businesses adds this (with a member), -1 for none.
    """

    line: int
    options: tuple[Option, ...]
    instants: Amounts
    durations: Amounts
    whole: int = -1

    def amounts(self, option: Option) -> Amounts:
        """Where the facts of an option would stand, and their values."""
        found = self.instants if option.concept.period_type == "instant" else self.durations
        return {(place, option.dimensions): v for place, v in found.items()} if option.dimensions else found


@dataclass(slots=True)
class Ledger:
    """The facts that are decided so far in a filing: (concept, place) -> (value, precision)."""

    facts: dict[tuple[str, object], tuple[Decimal, Decimal]] = field(default_factory=dict)

    def agrees(self, concept: str, amounts: Amounts) -> tuple[int, int]:
        """How many amounts equal, and how many contradict, what is decided for the concept."""
        same = other = 0
        for place, (value, precision) in amounts.items():
            known = self.facts.get((concept, place))
            if known is None:
                continue
            if abs(abs(known[0]) - abs(value)) <= known[1] + precision:
                same += 1
            else:
                other += 1
        return same, other

    def enter(self, concept: str, amounts: Amounts) -> None:
        """Takes the facts of a decided line."""
        for place, amount in amounts.items():
            self.facts.setdefault((concept, place), amount)


class Calculations:
    """The calculation arcs of a release as questions: is this concept a part of that one?"""

    __slots__ = ("_above", "_catalogue")

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._above: dict[str, frozenset[str]] = {}

    def above(self, name: str) -> frozenset[str]:
        """All totals, near and far, that take in the concept."""
        found = self._above.get(name)
        if found is None:
            seen: set[str] = set()
            queue = [name]
            while queue:
                for arc in self._catalogue.parents(queue.pop()):
                    if arc.parent not in seen:
                        seen.add(arc.parent)
                        queue.append(arc.parent)
            found = self._above[name] = frozenset(seen)
        return found

    def firm(self, concept: Concept) -> bool:
        """Whether a value of the concept below zero would be surprising."""
        return never_negative(concept, self._catalogue)

    def reaches(self, part: str, total: str, avoiding: frozenset[str]) -> bool:
        """Whether the total takes in the part by a way that does not lead through certain totals."""
        seen = {part}
        queue = [part]
        while queue:
            for arc in self._catalogue.parents(queue.pop()):
                if arc.parent == total:
                    return True
                if arc.parent not in seen and arc.parent not in avoiding:
                    seen.add(arc.parent)
                    queue.append(arc.parent)
        return False

    def adds_anything(self, name: str) -> bool:
        """Whether the concept is a total in the taxonomy."""
        return bool(self._catalogue.children(name))


def choose(
    slots: Sequence[Slot], sums: Sums, arcs: Calculations, ledger: Ledger, threshold: float
) -> dict[int, Choice]:
    """The decision for every slot, by line index (one slot a line)."""
    by_line = {slot.line: slot for slot in slots}
    current = {slot.line: slot.options[0].concept for slot in slots if slot.options}
    printed = {slot.line: _printed(slot.durations or slot.instants) for slot in slots}
    taken: dict[int, Choice] = {}
    for _ in range(_PASSES):
        inside = {
            current[total].name: frozenset((total, *sums.leaves(total)))
            for total, rollup in sums.by_total.items()
            if total in current and rollup.foots
        }
        scored = {
            slot.line: tuple(
                _rescore(slot, option, sums, current, inside, printed, arcs, ledger)
                for option in slot.options
            )
            for slot in slots
        }
        taken = _assign(scored, by_line, ledger, threshold)
        current = {line: choice.option.concept for line, choice in taken.items() if choice.option}
    return taken


def _rescore(
    slot: Slot,
    option: Option,
    sums: Sums,
    current: Mapping[int, Concept],
    inside: Mapping[str, frozenset[int]],
    printed: Mapping[int, int],
    arcs: Calculations,
    ledger: Ledger,
) -> Option:
    """The option as the sums and the other statements see it.

    ``inside`` has the lines that each total of the statement takes in, by the total's concept;
    ``printed`` the sign (1, 0, -1) that most amounts of a line are printed with.
    """
    name = option.concept.name
    parent = sums.parent.get(slot.line)
    if parent is not None:
        total = current.get(parent[0])
        if total is not None:
            above = arcs.above(name)
            elsewhere = frozenset(
                other
                for other in above
                if other in inside and other != total.name and slot.line not in inside[other]
            )
            layered = total.period_type == "instant" or total.name.startswith("us-gaap:NetCash")
            if (
                total.name in above
                and layered
                and elsewhere
                and not arcs.reaches(name, total.name, elsewhere)
            ):
                option = option.rescored(_TURNED, "belongs to another total of the statement")
            elif total.name in above:
                option = option.rescored(_CONFIRMED, "adds up to a total that the taxonomy gives it")
            elif option.dimensions or (total.name == name and slot.whole == parent[0]):
                option = option.rescored(_CONFIRMED, "one of the members that its total adds")
            elif total.name == name or name in arcs.above(total.name):
                option = option.rescored(_CONTRADICTED, "is a part of what it would take in")
            elif above and arcs.adds_anything(total.name) and _sides_apart(above, total.name, arcs):
                option = option.rescored(
                    _CONTRADICTED, "adds up to a total that the taxonomy does not give it"
                )
            upright = printed.get(parent[0], 0) if arcs.firm(total) else 1
            if _turned(slot, option, total, parent[1] * upright, arcs):
                option = option.rescored(_TURNED, "would be negative, as its total adds or subtracts it")
    rollup = sums.by_total.get(slot.line)
    if rollup is not None:
        decided = [current[part] for part, _ in rollup.parts if part in current]
        below = sum(1 for concept in decided if name in arcs.above(concept.name))
        wrong = sum(1 for concept in decided if concept.name in arcs.above(name))
        if below * 2 > len(decided) and rollup.foots:
            option = option.rescored(_CONFIRMED, "takes in what the taxonomy gives it")
        elif wrong:
            option = option.rescored(_CONTRADICTED, "takes in what it is a part of")
        elif rollup.foots and not below and _odd_total(option.concept, rollup, current):
            option = option.rescored(_STRANGE, "takes in nothing that the taxonomy gives it")
    same, other = ledger.agrees(name, slot.amounts(option))
    if other:
        return option.rescored(0.3 if not same else 0.6, "another statement gives it another value")
    if same:
        return option.rescored(1.5, "another statement gives it the same value")
    return option


def _turned(slot: Slot, option: Option, total: Concept, weight: int, arcs: Calculations) -> bool:
    """Whether the sum makes a value negative that should not be, under a total that is not negative."""
    concept = option.concept
    positive = arcs.firm(total) or total.period_type == "instant"
    if not (concept.balance and total.balance and arcs.firm(concept) and positive):
        return False
    return _printed(slot.amounts(option)) * weight * (1 if concept.balance == total.balance else -1) < 0


def _odd_total(concept: Concept, rollup: RollUp, current: Mapping[int, Concept]) -> bool:
    """Whether a cost would be what a sum of revenues less costs leaves."""
    if concept.balance != "debit" or concept.period_type != "duration":
        return False
    towards = sum(
        weight if current[part].balance == "debit" else -weight
        for part, weight in rollup.parts
        if part in current and current[part].balance
    )
    return towards < 0


def _printed(amounts: Amounts) -> int:
    net = sum(1 if value > 0 else -1 for value, _ in amounts.values() if value)
    return (net > 0) - (net < 0)


def _sides_apart(above: frozenset[str], total: str, arcs: Calculations) -> bool:
    """Whether a concept with these totals can't belong under ``total``: they are parts of one whole."""
    further = arcs.above(total)
    rivals = above - further - {total}
    return any(further & arcs.above(rival) for rival in rivals) and not any(
        total in arcs.above(r) for r in rivals
    )


def _assign(
    scored: Mapping[int, tuple[Option, ...]],
    slots: Mapping[int, Slot],
    ledger: Ledger,
    threshold: float,
) -> dict[int, Choice]:
    """Surest first; a concept that a surer line has with other values is gone for the others."""
    queue = sorted(
        ((option.score, line, option) for line, offered in scored.items() for option in offered),
        key=lambda entry: (-entry[0], entry[1], entry[2].concept.name),
    )
    inside = Ledger()
    holders: dict[str, int] = {}
    taken: dict[int, Option] = {}
    lost: dict[int, list[Candidate]] = {line: [] for line in scored}
    for score, line, option in queue:
        name = option.concept.name
        amounts = slots[line].amounts(option)
        if line in taken:
            lost[line].append(Candidate(name, round(score, 3), option.rule, option.note))
        elif score < threshold:
            lost[line].append(Candidate(name, round(score, 3), option.rule, option.note or "not sure enough"))
        elif inside.agrees(name, amounts)[1]:
            note = f"line {holders[name]} has this concept with another value"
            lost[line].append(Candidate(name, round(score, 3), option.rule, note))
        elif ledger.agrees(name, amounts)[1]:
            note = "another statement has this concept with another value"
            lost[line].append(Candidate(name, round(score, 3), option.rule, note))
        else:
            taken[line] = option
            inside.enter(name, amounts)
            holders.setdefault(name, line)
    return {line: Choice(taken.get(line), tuple(lost[line][:4])) for line in scored}
