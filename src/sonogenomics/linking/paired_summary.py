"""Paired mode in numbers, for the metrics."""

from collections.abc import Mapping

import pandas as pd

from sonogenomics.linking.paired import PairedLinks
from sonogenomics.linking.paired_chance import Shuffled
from sonogenomics.linking.paired_power import DISCOVERY, EFFECTS
from sonogenomics.linking.paired_replication import Replicated


def summary(
    found: PairedLinks, chance: Shuffled, again: Mapping[str, Replicated], power: pd.DataFrame
) -> dict[str, object]:
    """Sum up one discovery series.

    Parameters
    ----------
    found : PairedLinks
        Its links.
    chance : Shuffled
        What shuffled patients give.
    again : mapping of str to Replicated
        By second cohort.
    power : DataFrame
        From `power_rows`.

    Returns
    -------
    dict
        Numbers and words, nested by what they speak of.
    """
    numbers: dict[str, object] = {
        "n_patients": found.n_patients,
        "n_tests": found.n_tests,
        "n_undefined": found.n_undefined,
        "n_links": len(found.links),
        "n_features_linked": int(found.links["feature"].nunique()),
        "n_genes_linked": int(found.links["gene"].nunique()),
        "null_share": found.null_share,
        "covariates": _covariates(found),
        "second_cohort": ", ".join(again) or "none: everyone took part in discovery",
    }
    if chance.n:
        numbers["chance"] = _chance(chance)
    numbers["power"] = _power(power)
    return numbers | {"replication": {name: _again(one) for name, one in again.items()}}


def _covariates(found: PairedLinks) -> dict[str, object]:
    dropped = [f"{name} ({why})" for name, why in found.design.dropped.items()]
    return {
        "n_columns": len(found.design.columns),
        "columns": ", ".join(found.design.columns) or "none",
        "dropped": ", ".join(dropped) or "none",
        "n_patients_left_out": found.design.n_left_out,
    }


def _chance(chance: Shuffled) -> dict[str, object]:
    return {
        "n_shufflings": chance.n,
        "n_with_any_link": chance.n_with_link,
        "as_strong_per_shuffling": chance.as_strong,
        "as_strong_by_theory": chance.as_strong_by_theory,
        "false_share": chance.false_share,
    }


def _power(power: pd.DataFrame) -> dict[str, object]:
    mine = power[power["cohort"] == DISCOVERY] if len(power) else power
    return {
        str(row["level"]).replace(" ", "_"): {
            name: float(row[name]) for name in ("smallest_r", *EFFECTS)
        }
        for row in mine.to_dict("records")
    }


def _again(one: Replicated) -> dict[str, object]:
    tested = one.links[one.links["p"].notna()]
    same = (tested["r"] * tested["r_discovery"] > 0).sum()
    untested = one.links.loc[one.links["p"].isna(), "untested"].value_counts()
    return {
        "n_patients": one.design.n,
        "n_patients_left_out": one.design.n_left_out,
        "n_carried": len(one.links),
        "n_tested": len(tested),
        "n_untested": {str(why).replace(" ", "_"): int(n) for why, n in untested.items()},
        "n_same_direction": int(same),
        "n_replicated": int(one.links["replicated"].sum()),
        "abs_r_median": _median(tested["r"]),
        "abs_r_discovery_median": _median(tested["r_discovery"]),
    }


def _median(r: pd.Series) -> float | None:
    return float(r.abs().median()) if len(r) else None
