"""What chance alone gives for a claim, in a few words."""

import re

import pandas as pd

# A quantity of the vocabulary, and the claims of the chance table that are its null.
KEYS = (
    (r"differential\.(?:n|names|p)", r"differential\.n_selected"),
    (r"association\.positive_specific\.(\w+)", r"association\.positive_specific\.\1"),
    (r"functions\.n_enriched", r"enrichment\.n_enriched"),
    (r"module\.(?:n|n_auxiliary)", r"module\.n_members"),
    (r"replication\.best\.(?:logistic\.)?(\w+)", r"classifier\.auc_best\.\1"),
)
COUNT = 2.0  # nulls that reach beyond are counts; the others are shares and AUCs


def by_chance(quantity: str, chance: pd.DataFrame, nothing: str) -> str:
    """The null of a quantity, as the chance table has it.

    Parameters
    ----------
    quantity : str
        Of the vocabulary.
    chance : DataFrame
        `catalog.Chance`.
    nothing : str
        Told where chance was not asked.

    Returns
    -------
    str
        Mean of the null, its 95 %, p, and how many permutations.

    Examples
    --------
    >>> row = {"claim": "differential.n_selected", "null_mean": 4.3, "null_low": 0.0}
    >>> row |= {"null_high": 14.0, "p": 0.2, "n_permutations": 1000}
    >>> by_chance("differential.n", pd.DataFrame([row]), "-")
    '4.3 [0.0, 14.0], p = 0.2 (1,000 permutations)'
    """
    for pattern, template in KEYS:
        if match := re.fullmatch(pattern, quantity):
            wanted = match.expand(template)
            rows = chance[chance["claim"].str.fullmatch(wanted)]
            if len(rows):
                return _told(rows.iloc[0])
    return nothing


def _told(row: pd.Series) -> str:
    digits = ".1f" if float(row["null_high"]) > COUNT else ".3f"
    mean, low, high = (format(float(row[f"null_{end}"]), digits) for end in ("mean", "low", "high"))
    p = "" if pd.isna(row["p"]) else f", p = {float(row['p']):.2g}"
    return f"{mean} [{low}, {high}]{p} ({int(row['n_permutations']):,} permutations)"
