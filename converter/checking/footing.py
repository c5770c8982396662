"""Foots each printed total: by the statement's own arithmetic, and under the taxonomy's weights."""

from __future__ import annotations

from converter.checking import values
from converter.model import Finding, LineItem, RollUp, Severity, Span, TaggedStatement
from converter.taxonomies import Catalogue

# Net income by its two names; a sum that begins with one of them has begun with the other.
_NET = frozenset(("us-gaap:NetIncomeLoss", "us-gaap:ProfitLoss"))


def of_statement(tagged: TaggedStatement) -> list[Finding]:
    """Totals whose parts don't add up to them; a difference that rounding explains is only noted."""
    lines = {line.index: line for line in tagged.statement.lines}
    return [
        _footing(rollup, lines)
        for rollup in tagged.rollups
        if any(residual for _, residual in rollup.residuals)
    ]


def _footing(rollup: RollUp, lines: dict[int, LineItem]) -> Finding:
    total = lines[rollup.total]
    wrong = [(column, residual) for column, residual in rollup.residuals if residual]
    column, residual = max(wrong, key=lambda pair: abs(pair[1]))
    printed = next((cell.text for cell in total.cells if cell.column == column), "")
    name = f"“{total.label}”" if total.label else "An unlabelled total"
    data = {
        "total": total.index,
        "parts": [[part, weight] for part, weight in rollup.parts],
        "differences": {str(column): f"{residual:f}" for column, residual in wrong},
        "lines": [span.line for part, _ in rollup.parts for span in _places(lines[part])],
    }
    span = next((cell.span for cell in total.cells if cell.column == column), _first(total))
    if rollup.foots:
        apart = values.plain(abs(residual))
        message = f"{name} differs by {apart} from the sum of its {len(rollup.parts)} lines: rounding"
        return Finding("checking.rounding", Severity.INFO, message, span, data)
    message = (
        f"{name} ({printed}) does not foot: it differs by {values.plain(residual)} from the sum of the "
        f"{len(rollup.parts)} lines above it, as printed"
    )
    return Finding("checking.footing", Severity.WARNING, message, span, data)


def _places(line: LineItem) -> tuple[Span, ...]:
    return tuple(cell.span for cell in line.cells[:1]) or line.label_spans[:1]


def _first(line: LineItem) -> Span | None:
    return next(iter(_places(line)), None)


def weights(tagged: TaggedStatement, catalogue: Catalogue) -> list[Finding]:
    """Parts whose weight in the printed sum, after signs, is not the one that the taxonomy gives them."""
    lines = {line.index: line for line in tagged.statement.lines}
    decided = {
        tagging.line: tagging
        for tagging in reversed(tagged.taggings)
        if tagging.concept and tagging.embedded is None
    }
    found: list[Finding] = []
    for rollup in tagged.rollups:
        total = decided.get(rollup.total)
        if total is None:
            continue
        beside = frozenset(decided[part].concept for part, _ in rollup.parts if part in decided)
        if beside & _NET:
            beside |= _NET
        for part, weight in rollup.parts:
            tagging = decided.get(part)
            known = (
                _weights_under(total.concept, tagging.concept, catalogue, beside) if tagging else frozenset()
            )
            if tagging is None or len(known) != 1:
                continue
            if "Capitalized" in tagging.concept:
                continue  # capitalised interest is taken off, whatever the arcs of interest incurred say
            actual = weight * total.sign * tagging.sign
            if actual in known or not any(cell.value for cell in lines[part].cells):
                continue
            verb = "adds to" if actual > 0 else "is subtracted from"
            found.append(
                Finding(
                    "checking.calculation-weight",
                    Severity.WARNING,
                    f"“{lines[part].label}” {verb} “{lines[rollup.total].label}” here, "
                    "the other way round than in the taxonomy: its sign or its concept may be wrong",
                    _first(lines[part]),
                    {"concept": tagging.concept, "total": total.concept, "weight": actual},
                )
            )
    return found


def _weights_under(total: str, part: str, catalogue: Catalogue, beside: frozenset[str]) -> frozenset[int]:
    """The weights with which a total takes in a part, directly or through other totals, by the taxonomy.

    A way through a concept that the sum adds ``beside`` the part would count the part twice: it is none.
    """
    found: set[int] = set()
    seen = {(part, 1)}
    queue = [(part, 1)]
    while queue:
        name, weight = queue.pop()
        for arc in catalogue.parents(name):
            step = (arc.parent, weight * arc.weight)
            if arc.parent == total:
                found.add(step[1])
            elif step not in seen and arc.parent not in beside:
                seen.add(step)
                queue.append(step)
    return frozenset(found)
