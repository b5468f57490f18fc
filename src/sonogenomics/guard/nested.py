"""The nested score that is quoted beside the held-out one."""

import pandas as pd

FIGURES = ("auc", "auc_low", "auc_high", "sensitivity", "specificity")


def nested_score(
    classifier: str, feature_set: str, candidates: pd.DataFrame
) -> dict[str, object] | None:
    """What the model's procedure is worth when all of it is repeated inside training folds.

    Parameters
    ----------
    classifier, feature_set : str
        Of the model that is packaged.
    candidates : DataFrame
        `catalog.Candidates`.

    Returns
    -------
    dict or None
        Of this classifier on that set, or else of the best classifier on it, or else of the
        procedure that is called honest, whichever was nested: its name, what it is, and AUC with
        its interval. None where nothing was nested.

    Examples
    --------
    >>> table = pd.DataFrame({"candidate": ["ridge", "module"], "what": "w", "auc": [0.75, 0.5],
    ...     "auc_low": 0.25, "auc_high": 1.0, "sensitivity": 0.5, "specificity": 0.5,
    ...     "chosen": [True, False]})
    >>> [nested_score("logistic", name, table)["candidate"] for name in ("module", "all")]
    ['module', 'ridge']
    """
    names = candidates["candidate"]
    fitting = (names == f"{feature_set}-{classifier}", names == feature_set)
    found = [candidates[one] for one in (*fitting, candidates["chosen"].astype(bool)) if one.any()]
    if not found:
        return None
    row = found[0].iloc[0]
    figures = {name: float(row[name]) for name in FIGURES}
    return {"candidate": str(row["candidate"]), "what": str(row["what"]), **figures}
