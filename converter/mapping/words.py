"""Says what the words of a caption announce: a total, a deduction, a loss, an outflow."""

from __future__ import annotations

import re
from functools import lru_cache

_TOTAL = re.compile(r"^\(?(?:sub-?)?totals?\b|\btotals?$|^net\s*$|^sub-?total", re.I)
_RESULT = re.compile(
    r"^(?:net |gross |operating |total |consolidated )*"
    r"\(?(?:income|loss|earnings|profit|margin|revenues?|sales)\b"
    r"|\b(?:income|loss|earnings|profit|margin|deficit)\b\)?.{0,40}\bbefore\b"
    r"|^net (?:cash|increase|decrease|\(decrease\)|change|\(increase\)|property|premises|utility|loans|assets"
    r"|interest|\(?loss|investment|plant|receivables|deficiency)"
    r"|\b(?:end|close) of (?:the )?(?:year|period|quarter|month)|\bbalances?,? (?:at|as of|end)|^balances?\b"
    r"|\bless (?:current|allowance)|^(?:income|loss|earnings|cash)\b.*\b(?:operations|activities)\b"
    r"|^comprehensive|increase\s*\(decrease\) in cash|(?:de|in)crease in cash",
    re.I,
)
_EARNINGS = re.compile(
    r"^(?:net |gross |operating |consolidated )*(?:income|loss|earnings|profit|margin|revenues?|sales)\b",
    re.I,
)
_LESS = re.compile(r"^\(?(?:less|deduct)\b|\bdeductions?\b", re.I)
_CHARGE = re.compile(
    r"\b(?:costs?|expenses?|expenditures?|tax|taxes|provision|depreciation|amortization|depletion|charges?"
    r"|charge-offs?|interest expense|write-?(?:down|off)s?|impairments?|salaries|wages|rent|maintenance"
    r"|dividends?|losses|claims|benefits|selling|administrative|research|purchased|fuel|minority interests?"
    r"|restructuring|deductions?|royalties|advertising|commissions paid|less|accretion|insurance)\b",
    re.I,
)
_RESULT_CHARGE = re.compile(
    r"\b(?:income|loss|earnings|profit|margin|revenues?|sales|gain)\b(?!\s*tax)", re.I
)
_LOSS = re.compile(r"\b(?:loss|losses|deficit|deficiency)\b", re.I)
_PROFIT = re.compile(r"\b(?:income|earnings|profit|profits|margin)\b(?!\s+tax)", re.I)
_OUTFLOW = re.compile(
    r"\b(?:payments?|paid|repayments?|purchases?|acquisitions?|additions?|expenditures?|retirements?"
    r"|redemptions?|investments? in|deposits? (?:to|in)|distributions?|dividends|reductions?"
    r"|repurchases?|loans? made|advances to|originations?|costs? of)\b",
    re.I,
)


def says_total(label: str) -> bool:
    """Whether the caption is that of a total ("Total assets", "Totals", "Subtotal")."""
    return bool(_TOTAL.search(label.strip()))


def says_result(label: str) -> bool:
    """Whether the caption is one that usually sums what stands above it ("Income before taxes")."""
    return bool(_RESULT.search(label.strip()))


def says_earnings(label: str) -> bool:
    """Whether the caption begins with a result of a period ("Earnings retained", "Income taxes payable").

    In a balance sheet that is an account, no sum.
    """
    return bool(_EARNINGS.search(label.strip()))


def says_less(label: str) -> bool:
    """Whether the caption announces a deduction ("Less accumulated depreciation")."""
    return bool(_LESS.search(label.strip()))


@lru_cache(maxsize=16384)
def says_charge(label: str) -> bool:
    """Whether an income statement's caption names a cost ("Cost of sales"), no result and no revenue."""
    if says_less(label):
        return True
    plain = re.sub(r"\(.*?\)", " ", label)
    before = re.split(r"\bbefore\b|\bnet of\b|\bafter\b|\bless\b", plain, maxsplit=1, flags=re.I)[0]
    if re.search(r"\btax(?:es)?\b", before, re.I):
        return True
    return bool(_CHARGE.search(before)) and not re.search(
        r"\b(?:income|profit|margin|revenues?)\b", before, re.I
    )


def says_loss_only(label: str) -> bool:
    """Whether the caption names a loss and no profit ("Net loss", "Accumulated deficit")."""
    plain = re.sub(r"\([^)]*\)", " ", label)
    announced = re.findall(r"\(([^)]*)\)", label)
    if any(_PROFIT.search(words) or "gain" in words.lower() for words in announced):
        return False
    before = re.split(r"\bbefore\b|\bfrom\b", plain, maxsplit=1, flags=re.I)[0]
    return bool(_LOSS.search(before)) and not _PROFIT.search(before) and "gain" not in before.lower()


def says_outflow(label: str) -> bool:
    """Whether a cash-flow caption names money that goes out ("Payments of long-term debt")."""
    return bool(_OUTFLOW.search(label)) and "proceeds" not in label.lower()


def announces_sign(label: str) -> bool:
    """Whether the caption itself announces both signs ("(Increase) decrease in", "Income (loss)")."""
    return "(" in label
