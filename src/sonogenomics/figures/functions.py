"""Which gene lists a figure of function stands on, and which features it shows."""

import pandas as pd

from sonogenomics.profiles import Profile

ROLE_WORDS = {
    "discovery": "random pairing with the discovery series",
    "validation": "random pairing with the validation series",
    "paired": "patients whose tumours were also profiled (paired series)",
}


def role_of(enrichment: pd.DataFrame, profile: Profile) -> str:
    """The gene lists that make the module: paired where the profile and the study allow.

    Examples
    --------
    >>> from sonogenomics.profiles import PROFILES
    >>> role_of(pd.DataFrame({"role": ["discovery"]}), PROFILES["honest"])
    'discovery'
    """
    paired = profile.link_by == "paired" and (enrichment["role"] == "paired").any()
    return "paired" if paired else "discovery"


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
