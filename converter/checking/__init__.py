"""Checks what was tagged against the filing's own arithmetic; only findings come out, never repairs."""

from __future__ import annotations

from collections.abc import Sequence

from converter.checking import footing, ties
from converter.model import Finding, TaggedStatement
from converter.taxonomies import Catalogue

__all__ = ["check"]


def check(tagged: Sequence[TaggedStatement], catalogue: Catalogue) -> tuple[Finding, ...]:
    """All checks over the tagged statements of a filing, in the order of the statements.

    ``checking.footing`` (warning) and ``checking.rounding`` (info): a printed total against its parts;
    ``checking.calculation-weight`` (warning): a part that the taxonomy adds and the statement subtracts,
    or the other way round; ``checking.balance-sheet-total``, ``checking.cash``, ``checking.net-income``
    and ``checking.net-cash`` (warning): figures that statements share and that differ.
    """
    found: list[Finding] = []
    for statement in tagged:
        found += footing.of_statement(statement)
        found += footing.weights(statement, catalogue)
    found += ties.between(tagged)
    return tuple(found)
