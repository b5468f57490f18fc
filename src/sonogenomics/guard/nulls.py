"""Links between different people must have beside them what chance alone gives."""

from collections.abc import Iterator

import pandas as pd

from sonogenomics.errors import listed
from sonogenomics.guard.evidence import Evidence

QUANTITY = "association.positive_specific.{}"  # of the chance table, by role; a mean over URFs
CLOSE = 1e-6


def null_faults(evidence: Evidence) -> Iterator[str]:
    """Every sign that an unpaired association stands without its null.

    Parameters
    ----------
    evidence : Evidence
        The tables behind the model.

    Yields
    ------
    str
        A sentence.
    """
    chance, profile = evidence.chance, evidence.profile.name
    asked = chance[chance["null_mean"].notna() & (chance["profile"] == profile)]
    seen = asked.set_index("quantity")["observed"]
    means = evidence.counts.groupby("role")["positive_specific"].mean()
    without = [str(role) for role in means.index if QUANTITY.format(role) not in seen.index]
    if without:
        yield (
            f"Features of some people were correlated with genes of others ({listed(without)}), "
            "where every link is chance until shown otherwise, and no null of it under profile "
            f"{profile} stands beside: run the stage chance."
        )
    others = _of_another_run(means, seen)
    if others:
        yield (
            f"The null of the association ({listed(others)}) was asked for other counts than "
            "those that were found: run the stage chance again."
        )


def _of_another_run(means: pd.Series, seen: pd.Series) -> list[str]:
    """Roles whose null stands beside another number than the table gives."""
    both = {str(role): QUANTITY.format(role) for role in means.index}
    return [
        role
        for role, quantity in both.items()
        if quantity in seen.index and abs(float(seen[quantity]) - float(means[role])) > CLOSE
    ]
