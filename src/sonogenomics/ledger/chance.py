"""What chance alone gives for a claim, in a few words."""

import re

import pandas as pd

# A quantity of the vocabulary, and the quantity of the chance table that is its null.
KEYS = (
    (r"differential\.(?:n|names|p)", "differential.n_raw"),
    (r"association\.positive_specific\.(\w+)", r"association.positive_specific.\1"),
    (r"functions\.n_enriched", "enrichment.n_enriched.discovery"),
    (r"module\.(?:n|n_auxiliary|auxiliary\.names)", "module.n_members"),
    (r"module\.joining_edges", "module.largest_overlap"),
    (r"replication\.best\.(?:logistic\.)?(differential|module)", r"classifier.auc_best.\1"),
)
COUNT = 2.0  # nulls that reach beyond are counts; the others are shares and AUCs


def by_chance(quantity: str, chance: pd.DataFrame, nothing: str) -> str:
    """The null of a quantity, as the chance table has it: under the published rules if it can be.

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
        What is counted, the null's mean and its 95 %, what this run's own chain gives (its random
        pairings are not those of the replication), p, and how many permutations.

    Examples
    --------
    >>> row = {"profile": "published", "quantity": "differential.n_raw", "what": "URFs below 0.05"}
    >>> row |= {"observed": 8.0, "null_mean": 4.3, "null_low": 0.0, "null_high": 14.0, "p": 0.2}
    >>> by_chance("differential.n", pd.DataFrame([row | {"n_permutations": 1000}]), "-")
    'URFs below 0.05: 4.3 [0.0, 14.0] by chance, 8.0 in this run, p = 0.2 (1,000 permutations)'
    """
    for pattern, template in KEYS:
        if match := re.fullmatch(pattern, quantity):
            rows = chance[chance["quantity"] == match.expand(template)]
            rows = rows.sort_values("profile", ascending=False)  # published before honest
            return _told(rows.iloc[0]) if len(rows) else nothing
    return nothing


def _told(row: pd.Series) -> str:
    reach = max(float(row["null_high"]), float(row["observed"]))
    digits = ".1f" if reach > COUNT else ".3f"
    mean, low, high = (format(float(row[f"null_{end}"]), digits) for end in ("mean", "low", "high"))
    seen = "" if pd.isna(row["observed"]) else f", {float(row['observed']):{digits}} in this run"
    p = "" if pd.isna(row["p"]) else f", p = {float(row['p']):.2g}"
    n = f"{int(row['n_permutations']):,} permutations"
    return f"{row['what']}: {mean} [{low}, {high}] by chance{seen}{p} ({n})"
