"""How candidates of the nested cross-validation are named, coloured and chosen for a figure."""

import pandas as pd

from sonogenomics.figures.style import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    readable,
)

CHOSEN, REFERENCE = VERMILLION, BLUE
OTHERS = ((GREEN, "--"), (ORANGE, "-."), (PURPLE, ":"), (SKY, (0, (5, 1, 1, 1, 1, 1))))
Style = str | tuple[int, tuple[int, ...]]
NO_CANDIDATES = "Nothing was learnt inside folds in this run, so there is no candidate to judge."


def label(name: object) -> str:
    """A candidate's name as a reader sees it.

    Examples
    --------
    >>> label("log-ridge"), label("chosen")
    ('Log ridge', 'Chosen inside')
    """
    if name == "chosen":
        return "Chosen inside"
    text = readable(str(name).replace("-", " ").replace("_", " "), 32)
    return text[:1].upper() + text[1:]


def roles(row: pd.Series) -> str:
    """Whether a candidate is called honest, is the reference, or neither.

    Examples
    --------
    >>> roles(pd.Series({"reference": True, "chosen": False}))
    'reference'
    """
    named = [
        word for word, has in (("honest", row["chosen"]), ("reference", row["reference"])) if has
    ]
    return ", ".join(named)


def shown_candidates(candidates: pd.DataFrame, most: int) -> list[str]:
    """The chosen one, the reference, then the best of the others, `most` in all.

    Parameters
    ----------
    candidates : DataFrame
        `catalog.Candidates`, best first.
    most : int
        How many can be told apart in the figure.

    Returns
    -------
    list of str
    """
    firsts = [*candidates.loc[candidates["chosen"], "candidate"]]
    firsts += [*candidates.loc[candidates["reference"], "candidate"]]
    return list(dict.fromkeys([*firsts, *candidates["candidate"]]))[:most]


def looks(candidates: pd.DataFrame, names: list[str]) -> dict[str, tuple[str, Style]]:
    """Colour and line style of each shown candidate; the chosen one and the reference keep theirs.

    Parameters
    ----------
    candidates : DataFrame
        `catalog.Candidates`.
    names : list of str
        Those shown.

    Returns
    -------
    dict of str to (str, line style)
    """
    table = candidates.set_index("candidate")
    others = iter(OTHERS)
    found: dict[str, tuple[str, Style]] = {}
    for name in names:
        if bool(table.loc[name, "chosen"]):
            found[name] = (CHOSEN, "-")
        elif bool(table.loc[name, "reference"]):
            found[name] = (REFERENCE, "-")
        else:
            found[name] = next(others, (GREY, ":"))
    return found
