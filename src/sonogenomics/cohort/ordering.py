"""In which order the categories of an ordered clinical variable stand."""

import re
from collections.abc import Iterable

Rank = tuple[float, str]

_NUMBER = re.compile(r"(?P<grade>[+-]?\d+(?:\.\d+)?)(?P<suffix>\+?)")
_TNM = re.compile(r"(?:[cpyra]*)[TNMG](?P<grade>\d|is)(?P<suffix>.*)", re.IGNORECASE)
_STAGE = re.compile(
    r"(?:stage\s*)?(?P<grade>0|I{1,3}|IV|V)(?P<suffix>(?:[A-C]\d?)?)", re.IGNORECASE
)
_GRADES: dict[str, float | str] = {
    "0": 0,
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "is": 0.5,
}  # T0 < Tis < T1


def in_order(categories: Iterable[str]) -> list[str]:
    """Put the categories of an ordered variable into their clinical order.

    The first rule that every category obeys decides: numbers (0, 1+, 2+, 10) by size; Roman
    stages (I, IIA, IIB, III, with or without "stage") by number, then suffix; TNM and grades
    (T0, Tis, T1mi, T2, N0, G3) by digit, then suffix. Where none fits, the alphabet decides.

    Parameters
    ----------
    categories : iterable of str
        Each counted once.

    Returns
    -------
    list of str
        Lowest first.

    Examples
    --------
    >>> in_order(["IV", "IIB", "I", "IIA", "III"])
    ['I', 'IIA', 'IIB', 'III', 'IV']
    >>> in_order(["10", "9"]), in_order(["T1", "Tis", "T0"]), in_order(["low", "high"])
    (['9', '10'], ['T0', 'Tis', 'T1'], ['high', 'low'])
    """
    distinct = sorted(set(categories))
    for pattern in (_NUMBER, _STAGE, _TNM):
        ranks = {name: _rank(pattern, name) for name in distinct}
        known = {name: rank for name, rank in ranks.items() if rank is not None}
        if len(known) == len(distinct):
            return sorted(known, key=lambda name: known[name])
    return distinct


def _rank(pattern: re.Pattern[str], name: str) -> Rank | None:
    parts = pattern.fullmatch(name.strip())
    if parts is None:
        return None
    grade = parts["grade"].casefold()
    return float(_GRADES.get(grade, grade)), parts["suffix"].casefold()
