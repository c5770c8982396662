"""Trains the statistical matcher: writes mappings/matcher.npz and mappings/matcher.json.

    python tools/train_matcher.py [--shared ../shared] [--lines FILE] [--out DIR]

Learns from captions that companies printed with the concept that they chose (``labels/pairs.csv.gz``), from
the taxonomy's own labels, from the exact rows of the mapping tables, and from lines of the development
filings that the tables and the sums of the statement agree on: these bring headings, neighbours and the
language of the era. ``--lines`` keeps those lines in a file, to be read
instead of converting again.

Two trainings with the same settings: one without a held-out part, which is measured (pairs by caption: all
spellings and tags of a normalised caption are held out together, as the pairs don't say which company
printed them; filings by CIK), and one on everything, which ships. Temperature and threshold come from one
half of the held-out captions, the figures from the other. No clock and no randomness: the same inputs give
the same files on the same numpy.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import io
import json
import os
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from multiprocessing import Pool
from pathlib import Path
from zlib import crc32

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # the order of additions must not depend on the machine's cores

import numpy as np  # noqa: E402

from converter.mapping.labels import normalise  # noqa: E402
from converter.mapping.matcher import ARRAYS, BUCKETS, PROVENANCE, Line, features  # noqa: E402
from converter.mapping.tables import MappingTables, Match  # noqa: E402
from converter.mapping.tables import load as load_tables  # noqa: E402
from converter.model import StatementKind  # noqa: E402
from converter.taxonomies import Catalogue, load  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
RELEASES = ("2020", "2009")
KINDS = {
    "BS": "balance_sheet",
    "IS": "income",
    "CI": "comprehensive_income",
    "CF": "cash_flow",
    "EQ": "equity",
    "BSP": "parenthetical",
    "ISP": "income",
}
# Headings of sections whose keys don't read like one.
SECTIONS = {
    "assets.current": "Current assets",
    "assets.noncurrent": "Other assets",
    "assets.other": "Other assets",
    "assets.ppe": "Property, plant and equipment",
    "assets.investments": "Investments",
    "assets.loans": "Loans",
    "assets.utility_plant": "Utility plant",
    "assets.real_estate": "Real estate",
    "liabilities.current": "Current liabilities",
    "liabilities.noncurrent": "Other liabilities",
    "liabilities.debt": "Long-term debt",
    "liabilities.deposits": "Deposits",
    "liabilities.policy": "Policy liabilities",
    "liabilities.deferred": "Deferred credits",
    "mezzanine": "Redeemable preferred stock",
    "equity": "Stockholders' equity",
    "equity.partners": "Partners' capital",
    "revenues.interest": "Interest income",
    "revenues.noninterest": "Noninterest income",
    "expenses.interest": "Interest expense",
    "expenses.noninterest": "Noninterest expense",
    "costs": "Costs and expenses",
    "other": "Other income (expense)",
    "extraordinary": "Extraordinary items",
    "discontinued": "Discontinued operations",
    "per_share": "Earnings per share",
    "per_share.basic": "Basic earnings per share",
    "per_share.diluted": "Diluted earnings per share",
    "operating": "Cash flows from operating activities",
    "operating.adjustments": "Adjustments to reconcile net income to net cash",
    "operating.changes": "Changes in operating assets and liabilities",
    "investing": "Cash flows from investing activities",
    "financing": "Cash flows from financing activities",
    "supplemental": "Supplemental disclosures of cash flow information",
    "noncash": "Noncash investing and financing activities",
}
# Calculation networks of the releases, by how their names begin.
NETWORKS = {
    "StatementOfFinancialPosition": "balance_sheet",
    "StatementOfIncome": "income",
    "StatementOfCashFlows": "cash_flow",
    "StatementOfOtherComprehensiveIncome": "comprehensive_income",
    "StatementOfComprehensiveIncome": "comprehensive_income",
}
WIDTH = 64
BATCH = 512
RATE = 0.3
LEAST_COMPANIES = 3  # companies, over all captions, that a concept needs to be learnt
SURE = 0.9  # confidence from which a line of a filing that its sums confirm is learnt from
SURER = 0.95  # and without a sum
PRECISION = 0.93
OTHER = ""

# What companies of 2009-10 chose, and what older filings mean by the same words.
ERA = {
    "ProfitLoss": "NetIncomeLoss",
    "StockholdersEquityIncludingPortionAttributableToNoncontrollingInterest": "StockholdersEquity",
    "CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalents": "CashAndCashEquivalentsAtCarryingValue",
    "CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalentsPeriodIncreaseDecreaseIncludingExchangeRateEffect": (  # noqa: E501
        "CashAndCashEquivalentsPeriodIncreaseDecrease"
    ),
    "NetIncomeLossIncludingPortionAttributableToNonredeemableNoncontrollingInterest": "NetIncomeLoss",
    "RevenueFromContractWithCustomerExcludingAssessedTax": "Revenues",
    "RevenueFromContractWithCustomerIncludingAssessedTax": "Revenues",
    "NetCashProvidedByUsedInOperatingActivitiesContinuingOperations": (
        "NetCashProvidedByUsedInOperatingActivities"
    ),
    "NetCashProvidedByUsedInInvestingActivitiesContinuingOperations": (
        "NetCashProvidedByUsedInInvestingActivities"
    ),
    "NetCashProvidedByUsedInFinancingActivitiesContinuingOperations": (
        "NetCashProvidedByUsedInFinancingActivities"
    ),
}
ERA_CASH_FLOW = {
    "DepreciationAndAmortization": "DepreciationDepletionAndAmortization",
    "DepreciationAmortizationAndAccretionNet": "DepreciationDepletionAndAmortization",
}
_CONTROLLING = ("noncontrolling", "minority")

# A heading of our own words for captions of the pairs, which come without one: by the nearest of these
# totals that takes in the concept.
HEADINGS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "balance_sheet": (
        ("PropertyPlantAndEquipmentGross", ("Assets", "Property, plant and equipment")),
        ("AssetsCurrent", ("Assets", "Current assets")),
        ("Assets", ("Assets",)),
        ("LiabilitiesCurrent", ("Liabilities and stockholders' equity", "Current liabilities")),
        ("Liabilities", ("Liabilities",)),
        ("StockholdersEquity", ("Stockholders' equity",)),
    ),
    "cash_flow": (
        (
            "IncreaseDecreaseInOperatingCapital",
            ("Cash flows from operating activities", "Changes in operating assets and liabilities"),
        ),
        (
            "AdjustmentsToReconcileNetIncomeLossToCashProvidedByUsedInOperatingActivities",
            ("Cash flows from operating activities", "Adjustments to reconcile net income to net cash"),
        ),
        ("NetCashProvidedByUsedInOperatingActivities", ("Cash flows from operating activities",)),
        ("NetCashProvidedByUsedInInvestingActivities", ("Cash flows from investing activities",)),
        ("NetCashProvidedByUsedInFinancingActivities", ("Cash flows from financing activities",)),
    ),
    "income": (
        ("InterestAndDividendIncomeOperating", ("Interest income",)),
        ("NoninterestIncome", ("Noninterest income",)),
        ("NoninterestExpense", ("Noninterest expense",)),
        ("InterestExpense", ("Interest expense",)),
        ("Revenues", ("Revenues",)),
        ("OperatingExpenses", ("Operating expenses",)),
        ("CostsAndExpenses", ("Costs and expenses",)),
        ("NonoperatingIncomeExpense", ("Other income (expense)",)),
    ),
}


@dataclass(frozen=True, slots=True)
class Example:
    """A line and the concept that is right for it; ``group`` is what is held out together."""

    line: Line
    concept: str
    weight: float
    group: str


def part(key: str, parts: int) -> int:
    """A fixed share of all keys."""
    return crc32(f"part {key}".encode()) % parts


# --------------------------------------------------------------------------- examples


def from_pairs(path: Path, catalogues: Sequence[Catalogue]) -> list[Example]:
    """One example for each statement, normalised caption and concept, weighted by companies."""
    companies: defaultdict[tuple[str, str, str], float] = defaultdict(float)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kind, caption = KINDS.get(row["stmt"]), normalise(row["label"])
            if kind is None or not caption:
                continue
            tag = row["tag"]
            if tag in ERA and not any(word in caption for word in _CONTROLLING):
                tag = ERA[tag]
            elif kind == "cash_flow":
                tag = ERA_CASH_FLOW.get(tag, tag)
            name = f"us-gaap:{tag}"
            found = [catalogue.concept(name) for catalogue in catalogues]
            if all(concept is None or concept.abstract for concept in found):
                tag = OTHER
            companies[kind, caption, tag] += max(1, int(row["n_companies"] or 1))
    return [
        Example(Line(kind, caption), tag, count**0.5, " ".join(sorted(set(caption.split()))))
        for (kind, caption, tag), count in sorted(companies.items())
    ]


def from_labels(catalogues: Sequence[Catalogue]) -> list[Example]:
    """The taxonomy's own label of each concept, in the statements whose networks have the concept."""
    found: dict[tuple[str, str, str], Example] = {}
    for catalogue in catalogues:
        for name, concept in sorted(catalogue.concepts.items()):
            caption = normalise(concept.label)
            if concept.abstract or not name.startswith("us-gaap:") or not caption:
                continue
            totals = (name, *(arc.parent for arc in catalogue.parents(name)))
            roles = {role for total in totals for role in catalogue.calculation_roles(total)}
            kinds = {kind for role in roles for start, kind in NETWORKS.items() if role.startswith(start)}
            if not kinds and concept.period_type == "instant":
                kinds = {"balance_sheet"}
            for kind in sorted(kinds):
                tag = name.removeprefix("us-gaap:")
                tag = ERA_CASH_FLOW.get(tag, tag) if kind == "cash_flow" else ERA.get(tag, tag)
                group = " ".join(sorted(set(caption.split())))
                found[kind, caption, tag] = Example(Line(kind, caption), tag, 1.0, group)
    return list(found.values())


def from_tables(tables: MappingTables) -> list[Example]:
    """The exact rows of the mapping tables, under a heading of their section: the language of the era.

    A caption whose concept only an older release has is learnt too, so that the matcher doesn't take
    the caption for something else where the concept is gone.
    """
    found: list[Example] = []
    for rule in tables.rules:
        if rule.match is not Match.EXACT or not rule.label or not rule.concept.startswith("us-gaap:"):
            continue
        kinds = KINDS.values() if rule.statement == "any" else (rule.statement,)
        group = " ".join(sorted(set(rule.label.split())))
        for kind in sorted(set(kinds)):
            for section in rule.sections or ("",):
                headings = (SECTIONS.get(section, section.replace(".", " ")),) if section else ()
                line = Line(kind, rule.label, headings, role=rule.role if rule.role == "total" else "")
                found.append(Example(line, rule.concept.removeprefix("us-gaap:"), rule.confidence, group))
    return found


def with_headings(examples: Iterable[Example], catalogues: Sequence[Catalogue]) -> Iterator[Example]:
    """The examples, half of them under a heading that fits their concept."""
    totals: dict[str, set[str]] = {}
    for example in examples:
        yield example
        wanted = HEADINGS.get(example.line.statement_kind)
        if wanted is None or part(example.line.label + example.concept, 2):
            continue
        if example.concept not in totals:
            totals[example.concept] = set().union(
                *(_above(f"us-gaap:{example.concept}", catalogue) for catalogue in catalogues)
            )
        for total, headings in wanted:
            if f"us-gaap:{total}" in totals[example.concept]:
                yield replace(example, line=replace(example.line, section_headings=headings))
                break


def _above(name: str, catalogue: Catalogue) -> set[str]:
    found: set[str] = set()
    queue = [name]
    while queue:
        for arc in catalogue.parents(queue.pop()):
            if arc.parent not in found:
                found.add(arc.parent)
                queue.append(arc.parent)
    return found


def from_filings(folder: Path) -> list[dict[str, object]]:
    """Lines of the development filings that a row of the tables decided, as plain values, in fixed order."""
    files = sorted(folder.rglob("*.txt"))
    with Pool(2) as pool:
        return [line for lines in pool.imap(_lines, files, chunksize=4) for line in lines]


def _lines(path: Path) -> list[dict[str, object]]:
    from converter.extraction import extract
    from converter.industry import fiscal_year_of, industry_of
    from converter.mapping import tag
    from converter.reading import read

    submission = read(path.read_bytes(), path.stem).value
    if submission is None:
        return []
    extraction = extract(submission).value
    filers = submission.header.filers if submission.header else ()
    cik = filers[0].cik if filers else ""
    industry = industry_of(submission, extraction)
    tagged = tag(
        extraction,
        load_tables(()).value.select(cik, industry),
        load(RELEASES[0]),
        fiscal_year=fiscal_year_of(submission, extraction.cover),
        industry=industry,
    ).value
    found: list[dict[str, object]] = []
    for one in tagged:
        lines = one.statement.lines
        places = {line.index: place for place, line in enumerate(lines)}
        footing = {
            index
            for rollup in one.rollups
            if rollup.foots
            for index in (rollup.total, *(line for line, _ in rollup.parts))
        }
        for tagging in one.taggings:
            place = places[tagging.line]
            line = lines[place]
            sure = SURE if tagging.line in footing else SURER
            by_row = tagging.rule is not None and tagging.rule.line > 0
            if (
                tagging.embedded is not None
                or not tagging.concept.startswith("us-gaap:")
                or tagging.dimensions
                or not by_row
                or tagging.confidence < sure
                or not normalise(line.label)
            ):
                continue
            found.append(
                {
                    "company": cik or path.stem,
                    "kind": one.statement.kind.value,
                    "label": line.label,
                    "headings": list(line.section),
                    "before": lines[place - 1].label if place else "",
                    "after": lines[place + 1].label if place + 1 < len(lines) else "",
                    "position": round(place / max(1, len(lines) - 1), 3),
                    "role": line.role.value,
                    "concept": tagging.concept.removeprefix("us-gaap:"),
                }
            )
    return found


def as_examples(lines: Iterable[dict[str, object]]) -> list[Example]:
    """The lines of filings as examples."""
    found = []
    for row in lines:
        line = Line(
            str(row["kind"]),
            str(row["label"]),
            tuple(str(heading) for heading in row["headings"]),  # type: ignore[attr-defined]
            str(row["before"]),
            str(row["after"]),
            float(str(row["position"])),
            str(row["role"]),
        )
        found.append(Example(line, str(row["concept"]), 1.0, str(row["company"])))
    return found


# --------------------------------------------------------------------------- training


@dataclass(frozen=True, slots=True)
class Batchable:
    """Features of examples in one row-compressed table: ids and weights, and where each row starts."""

    ids: np.ndarray
    weights: np.ndarray
    starts: np.ndarray

    @classmethod
    def of(cls, lines: Iterable[Line]) -> Batchable:
        ids: list[int] = []
        weights: list[float] = []
        starts = [0]
        for line in lines:
            for block in features(line):
                ids += block
                weights += [max(1, len(block)) ** -0.5] * len(block)
            starts.append(len(ids))
        return cls(np.array(ids, np.int32), np.array(weights, np.float32), np.array(starts, np.int64))

    def rows(self, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Ids, weights and starts of some rows."""
        lengths = self.starts[chosen + 1] - self.starts[chosen]
        starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
        places = np.arange(lengths.sum()) + np.repeat(self.starts[chosen] - starts, lengths)
        return self.ids[places], self.weights[places], starts


@dataclass(frozen=True, slots=True)
class Weights:
    """A model as trained, in floats."""

    embeddings: np.ndarray
    outputs: np.ndarray
    bias: np.ndarray


def train(examples: Sequence[Example], places: dict[str, int], epochs: int) -> Weights:
    """Adagrad on the softmax loss; every order is fixed by a seed."""
    order = np.random.Generator(np.random.PCG64(20200131))
    table = Batchable.of(example.line for example in examples)
    gold = np.array([places.get(example.concept, len(places)) for example in examples])
    weight = np.array([example.weight for example in examples], np.float32)
    weight /= weight.mean()
    embeddings = (order.random((BUCKETS, WIDTH), np.float32) - 0.5) * np.float32(2 / WIDTH)
    outputs = np.zeros((len(places) + 1, WIDTH), np.float32)
    outputs[:] = (order.random(outputs.shape, np.float32) - 0.5) * np.float32(0.1)
    bias = np.zeros(len(places) + 1, np.float32)
    seen_rows = np.full(BUCKETS, 1e-4, np.float32)
    seen_outputs = np.full(outputs.shape, 1e-4, np.float32)
    seen_bias = np.full(bias.shape, 1e-4, np.float32)
    for epoch in range(epochs):
        rate = np.float32(RATE * (1 - epoch / epochs))
        loss = 0.0
        shuffled = order.permutation(len(examples))
        for begin in range(0, len(shuffled), BATCH):
            chosen = shuffled[begin : begin + BATCH]
            ids, shares, starts = table.rows(chosen)
            hidden = np.add.reduceat(embeddings[ids] * shares[:, None], starts, axis=0)
            chances = _softmax(hidden @ outputs.T + bias)
            rows = np.arange(len(chosen))
            loss -= float((weight[chosen] * np.log(chances[rows, gold[chosen]] + 1e-9)).sum())
            chances[rows, gold[chosen]] -= 1
            slope = chances * (weight[chosen] / len(chosen))[:, None]
            back = slope @ outputs
            _step(outputs, slope.T @ hidden + np.float32(1e-6) * outputs, seen_outputs, rate)
            _step(bias, slope.sum(axis=0), seen_bias, rate)
            by_id = np.argsort(ids, kind="stable")
            owners = np.repeat(rows, np.diff(np.append(starts, len(ids))))
            first = np.flatnonzero(np.diff(ids[by_id], prepend=-1))
            pull = np.add.reduceat(back[owners[by_id]] * shares[by_id, None], first, axis=0)
            touched = ids[by_id][first]
            seen_rows[touched] += (pull * pull).mean(axis=1)
            embeddings[touched] -= rate * pull / np.sqrt(seen_rows[touched])[:, None]
        print(f"epoch {epoch + 1}: loss {loss / len(examples):.4f}", file=sys.stderr, flush=True)
    used = np.zeros(BUCKETS, bool)
    used[table.ids] = True
    embeddings[~used] = 0
    return Weights(embeddings, outputs, bias)


def _step(values: np.ndarray, slope: np.ndarray, seen: np.ndarray, rate: np.float32) -> None:
    seen += slope * slope
    values -= rate * slope / np.sqrt(seen)


def _softmax(logits: np.ndarray) -> np.ndarray:
    chances = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(chances / chances.sum(axis=1, keepdims=True))


def quantised(weights: Weights) -> dict[str, np.ndarray]:
    """The arrays that ship: bytes with a scale for each column of embeddings and each concept."""
    spread = np.abs(weights.embeddings).max(axis=0)
    scale = np.maximum(np.quantile(np.abs(weights.embeddings), 0.9995, axis=0), spread / 4) / 127
    output_scale = np.maximum(np.abs(weights.outputs).max(axis=1), 1e-6) / 127
    return {
        "bias": weights.bias.astype(np.float32),
        "embedding_scale": scale.astype(np.float32),
        "embeddings": np.clip(np.rint(weights.embeddings / scale), -127, 127).astype(np.int8),
        "output_scale": output_scale.astype(np.float32),
        "outputs": np.rint(weights.outputs / output_scale[:, None]).astype(np.int8),
    }


# --------------------------------------------------------------------------- measuring


@dataclass(frozen=True, slots=True)
class Answers:
    """What a model says of examples: ranked classes with logits, the right class, and the weight."""

    logits: np.ndarray
    gold: np.ndarray
    weight: np.ndarray

    def only(self, chosen: np.ndarray) -> Answers:
        return Answers(self.logits[chosen], self.gold[chosen], self.weight[chosen])


def answers(arrays: dict[str, np.ndarray], examples: Sequence[Example], places: dict[str, int]) -> Answers:
    """The answers of the quantised model."""
    table = Batchable.of(example.line for example in examples)
    embeddings = arrays["embeddings"] * arrays["embedding_scale"]
    outputs = arrays["outputs"] * arrays["output_scale"][:, None]
    rows = []
    for begin in range(0, len(examples), BATCH):
        ids, shares, starts = table.rows(np.arange(begin, min(begin + BATCH, len(examples))))
        hidden = np.add.reduceat(embeddings[ids] * shares[:, None], starts, axis=0)
        rows.append((hidden @ outputs.T + arrays["bias"]).astype(np.float32))
    return Answers(
        np.concatenate(rows),
        np.array([places.get(example.concept, len(places)) for example in examples]),
        np.array([example.weight**2 for example in examples]),
    )


def best_temperature(given: Answers) -> float:
    """The temperature at which the right concepts are likeliest, to 0.05."""
    best = (float("inf"), 1.0)
    for step in range(8, 61):
        temperature = step / 20
        chances = _softmax(given.logits / np.float32(temperature))
        right = chances[np.arange(len(given.gold)), given.gold]
        loss = float(-(given.weight * np.log(right + 1e-9)).sum())
        best = min(best, (loss, temperature))
    return best[1]


def best_threshold(given: Answers, temperature: float) -> float:
    """The least probability, to 0.01, from which on proposals are right often enough."""
    chance, right, proposed = _tops(given, temperature)
    for step in range(30, 100):
        above = proposed & (chance >= step / 100)
        if (
            above.any()
            and float((right * given.weight)[above].sum() / given.weight[above].sum()) >= PRECISION
        ):
            return step / 100
    return 0.99


def _tops(given: Answers, temperature: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Probability of the first concept, whether it is right, and whether it is proposed at all."""
    chances = _softmax(given.logits / np.float32(temperature))
    top = chances.argmax(axis=1)
    return chances.max(axis=1), top == given.gold, top != chances.shape[1] - 1


def neighbours(names: Sequence[str], catalogues: Sequence[Catalogue]) -> frozenset[tuple[int, int]]:
    """Pairs of classes of which one is directly a part of the other in the taxonomy's calculations."""
    places = {f"us-gaap:{name}": place for place, name in enumerate(names)}
    one_way = {
        (places[arc.parent], places[arc.child])
        for catalogue in catalogues
        for name in places
        for arc in catalogue.children(name)
        if arc.parent in places and arc.child in places
    }
    return frozenset(one_way | {(child, parent) for parent, child in one_way})


def figures(
    given: Answers, temperature: float, threshold: float, near: frozenset[tuple[int, int]]
) -> dict[str, object]:
    """Shares of weight (companies, or lines) that are right, and how honest the probability is.

    ``right_or_near`` also counts the direct part or total of the right concept.
    """
    chance, right, proposed = _tops(given, temperature)
    tops = given.logits.argmax(axis=1)
    close = right | np.array([pair in near for pair in zip(tops.tolist(), given.gold.tolist(), strict=True)])
    three = (np.argpartition(-given.logits, 2, axis=1)[:, :3] == given.gold[:, None]).any(axis=1)
    total = float(given.weight.sum())

    def share(chosen: np.ndarray, good: np.ndarray = right) -> float:
        weight = given.weight[chosen].sum()
        return round(float((given.weight * good)[chosen].sum() / weight), 4) if weight else 0.0

    def above(least: float) -> dict[str, object]:
        chosen = proposed & (chance >= least)
        return {
            "probability": least,
            "precision": share(chosen),
            "right_or_near": share(chosen, close),
            "share_of_lines": round(float(given.weight[chosen].sum()) / total, 4),
            "lines": int(chosen.sum()),
        }

    deciles = []
    for tenth in range(10):
        inside = proposed & (np.minimum(chance * 10, 9).astype(int) == tenth)
        if inside.any():
            mean = float((chance * given.weight)[inside].sum() / given.weight[inside].sum())
            deciles.append({"said": round(mean, 3), "right": share(inside), "lines": int(inside.sum())})
    return {
        "lines": len(given.gold),
        "top_1": share(np.ones(len(given.gold), bool)),
        "top_3": round(float(given.weight[three].sum()) / total, 4),
        "at_threshold": above(threshold),
        "from": [above(least) for least in (0.5, 0.6, 0.7, 0.8, 0.9)],
        "reliability": deciles,
    }


def unnamed(examples: Sequence[Example], tables: MappingTables) -> np.ndarray:
    """Which of the examples no row of the tables names: those that the matcher is asked about."""
    known = {kind.value for kind in StatementKind}
    return np.array(
        [
            example.line.statement_kind in known
            and not tables.candidates(example.line.statement_kind, normalise(example.line.label))
            for example in examples
        ],
        bool,
    )


# --------------------------------------------------------------------------- writing


def write(folder: Path, arrays: dict[str, np.ndarray], about: dict[str, object]) -> None:
    """Both files; the archive with a fixed time stamp, uncompressed for loading fast."""
    with zipfile.ZipFile(folder / ARRAYS, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(arrays):
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(arrays[name]), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), content.getvalue())
    text = json.dumps(about, indent=1, ensure_ascii=False)
    (folder / PROVENANCE).write_text(text + "\n", "utf-8")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    """Collects, trains twice, measures, writes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--lines", type=Path, help="keeps the lines of the filings between runs")
    parser.add_argument("--out", type=Path, default=ROOT / "mappings")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--measure-only", action="store_true", help="prints the figures, writes nothing")
    options = parser.parse_args()
    catalogues = [load(release) for release in RELEASES]
    tables = load_tables(()).value

    pairs = from_pairs(options.shared / "labels" / "pairs.csv.gz", catalogues)
    if options.lines and options.lines.is_file():
        rows = json.loads(options.lines.read_text("utf-8"))
    else:
        rows = from_filings(options.shared / "filings")
        if options.lines:
            options.lines.write_text(json.dumps(rows), "utf-8")
    filings = as_examples(rows)

    labels = from_labels(catalogues)
    curated = from_tables(tables)
    support: defaultdict[str, float] = defaultdict(float)
    for example in (*pairs, *curated, *filings):
        support[example.concept] += example.weight**2
    names = sorted(name for name, count in support.items() if name and count >= LEAST_COMPANIES)
    places = {name: place for place, name in enumerate(names)}
    print(
        f"{len(pairs)} captions, {len(labels)} labels, {len(curated)} rows, {len(filings)} lines,"
        f" {len(names)} concepts",
        file=sys.stderr,
    )

    held_captions = {example.group for example in pairs if part(example.group, 5) == 0}
    held_companies = {example.group for example in filings if part(example.group, 5) == 0}
    kept = [example for example in (*pairs, *labels, *curated) if example.group not in held_captions]
    kept_lines = [
        example
        for example in filings
        if example.group not in held_companies and _caption_group(example) not in held_captions
    ]
    arrays = quantised(train(_mixed(kept, kept_lines, catalogues), places, options.epochs))

    held = [example for example in pairs if example.group in held_captions]
    held_answers = answers(arrays, held, places)
    judged = np.array([part(f"judge {example.group}", 2) == 0 for example in held])
    asked = unnamed(held, tables)
    tuning = held_answers.only(asked & ~judged)
    temperature = best_temperature(tuning)
    threshold = best_threshold(tuning, temperature)
    lines = [example for example in filings if example.group in held_companies]
    line_answers = answers(arrays, lines, places)
    fresh = np.array([_caption_group(example) in held_captions for example in lines])
    near = neighbours(names, catalogues)
    measured = {
        "captions_that_no_row_names": figures(
            held_answers.only(asked & judged), temperature, threshold, near
        ),
        "all_captions": figures(held_answers.only(judged), temperature, threshold, near),
        "lines_of_filings": figures(line_answers, temperature, threshold, near),
        "lines_of_filings_new_captions": figures(line_answers.only(fresh), temperature, threshold, near),
    }
    print(json.dumps({"temperature": temperature, "threshold": threshold, **measured}, indent=1))
    if options.measure_only:
        return

    arrays = quantised(
        train(_mixed((*pairs, *labels, *curated), filings, catalogues), places, options.epochs)
    )
    asked_figures = measured["captions_that_no_row_names"]["at_threshold"]
    assert isinstance(asked_figures, dict)  # noqa: S101
    evidence = (
        f"statistics of printed captions: from {threshold:.2f} on right in {asked_figures['precision']:.1%}"
        " of held-out captions that no row names"
    )
    write(
        options.out,
        arrays,
        {
            "about": "Statistical matcher; made by tools/train_matcher.py; do not edit.",
            "evidence": evidence,
            "temperature": temperature,
            "threshold": threshold,
            "settings": {"buckets": BUCKETS, "width": WIDTH, "epochs": options.epochs, "rate": RATE},
            "sources": {
                "captions": {
                    "what": "captions with the concept chosen: SEC Financial Statement Data Sets 2009-10",
                    "sha256": _digest(options.shared / "labels" / "pairs.csv.gz"),
                    "examples": len(pairs),
                },
                "labels": {
                    "what": "the taxonomy's own labels of concepts that are parts of its statements",
                    "examples": len(labels),
                },
                "rows": {"what": "exact rows of the mapping tables", "examples": len(curated)},
                "lines": {
                    "what": "lines of legacy filings on which tables and sums agree",
                    "examples": len(filings),
                    "companies": len({example.group for example in filings}),
                },
            },
            "held_out": {
                "how": "a fifth of normalised captions (bags of words), all tags and spellings together,"
                " and a fifth of the companies of the filings; temperature and threshold from one half of"
                " the held-out captions that no row names, figures from the other",
                "measured_with": "the same settings, trained without the held-out part",
                **measured,
            },
            "concepts": names,
        },
    )


def _caption_group(example: Example) -> str:
    return " ".join(sorted(set(normalise(example.line.label).split())))


def _mixed(
    pairs: Sequence[Example], filings: Sequence[Example], catalogues: Sequence[Catalogue]
) -> list[Example]:
    return [*with_headings(pairs, catalogues), *filings]


if __name__ == "__main__":
    main()
