"""Which gene lists a figure of function stands on, and which features it shows."""

import pandas as pd

ROLE_WORDS = {
    "discovery": "random pairing with the discovery series",
    "validation": "random pairing with the validation series",
    "paired": "patients whose tumours were also profiled (paired series)",
}


def shown_features(modules: pd.DataFrame, selected: list[str], others: pd.Series) -> list[str]:
    """Features of the module, or the differential ones, or those that are in the table at all.

    Parameters
    ----------
    modules : DataFrame
        `catalog.Modules`.
    selected : list of str
        Differential features.
    others : Series of str
        Features of the table to be drawn, the most telling first.

    Returns
    -------
    list of str
    """
    if len(modules):
        return [str(name) for name in modules["feature"]]
    return selected or [str(name) for name in others.drop_duplicates()][:8]


def shown_of(n: int, n_module: int) -> str:
    """Say how many features a figure shows, and of how many where some had no room.

    Examples
    --------
    >>> shown_of(18, 18), shown_of(24, 44)
    ('18 features', 'the first 24 of 44 features')
    """
    return f"the first {n} of {n_module} features" if n < n_module else f"{n} features"


def chance_of_terms(role: str, alpha: float) -> str:
    """What chance has to do with enriched terms, given where the gene lists come from."""
    if role == "paired":
        return (
            f"of these up to {100 * alpha:g} % are expected by chance if genes were independent, "
            "and more as they are not"
        )
    return (
        "random pairing makes features and genes independent, so chance alone may give all of "
        "these: lists of correlated genes are enriched for what those genes share"
    )
