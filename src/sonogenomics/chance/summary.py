"""What chance came to, in the few numbers that stand in metrics.json."""

from collections.abc import Sequence

import pandas as pd

MEANS = ("positive_specific", "expected_positive_specific", "differs", "expected_differs")


def family_in_numbers(tables: Sequence[pd.DataFrame], alpha: float) -> dict[str, object]:
    """How many URFs stay different once all of them are looked at together.

    Parameters
    ----------
    tables : sequence of DataFrame
        Columns of `catalog.FamilyWise`; none where nothing was compared.
    alpha : float
        Level of the family, and of the false discovery rate.

    Returns
    -------
    dict

    Examples
    --------
    >>> table = pd.DataFrame({"p_family": [0.02, 0.3], "fdr": [0.01, 0.04]})
    >>> family_in_numbers([table], 0.05)["family_wise"]
    {'n_by_family': 1, 'n_by_fdr': 2, 'smallest_p_family': 0.02}
    """
    if not tables:
        return {}
    family = pd.concat([*tables])
    return {
        "family_wise": {
            "n_by_family": int((family["p_family"] < alpha).sum()),
            "n_by_fdr": int((family["fdr"] < alpha).sum()),
            "smallest_p_family": float(family["p_family"].min()),
        }
    }


def arms_in_numbers(tables: Sequence[pd.DataFrame]) -> dict[str, object]:
    """Genes of both rules, role by role: mean over URFs, as found and by chance.

    Parameters
    ----------
    tables : sequence of DataFrame
        Columns of `catalog.ArmDifferences`; none where no series was paired at random.

    Returns
    -------
    dict
    """
    if not tables:
        return {}
    means = pd.concat([*tables]).groupby("role")[[*MEANS, "hit_positive", "hit_negative"]].mean()
    return {"arm_differences": {str(role): row.to_dict() for role, row in means.iterrows()}}
