"""Proposes concepts for captions that no mapping row names, by statistics of words and letters."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from converter.data import data_folder
from converter.mapping.labels import normalise
from converter.model import RuleRef
from converter.taxonomies import Catalogue

ARRAYS = "matcher.npz"
PROVENANCE = "matcher.json"
BUCKETS = 1 << 15
_MASK = BUCKETS - 1
_HEADINGS = 2  # innermost headings that are read
_WORDS = 6  # words of a heading or neighbour that are read
_GRAM = 4  # letters of a letter n-gram, which runs over word boundaries
_MOST = 5  # concepts of one proposal
_LEAST = 0.02  # probability below which a concept isn't worth naming
_TENTHS = 10

Floats = NDArray[np.float32]
Proposals = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """What the matcher sees of a line: the arguments of ``Proposer.propose``, in their order."""

    statement_kind: str
    label: str
    section_headings: tuple[str, ...] = ()
    previous_label: str = ""
    next_label: str = ""
    position: float | None = None
    role: str = ""


def features(line: Line) -> tuple[tuple[int, ...], ...]:
    """The hashed features of a line in four blocks: caption, place, headings, neighbours.

    A block is the bucket numbers (0 to ``BUCKETS`` - 1) of what was seen; () where nothing is known.
    """
    kind = line.statement_kind
    return (
        _hashed(_of_caption(kind, normalise(line.label))),
        _hashed(_of_place(kind, line.role, line.position)),
        _hashed(_of_headings(kind, line.section_headings)),
        _hashed(_of_neighbours(line.previous_label, line.next_label)),
    )


def _hashed(names: Iterator[str]) -> tuple[int, ...]:
    return tuple(crc32(name.encode()) & _MASK for name in names)


def _of_caption(kind: str, caption: str) -> Iterator[str]:
    words = caption.split()
    yield f"whole {kind} {caption}"
    for word in words:
        yield f"word {word}"
        yield f"word {kind} {word}"
    for first, second in pairwise(words):
        yield f"pair {first} {second}"
    if words:
        yield f"first {words[0]}"
        yield f"last {words[-1]}"
        yield f"length {min(len(words), 8)}"
    padded = f" {caption} "
    for start in range(len(padded) - _GRAM + 1):
        yield f"gram {padded[start : start + _GRAM]}"


def _of_place(kind: str, role: str, position: float | None) -> Iterator[str]:
    yield f"kind {kind}"
    if role:
        yield f"role {kind} {role}"
    if position is not None:
        yield f"place {kind} {min(int(position * _TENTHS), _TENTHS - 1)}"


def _of_headings(kind: str, headings: Sequence[str]) -> Iterator[str]:
    for depth, heading in enumerate(reversed(headings[-_HEADINGS:])):
        words = normalise(heading).split()[:_WORDS]
        for word in words:
            yield f"heading {word}"
            if not depth:
                yield f"under {kind} {word}"


def _of_neighbours(before: str, after: str) -> Iterator[str]:
    for word in normalise(before).split()[:_WORDS]:
        yield f"before {word}"
    for word in normalise(after).split()[:_WORDS]:
        yield f"after {word}"


@dataclass(frozen=True, slots=True)
class Model:
    """Trained weights: an embedding of each bucket, an output of each concept, and its bias.

    The last class is "another concept": what it takes is the doubt whether any of the others fits.
    ``temperature`` makes the probabilities honest; from ``threshold`` on, proposals were right in the
    share of held-out captions that ``evidence`` states.
    """

    concepts: tuple[str, ...]
    embeddings: NDArray[np.int8]
    embedding_scale: Floats
    outputs: Floats
    bias: Floats
    temperature: float
    threshold: float
    evidence: str

    def probabilities(self, line: Line) -> Floats:
        """The probability of each of ``concepts``, and, last, of any other."""
        width = self.embeddings.shape[1]
        hidden = np.zeros(width, np.float32)
        for block in features(line):
            if block:
                total = self.embeddings[list(block)].sum(axis=0, dtype=np.int32)
                hidden += total * (self.embedding_scale / np.float32(len(block) ** 0.5))
        logits = (self.outputs @ hidden + self.bias) / np.float32(self.temperature)
        weights = np.exp(logits - logits.max())
        return np.asarray(weights / weights.sum(), np.float32)


def read(folder: Path) -> Model:
    """The model in ``folder``.

    Raises:
        OSError: when one of its two files is missing.
        ValueError: when they do not belong together.
    """
    about = json.loads((folder / PROVENANCE).read_text("utf-8"))
    with np.load(folder / ARRAYS, allow_pickle=False) as arrays:
        outputs = arrays["outputs"].astype(np.float32) * arrays["output_scale"][:, None]
        model = Model(
            tuple(f"us-gaap:{name}" for name in about["concepts"]),
            arrays["embeddings"],
            arrays["embedding_scale"],
            outputs,
            arrays["bias"],
            about["temperature"],
            about["threshold"],
            about["evidence"],
        )
    if len(model.concepts) + 1 != len(model.bias) or len(model.embeddings) != BUCKETS:
        raise ValueError(f"{ARRAYS} and {PROVENANCE} are of different trainings")
    return model


@dataclass(slots=True)
class Matcher:
    """The model as a ``Proposer`` for one release.

    Concepts that the release doesn't have give their probability to the successor that says the same
    or more; where only a member would, they are left out: a caption that most likely means such a concept
    gets no proposal rather than the next best one. ``least`` is the probability that the likeliest concept
    must have: below it, nothing is proposed.
    """

    model: Model
    least: float
    _names: tuple[str, ...] = field(init=False, repr=False)
    _targets: NDArray[np.intp] = field(init=False, repr=False)
    _known: dict[Line, Proposals] = field(init=False, repr=False, default_factory=dict)

    def __init__(self, model: Model, catalogue: Catalogue | None = None, least: float | None = None) -> None:
        self.model = model
        self.least = model.threshold if least is None else least
        self._known = {}
        places: dict[str, int] = {}
        targets: list[int] = []
        for concept in model.concepts:
            name = concept if catalogue is None else _in_release(concept, catalogue)
            targets.append(places.setdefault(name, len(places)))
        targets.append(places.setdefault("", len(places)))
        self._names = tuple(places)
        self._targets = np.array(targets, np.intp)

    def propose(
        self,
        statement_kind: str,
        label: str,
        section_headings: tuple[str, ...],
        previous_label: str,
        next_label: str,
        position: float,
        role: str,
    ) -> Proposals:
        """Up to five concepts with their probabilities, the likeliest first; () for a caption without words.

        Nothing is proposed when the likeliest is not likely enough, or is none that the release has.
        """
        if not normalise(label):
            return ()
        line = Line(
            statement_kind, label, section_headings, previous_label, next_label, round(position, 3), role
        )
        found = self._known.get(line)
        if found is None:
            found = self._known[line] = self._ranked(line)
            if len(self._known) > 1 << 14:
                self._known.clear()
        return found

    def _ranked(self, line: Line) -> Proposals:
        likely = np.bincount(self._targets, self.model.probabilities(line), len(self._names))
        best = sorted((-float(likely[place]), int(place)) for place in np.flatnonzero(likely >= _LEAST))
        if not best or not self._names[best[0][1]] or -best[0][0] < self.least:
            return ()
        found = ((self._names[place], round(-chance, 4)) for chance, place in best if self._names[place])
        return tuple(found)[:_MOST]

    @property
    def rule(self) -> RuleRef:
        """What ``explain`` names for a concept that the matcher proposed."""
        return RuleRef("statistical", PROVENANCE, 1, self.model.evidence)


def _in_release(concept: str, catalogue: Catalogue) -> str:
    if catalogue.concept(concept) is not None:
        return concept
    successor = catalogue.successors.get(concept)
    if successor is None or successor.relation not in ("same", "wider"):
        return ""
    return successor.concept if catalogue.concept(successor.concept) is not None else ""


@lru_cache(maxsize=1)
def _shipped() -> Model:
    return read(data_folder("mappings"))


def default_proposer(catalogue: Catalogue | None = None, least: float | None = None) -> Matcher:
    """The matcher that we ship, for the release of ``catalogue`` (None: names of every release).

    ``least`` is the probability (0 to 1) below which it abstains; None: the measured threshold of the model.

    Raises:
        OSError: when its files are missing (a broken installation).
    """
    return Matcher(_shipped(), catalogue, least)
