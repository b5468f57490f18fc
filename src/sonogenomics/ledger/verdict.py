"""The verdict on one claim: computed from numbers, never typed."""

import bisect
from collections.abc import Callable
from typing import NamedTuple

from sonogenomics.errors import listed
from sonogenomics.ledger.claims import Claim
from sonogenomics.ledger.people import Fact

REPRODUCED, DIFFERS, UNCHECKED = "reproduced", "differs", "cannot be checked"
MOST_NAMES = 8


class Verdict(NamedTuple):
    """What came of a claim, and why it is not as printed; empty where it is."""

    verdict: str
    because: str


def decimals(printed: str) -> int:
    """How many digits after the point count.

    Examples
    --------
    >>> decimals("0.600"), decimals("1364")
    (3, 0)
    """
    return len(printed.partition(".")[2])


def agrees(found: float, printed: str) -> bool:
    """Whether a number, rounded as it is printed, is the one that is printed.

    Examples
    --------
    >>> agrees(0.7149, "0.715"), agrees(0.7144, "0.715")
    (True, False)
    """
    half = 0.5 * 10.0 ** -decimals(printed)
    return abs(found - float(printed)) <= half * (1 + 1e-9)


def judge(claim: Claim, fact: Fact) -> Verdict:
    """Hold what was found against what is printed.

    Parameters
    ----------
    claim : Claim
        With a rule and what is expected.
    fact : tuple of float or of str
        What this run gives.

    Returns
    -------
    Verdict
        `because` names the difference in numbers, then what is known of the claim.
    """
    why = RULES[claim.rule](claim.expected, fact)
    if not why:
        return Verdict(REPRODUCED, "")
    return Verdict(DIFFERS, " ".join(filter(None, [f"{why}.", claim.note])))


def _equal(expected: tuple[str, ...], fact: Fact) -> str:
    if len(expected) != len(fact):
        return f"{len(fact)} numbers were found, {len(expected)} are printed"
    pairs = zip(numbers(fact), expected, strict=True)
    other = [(found, printed) for found, printed in pairs if not agrees(found, printed)]
    return "; ".join(f"{shown(found, printed)} instead of {printed}" for found, printed in other)


def numbers(fact: Fact) -> list[float]:
    """The numbers of a fact."""
    return [float(value) for value in fact]


def _range(expected: tuple[str, ...], fact: Fact) -> str:
    found = numbers(fact)
    return _equal(expected, (min(found), max(found)))


def _lowest(expected: tuple[str, ...], fact: Fact) -> str:
    return _equal(expected, (min(numbers(fact)),))


def _above(expected: tuple[str, ...], fact: Fact) -> str:
    limit = expected[0]
    n = sum(found > float(limit) for found in numbers(fact))
    return "" if n == len(fact) else f"only {n} of {len(fact)} are above {limit}"


def _names(expected: tuple[str, ...], fact: Fact) -> str:
    missing, besides = set(expected) - set(map(str, fact)), set(map(str, fact)) - set(expected)
    told = {"not found": missing, "found besides": besides}
    return "; ".join(
        f"{what}: {listed(map(short, sorted(names)), MOST_NAMES)}"
        for what, names in told.items()
        if names
    )


def _includes(expected: tuple[str, ...], fact: Fact) -> str:
    missing = sorted(set(expected) - set(map(str, fact)))
    return f"not among them: {listed(map(short, missing), MOST_NAMES)}" if missing else ""


def _share(expected: tuple[str, ...], fact: Fact) -> str:
    """A percentage can only be one of k / n; whether it can be, is asked before whether it is."""
    printed, *sizes = expected
    shares = sorted({100 * k / int(n) for n in sizes for k in range(int(n) + 1)})
    if any(agrees(share, printed) for share in shares):
        return _equal((printed,), fact)
    place = bisect.bisect(shares, float(printed))
    nearest = " and ".join(f"{shown(share, printed)} %" for share in shares[place - 1 : place + 1])
    return (
        f"of {' or '.join(sizes)} patients {nearest} are the nearest that can be, never "
        f"{printed} %; {shown(numbers(fact)[0], printed)} % was found"
    )


def shown(value: float, printed: str) -> str:
    """A number with as many digits as are printed.

    Examples
    --------
    >>> shown(1364.0, "1364"), shown(0.71493, "0.715")
    ('1,364', '0.715')
    """
    return f"{value:,.{decimals(printed)}f}"


def short(name: str) -> str:
    """A URF without the word that all of them share.

    Examples
    --------
    >>> short("original_glszm_ZoneEntropy"), short("HLA-A")
    ('glszm ZoneEntropy', 'HLA-A')
    """
    kind, _, rest = name.partition("_")
    return rest.replace("_", " ") if kind == "original" and rest else name


RULES: dict[str, Callable[[tuple[str, ...], Fact], str]] = {
    "equal": _equal,
    "range": _range,
    "lowest": _lowest,
    "above": _above,
    "names": _names,
    "includes": _includes,
    "share": _share,
}
