import pandas as pd
import pytest

from sonogenomics.diagnosis.quoted import quoted


def _splits(classifier: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "classifier": classifier,
            "feature_set": "module",
            "split": [3, 1, 2, 4],
            "auc": [0.9, 0.6, 0.7, 0.4],
            "auc_calls": [0.5, 0.8, 0.8, 0.45],
        }
    )


def test_splits_are_ranked_by_hard_calls_and_the_first_of_equals_is_quoted() -> None:
    row = quoted(_splits("logistic")).iloc[0]
    assert (row["split"], row["quoted"], row["measure"]) == (1, 0.6, "auc")
    assert row["median"] == pytest.approx(0.65)
    assert row["share_of_chance"] == 0.25


def test_classifiers_drawn_with_hard_calls_are_quoted_with_them() -> None:
    row = quoted(_splits("forest")).iloc[0]
    assert (row["split"], row["quoted"], row["measure"]) == (1, 0.8, "auc_calls")
    assert row["share_of_chance"] == 0.5


def test_every_classifier_and_set_has_its_row() -> None:
    both = pd.concat([_splits("forest"), _splits("tree").assign(feature_set="differential")])
    assert quoted(both.reset_index(drop=True))[
        ["feature_set", "classifier"]
    ].to_numpy().tolist() == [
        ["module", "forest"],
        ["differential", "tree"],
    ]


def test_no_splits_give_an_empty_table() -> None:
    assert quoted(_splits("tree").iloc[:0]).empty
