"""Classes and series of stock that share a concept: a member for each, none for the whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from converter.mapping import classes, tables, tag
from converter.model import Cover, Extraction, Statement, Tagging
from converter.taxonomies import load

Build = Callable[..., Statement]


def member(name: str) -> tuple[tuple[str, str], ...]:
    return ((classes.AXIS, name),)


def tagged(statement: Statement) -> dict[str, Tagging]:
    """By label, the decision for each line's amounts."""
    result = tag(Extraction(Cover(), (statement,)), tables.load().value, load("2020"))
    (made,) = result.value
    labels = {line.index: line.label for line in made.statement.lines}
    return {labels[tagging.line]: tagging for tagging in made.taggings if tagging.embedded is None}


def numbers(statement: Statement) -> dict[str, tuple[str | None, tuple[tuple[str, str], ...]]]:
    """By text, concept and member of the numbers inside captions."""
    (made,) = tag(Extraction(Cover(), (statement,)), tables.load().value, load("2020")).value
    lines = {line.index: line for line in made.statement.lines}
    return {
        lines[tagging.line].embedded[tagging.embedded].text: (tagging.concept, tagging.dimensions)
        for tagging in made.taggings
        if tagging.embedded is not None
    }


EQUITY = """
Total liabilities | 8,437 | 5,771
Stockholders' equity:
  Preferred stock, $1 par value; 900 shares authorized | -- | --
  Common stock, $.01 par value; 5,000 shares authorized; 3,200 shares issued | 744 | 741
  Class B common stock, $.02 par value; 4,000 shares authorized; 2,100 shares issued | 72 | 73
  Retained earnings | 1,874 | 1,847
  Total stockholders' equity | 2,690 | 2,661
"""


def test_a_second_class_gives_both_a_member(build: Build) -> None:
    lines = tagged(build("balance_sheet", EQUITY))
    found = {label.split(",")[0]: (t.concept, t.dimensions) for label, t in lines.items()}
    assert found["Common stock"] == ("us-gaap:CommonStockValue", member("us-gaap:CommonStockMember"))
    assert found["Class B common stock"] == ("us-gaap:CommonStockValue", member("us-gaap:CommonClassBMember"))
    assert found["Preferred stock"] == ("us-gaap:PreferredStockValue", ())
    assert found["Retained earnings"] == ("us-gaap:RetainedEarningsAccumulatedDeficit", ())


def test_the_numbers_inside_a_caption_are_of_its_class(build: Build) -> None:
    found = numbers(build("balance_sheet", EQUITY))
    assert found["5,000"] == ("us-gaap:CommonStockSharesAuthorized", member("us-gaap:CommonStockMember"))
    assert found["4,000"] == ("us-gaap:CommonStockSharesAuthorized", member("us-gaap:CommonClassBMember"))
    assert found["$.02"] == (
        "us-gaap:CommonStockParOrStatedValuePerShare",
        member("us-gaap:CommonClassBMember"),
    )
    assert found["900"] == ("us-gaap:PreferredStockSharesAuthorized", ())


def test_a_single_class_has_no_member(build: Build) -> None:
    lines = tagged(
        build(
            "balance_sheet",
            """
Stockholders' equity:
  Class A common stock, $.01 par value | 744 | 741
  Retained earnings | 1,874 | 1,847
  Total stockholders' equity | 2,618 | 2,588
""",
        )
    )
    (common,) = (t for label, t in lines.items() if label.startswith("Class A"))
    assert (common.concept, common.dimensions) == ("us-gaap:CommonStockValue", ())


def test_a_line_that_adds_the_classes_has_none(build: Build) -> None:
    lines = tagged(
        build(
            "balance_sheet",
            """
Stockholders' equity:
  Class A common stock | 700 | 690
  Class B common stock | 300 | 310
  Common stock | 1,000 | 1,000
  Retained earnings | 1,874 | 1,847
  Total stockholders' equity | 2,874 | 2,847
""",
        )
    )
    assert lines["Common stock"].concept == "us-gaap:CommonStockValue"
    assert lines["Common stock"].dimensions == ()
    assert lines["Class A common stock"].dimensions == member("us-gaap:CommonClassAMember")
    assert lines["Class B common stock"].dimensions == member("us-gaap:CommonClassBMember")


def test_the_only_class_with_amounts_is_the_whole(build: Build) -> None:
    lines = tagged(
        build(
            "balance_sheet",
            """
Stockholders' equity:
  Class A common stock; none issued | -- | --
  Common stock, $.01 par value | 744 | 741
  Retained earnings | 1,874 | 1,847
  Total stockholders' equity | 2,618 | 2,588
""",
        )
    )
    found = {label.split(",")[0]: t.dimensions for label, t in lines.items()}
    assert found["Common stock"] == ()
    assert found["Class A common stock; none issued"] == member("us-gaap:CommonClassAMember")


@pytest.mark.parametrize(
    ("caption", "name"),
    [
        ("Series C convertible preferred stock, $1 par", "us-gaap:SeriesCPreferredStockMember"),
        ("Class A preferred shares", "us-gaap:PreferredClassAMember"),
        ("Class D serial preferred stock", "ext:ClassDPreferredStockMember"),
        ("Convertible preferred stock; 500 shares issued", "us-gaap:ConvertiblePreferredStockMember"),
        ("7.50% preferred stock", "ext:Rate750PreferredStockMember"),
        ("Preferred stock (Series A), $1 par value", "us-gaap:SeriesAPreferredStockMember"),
        ("Preferred stock of $1 par value", "us-gaap:PreferredStockMember"),
    ],
)
def test_members_of_preferred_stock(build: Build, caption: str, name: str) -> None:
    statement = build(
        "balance_sheet",
        f"""
Stockholders' equity:
  {caption} | 10 | 12
  Series B preferred stock, $1 par value | 20 | 24
  Retained earnings | 70 | 64
  Total stockholders' equity | 100 | 100
""",
    )
    index = statement.lines[1].index
    value = "us-gaap:PreferredStockValue"
    found = classes.of_lines(statement, {index: value, index + 1: value}, (), load("2020"))
    assert found == {index: member(name), index + 1: member("us-gaap:SeriesBPreferredStockMember")}


def test_other_captions_with_the_words_are_no_stock(build: Build) -> None:
    statement = build(
        "balance_sheet",
        """
Stockholders' equity:
  Common stock, $1 par value | 10 | 12
  Common stock subscribed | 20 | 24
  Common stock in treasury | 5 | 5
  Preferred stock dividends payable | 5 | 5
""",
    )
    value = "us-gaap:CommonStockValue"
    concepts = {line.index: value for line in statement.lines if line.cells}
    assert classes.of_lines(statement, concepts, (), load("2020")) == {}
