from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import RepeatedStratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sonogenomics.simulation.recovery import recovery
from sonogenomics.simulation.truth import Planted, Truth
from tests.simulation.analysis import Findings, analyse, included_her2, overlap


@pytest.fixture(scope="module")
def findings(simulated: Path, patients: pd.DataFrame) -> Findings:
    return analyse(simulated, patients, np.random.default_rng(0))


@pytest.fixture(scope="module")
def recovered(truth: Truth, findings: Findings) -> pd.DataFrame:
    return recovery(truth, **vars(findings)).set_index("kind")


def test_a_textbook_analysis_finds_most_differential_features(recovered: pd.DataFrame) -> None:
    row = recovered.loc["differential features"]
    assert row["planted"] == 8
    assert row["sensitivity"] >= 0.6
    assert row["false"] <= 2


def test_a_textbook_analysis_finds_the_links_at_the_promised_error(
    recovered: pd.DataFrame,
) -> None:
    row = recovered.loc["feature-gene links"]
    assert row["sensitivity"] > 0.9
    assert row["false_discovery_proportion"] < 0.12  # BH promises 5 % on average
    assert row["found"] > 50 * row["found_by_chance"]


def test_a_textbook_analysis_finds_the_functions(recovered: pd.DataFrame) -> None:
    row = recovered.loc["feature functions"]
    assert row["sensitivity"] > 0.9
    assert row["false_discovery_proportion"] < 0.15


def test_a_textbook_analysis_finds_the_module(recovered: pd.DataFrame) -> None:
    row = recovered.loc["module members"]
    assert row["sensitivity"] >= 0.7
    assert row["false"] <= 3


def test_features_of_one_function_share_at_least_six_terms_in_ten(
    truth: Truth, findings: Findings
) -> None:
    enriched = findings.enrichment[findings.enrichment["enriched"]]
    terms = {str(name): set(group) for name, group in enriched.groupby("feature")["term"]}
    for function in truth.functions:
        first, *others = function.features
        assert all(overlap(terms[first], terms[other]) >= 0.6 for other in others)


def test_an_honest_classifier_reaches_a_moderate_auc(
    simulated: Path, patients: pd.DataFrame, truth: Truth
) -> None:
    her2 = included_her2(patients)
    urfs = pd.read_csv(simulated / "urfs.csv", index_col=0).loc[her2.index]
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    folds = RepeatedStratifiedKFold(n_splits=5, n_repeats=4, random_state=0)
    x = urfs[list(truth.differential)]
    auc = cross_val_score(model, x, her2, cv=folds, scoring="roc_auc").mean()
    assert 0.68 < auc < 0.82


def _frames(truth: Truth) -> dict[str, pd.DataFrame]:
    """Six of eight features, one false; three links, one false, one by way of HER2; and so on."""
    real = list(truth.differential[:6])
    links = sorted(truth.links)[:3]
    terms = sorted(truth.feature_terms)[:4]
    via_her2 = (truth.differential[0], "ERBB2")
    wrong = "original_firstorder_Mean"
    return {
        "differential": pd.DataFrame(
            {"selected": [True] * 7 + [False]}, index=[*real, wrong, "original_glcm_Id"]
        ),
        "paired": pd.DataFrame([*links, via_her2, (wrong, "HLA-A")], columns=["feature", "gene"]),
        "enrichment": pd.DataFrame(
            [
                *(("paired", *pair, True) for pair in terms),
                ("paired", wrong, "angiogenesis", True),
                ("paired", wrong, "spindle", False),  # not enriched
                ("discovery", wrong, "spindle", True),  # random pairing
            ],
            columns=["role", "feature", "term", "enriched"],
        ),
        "modules": pd.DataFrame({"feature": [*real, wrong]}),
    }


def test_each_kind_is_counted_as_on_paper(truth: Truth) -> None:
    rows = recovery(truth, **_frames(truth)).set_index("kind")
    counts = rows[["planted", "found", "missed", "false"]].to_numpy().tolist()
    assert counts == [[8, 6, 2, 1], [738, 3, 735, 1], [84, 4, 80, 1], [18, 6, 12, 1]]
    assert rows["sensitivity"].tolist() == pytest.approx([6 / 8, 3 / 738, 4 / 84, 6 / 18])
    proportions = rows["false_discovery_proportion"].tolist()
    assert proportions == pytest.approx([1 / 7, 1 / 4, 1 / 5, 1 / 7])
    # seven of 86 drawn blindly would hit 7 x 8 / 86 of the eight
    assert rows.loc["differential features", "found_by_chance"] == pytest.approx(0.651163, abs=1e-6)


def test_links_met_again_in_a_second_cohort_have_their_own_row(truth: Truth) -> None:
    links = sorted(truth.links)[:3]
    wrong, via_her2 = ("original_firstorder_Mean", "HLA-A"), (truth.differential[0], "ERBB2")
    carried = pd.DataFrame([*links, via_her2, wrong], columns=["feature", "gene"])
    again = carried.assign(replicated=[True, True, False, True, False])
    rows = recovery(truth, **_frames(truth), replication=again)
    assert rows["kind"].tolist()[1:3] == ["feature-gene links", "links replicated"]
    row = rows[rows["kind"] == "links replicated"]
    counts = row[["planted", "found", "missed", "false", "undecided"]].to_numpy().tolist()
    assert counts == [[738, 2, 736, 0, 1]]
    without = recovery(truth, **_frames(truth), replication=again.iloc[:0])
    assert "links replicated" not in set(without["kind"])


def test_nothing_found_is_nothing_false(truth: Truth) -> None:
    nothing = {name: frame.iloc[:0] for name, frame in _frames(truth).items()}
    rows = recovery(truth, **nothing)
    assert rows["found"].sum() == rows["false"].sum() == 0
    assert (rows["missed"] == rows["planted"]).all()
    assert rows["false_discovery_proportion"].isna().all()


def test_undecided_findings_are_left_aside_and_counted() -> None:
    f = Planted(name="f", features=("a",), genes=("G1",), terms=("t1",), undecided=("b",))
    truth = Truth(
        differential=("a",),
        functions=(f,),
        her2_genes=("ERBB2",),
        n_features=5,
        n_genes=10,
        n_terms=4,
        undecided=("b",),
    )
    rows = recovery(
        truth,
        differential=pd.DataFrame({"selected": True}, index=["a", "b", "c"]),
        paired=pd.DataFrame(
            [("a", "G1"), ("b", "G1"), ("b", "ERBB2"), ("c", "G1")], columns=["feature", "gene"]
        ),
        enrichment=pd.DataFrame(
            [("paired", "a", "t1", True), ("paired", "b", "t1", True)],
            columns=["role", "feature", "term", "enriched"],
        ),
        modules=pd.DataFrame({"feature": ["a", "b"]}),
    ).set_index("kind")
    counts = rows[["planted", "found", "missed", "false", "undecided"]].to_numpy().tolist()
    assert counts == [[1, 1, 0, 1, 1], [1, 1, 0, 1, 2], [1, 1, 0, 0, 1], [1, 1, 0, 0, 1]]
    # two claims left of four candidates, one of them planted
    assert rows.loc["differential features", "found_by_chance"] == pytest.approx(2 / 4)


def test_where_nothing_is_planted_there_is_no_sensitivity(truth: Truth) -> None:
    empty = truth.model_copy(update={"differential": ()})
    frames = _frames(truth)
    row = recovery(empty, **frames).set_index("kind").loc["differential features"]
    assert (row["planted"], row["found"], row["false"]) == (0, 0, 7)
    assert pd.isna(row["sensitivity"])
