"""Which URFs a classifier sees: the differential ones, the module, or all as the reference."""

from collections.abc import Hashable, Iterable

import pandas as pd

from sonogenomics.errors import StudyError, listed


def feature_sets(
    urfs: Iterable[Hashable], differential: pd.DataFrame, modules: pd.DataFrame
) -> dict[str, list[str]]:
    """Name the features of each set, in the order of the URF table.

    Parameters
    ----------
    urfs : iterable of str
        Columns of the URF table.
    differential : DataFrame
        Index: feature; column `selected`.
    modules : DataFrame
        Column `feature`: members of the URF module.

    Returns
    -------
    dict of str to list of str
        `differential`, `module`, `all`, in that order; a set without features is left out, sets
        that happen to be equal are both kept.

    Raises
    ------
    StudyError
        A set names a feature that the URF table does not hold.

    Examples
    --------
    >>> differential = pd.DataFrame({"selected": [True, False]}, index=["a", "b"])
    >>> feature_sets(["a", "b"], differential, pd.DataFrame({"feature": []}))
    {'differential': ['a'], 'all': ['a', 'b']}
    """
    columns = [str(name) for name in urfs]
    wanted = {
        "differential": set(differential.index[differential["selected"].astype(bool)]),
        "module": set(modules["feature"]),
        "all": set(columns),
    }
    unknown = sorted(set().union(*wanted.values()) - set(columns))
    if unknown:
        raise StudyError(
            f"{listed(unknown)} should be learned from, but the URF table does not hold them: "
            f"run the pipeline from the radiomics stage on."
        )
    chosen = {name: [urf for urf in columns if urf in members] for name, members in wanted.items()}
    return {name: features for name, features in chosen.items() if features}


def sets_of(classifier: str, sets: dict[str, list[str]]) -> dict[str, list[str]]:
    """Name the sets one classifier is tried on.

    Every classifier sees the selected sets. All URFs at once are the reference that a selection has
    to beat, and a plain logistic regression sets it; where nothing was selected, all seven see it.

    Parameters
    ----------
    classifier : str
        One of the seven.
    sets : dict of str to list of str
        From `feature_sets`.

    Returns
    -------
    dict of str to list of str

    Examples
    --------
    >>> sets = {"module": ["a"], "all": ["a", "b"]}
    >>> list(sets_of("logistic", sets)), list(sets_of("forest", sets))
    (['module', 'all'], ['module'])
    >>> list(sets_of("forest", {"all": ["a", "b"]}))
    ['all']
    """
    selected = {name: features for name, features in sets.items() if name != "all"}
    return sets if classifier == "logistic" or not selected else selected
