"""The small tables that `dvc plots` draws."""

import numpy as np
import pandas as pd

from sonogenomics.headline.curves import auc_quantiles, calibration, nulls


def test_the_spread_of_auc_is_that_of_numpy_and_counts_what_chance_would_give() -> None:
    aucs = [0.4, 0.5, 0.6, 0.7, 0.8, np.nan]
    frame = pd.DataFrame({"classifier": "svm", "feature_set": "module", "auc": aucs})
    row = auc_quantiles(frame).iloc[0]
    known = np.quantile(aucs[:-1], [0.025, 0.25, 0.5, 0.75, 0.975])
    assert list(row[["low", "lower", "median", "upper", "high"]]) == list(known)
    assert row["by_chance"] == 0.4


def test_only_the_procedure_called_honest_is_calibrated() -> None:
    groups = pd.DataFrame(
        {"candidate": ["a", "b"], "predicted": 0.5, "observed": [0.4, 0.6], "low": 0, "high": 1}
    ).assign(n=10)
    candidates = pd.DataFrame({"candidate": ["a", "b"], "chosen": [False, True]})
    assert calibration(groups, candidates)["observed"].tolist() == [0.6]


def test_each_null_ends_with_what_was_observed() -> None:
    chance = pd.DataFrame(
        [
            ("honest.module.n_members", "honest", 70.0),
            ("honest.module.largest_overlap", "honest", 1.0),
            ("honest.classifier.auc_mean.module", "honest", np.nan),
        ],
        columns=["claim", "profile", "observed"],
    )
    drawn = pd.DataFrame({"claim": "honest.module.n_members", "value": [41.0, 44.0]})
    made = nulls(chance, drawn)
    assert set(made["claim"]) == {"URFs in the module (honest)"}
    assert made["kind"].tolist() == ["by chance", "by chance", "observed"]
    assert made["value"].tolist() == [41.0, 44.0, 70.0]


def test_a_run_without_claims_has_an_empty_table() -> None:
    empty = pd.DataFrame(columns=["claim", "profile", "observed"])
    made = nulls(empty, pd.DataFrame(columns=["claim", "value"]))
    assert list(made) == ["claim", "kind", "value"]
    assert made.empty
