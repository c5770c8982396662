"""The statistical matcher: what it proposes, when it is silent, and that chances are chances."""

from __future__ import annotations

import json
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.data import data_folder
from converter.mapping.candidates import Proposer
from converter.mapping.matcher import (
    ARRAYS,
    BUCKETS,
    PROVENANCE,
    Line,
    Matcher,
    Model,
    default_proposer,
    features,
    read,
)
from converter.taxonomies import Catalogue, load


@pytest.fixture(scope="module")
def model() -> Model:
    return read(data_folder("mappings"))


def _ask(matcher: Proposer, kind: str, label: str, *headings: str) -> tuple[tuple[str, float], ...]:
    return matcher.propose(kind, label, headings, "", "", 0.5, "item")


@pytest.mark.parametrize(
    ("kind", "label", "headings", "concept"),
    [
        (
            "balance_sheet",
            "Trade accounts receivable, less reserve for bad debts",
            ("ASSETS", "Current assets"),
            "us-gaap:AccountsReceivableNetCurrent",
        ),
        (
            "cash_flow",
            "Purchases of machinery, plant and equipment",
            ("Investing activities",),
            "us-gaap:PaymentsToAcquirePropertyPlantAndEquipment",
        ),
        (
            "cash_flow",
            "Increase in merchandise inventories",
            ("Operating activities",),
            "us-gaap:IncreaseDecreaseInInventories",
        ),
        (
            "income",
            "Selling, general, administrative and warehouse expenses",
            (),
            "us-gaap:SellingGeneralAndAdministrativeExpense",
        ),
    ],
)
def test_captions_in_other_words_are_known(
    model: Model, kind: str, label: str, headings: tuple[str, ...], concept: str
) -> None:
    assert _ask(Matcher(model, load("2020"), least=0.3), kind, label, *headings)[0][0] == concept


def test_the_heading_decides_between_current_and_not(model: Model) -> None:
    matcher = Matcher(model, load("2020"), least=0.0)

    def chance(heading: str) -> float:
        found = dict(_ask(matcher, "balance_sheet", "Deferred income taxes and other", heading))
        return sum(p for name, p in found.items() if name.endswith("Current"))

    assert chance("Current liabilities") > chance("Long-term liabilities")


def test_below_the_threshold_it_is_silent(model: Model) -> None:
    matcher = Matcher(model, load("2020"))
    assert matcher.least == model.threshold
    assert _ask(matcher, "cash_flow", "Zirconium spindle refurbishing") == ()
    assert _ask(matcher, "cash_flow", "(1) $ --") == ()


@pytest.mark.parametrize("release", ["2020", "2009"])
def test_proposes_only_what_the_release_has(model: Model, release: str) -> None:
    catalogue = load(release)
    matcher = Matcher(model, catalogue, least=0.0)
    for kind, label in (("income", "Sales of goods"), ("income", "Extraordinary loss"), ("equity", "Other")):
        for name, _ in _ask(matcher, kind, label):
            concept = catalogue.concept(name)
            assert concept is not None
            assert not concept.abstract


def test_a_meaning_that_the_release_lacks_is_not_replaced_by_the_next_best(model: Model) -> None:
    label = "Cumulative effect to January 1 of accounting change"
    old = _ask(Matcher(model, load("2009"), least=0.3), "income", label)
    assert old[0][0].startswith("us-gaap:CumulativeEffectOfChangeInAccountingPrinciple")
    assert _ask(Matcher(model, load("2020"), least=0.3), "income", label) == ()


@given(
    st.sampled_from(["balance_sheet", "income", "cash_flow", "equity", "parenthetical", "unheard-of"]),
    st.text(max_size=60),
    st.lists(st.text(max_size=20), max_size=3),
    st.floats(0, 1),
)
def test_probabilities_are_ordered_and_sum_to_no_more_than_one(
    kind: str, label: str, headings: list[str], position: float
) -> None:
    matcher = default_proposer(load("2020"), least=0.0)
    found = matcher.propose(kind, label, tuple(headings), "", label, position, "item")
    chances = [chance for _, chance in found]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) <= 1.001
    assert len({name for name, _ in found}) == len(found) <= 5
    assert found == matcher.propose(kind, label, tuple(headings), "", label, position, "item")


def test_features_are_stable_numbers() -> None:
    caption, place, headings, neighbours = features(Line("income", "Net sales", ("Revenues",)))
    assert [len(block) for block in (caption, place, headings)] == [16, 1, 2]
    assert caption[:3] == (6027, 25976, 5459)
    assert all(0 <= number < BUCKETS for block in (caption, place, headings) for number in block)
    assert neighbours == ()
    assert features(Line("income", "NET  SALES:", ("Revenues",))) == (caption, place, headings, neighbours)


def test_the_files_belong_together_and_are_small(model: Model) -> None:
    folder = data_folder("mappings")
    about = json.loads((folder / PROVENANCE).read_text("utf-8"))
    assert (folder / ARRAYS).stat().st_size + (folder / PROVENANCE).stat().st_size < 3_000_000
    assert about["concepts"] == sorted(set(about["concepts"]))
    known = {name for release in ("2020", "2009") for name in load(release).concepts}
    assert known.issuperset(model.concepts)
    asked = about["held_out"]["captions_that_no_row_names"]["at_threshold"]
    assert asked["precision"] > 0.9
    assert f"{asked['precision']:.1%}" in Matcher(model).rule.evidence


def test_successors_take_over_and_members_do_not(model: Model) -> None:
    catalogue = load("2020")
    gone = [name for name in model.concepts if catalogue.concept(name) is None]
    relations = {catalogue.successors[name].relation for name in gone if name in catalogue.successors}
    assert "same" in relations or "wider" in relations
    chances = np.full(len(model.concepts) + 1, 1.0)
    assert np.bincount(Matcher(model, catalogue)._targets, chances).sum() == len(chances)


def test_it_is_fast(model: Model) -> None:
    matcher = Matcher(model, load("2020"))
    lines = [("balance_sheet", f"Receivable from sale of plant number {'x' * n}") for n in range(200)]
    start = time.process_time()
    for kind, label in lines:
        _ask(matcher, kind, label, "Current assets")
    assert (time.process_time() - start) / len(lines) < 0.003  # measured 0.2 ms; tenfold for a busy machine


def test_every_release_has_names(model: Model) -> None:
    def share(catalogue: Catalogue) -> float:
        return sum(catalogue.concept(name) is not None for name in model.concepts) / len(model.concepts)

    assert share(load("2020")) > 0.8
    assert share(load("2009")) > 0.8
