import numpy as np
import pandas as pd
from scipy import stats

from sonogenomics.simulation.patients import imaged, modelled, patients
from sonogenomics.simulation.settings import Settings
from tests.simulation.analysis import included_her2


def test_every_step_of_the_flow_loses_a_few(patients: pd.DataFrame) -> None:
    lost = {
        "pathology": (patients["pathology"] == "fibroadenoma").sum(),
        "treatment": (patients["prior_treatment"] != "untreated").sum(),
        "biopsy": (patients["ultrasound_before_biopsy"] == "no").sum(),
        "visible": (patients["lesion_visible"] == "no").sum(),
        "quality": (patients["image_quality"] == "poor").sum(),
        "record": (patients["clinical_record"] == "incomplete").sum(),
        "her2": ((patients["ihc"] == "2+") & (patients["fish"] == "")).sum(),
    }
    assert all(2 <= count <= 12 for count in lost.values()), lost
    assert len(patients) - sum(lost.values()) == modelled(patients).sum()  # one reason each


def test_about_260_patients_are_modelled_and_45_percent_are_positive(
    patients: pd.DataFrame,
) -> None:
    her2 = included_her2(patients)
    assert 250 <= len(her2) <= 270
    assert 0.4 <= her2.mean() <= 0.5


def test_the_assays_agree_with_what_the_tumour_is(settings: Settings) -> None:
    table, truly = patients(settings, np.random.default_rng(4))
    told = included_her2(table)
    pd.testing.assert_series_equal(told, truly[told.index], check_names=False)


def test_the_modelled_are_those_whom_the_protocol_includes(patients: pd.DataFrame) -> None:
    kept = patients.loc[modelled(patients), "patient_id"]
    assert kept.tolist() == included_her2(patients).index.tolist()


def test_fish_is_told_only_where_ihc_is_equivocal(patients: pd.DataFrame) -> None:
    assert set(patients["ihc"]) == {"0", "1+", "2+", "3+"}
    assert set(patients.loc[patients["ihc"] != "2+", "fish"]) == {""}
    assert {"positive", "negative"} <= set(patients["fish"])


def test_no_clinical_variable_depends_on_her2() -> None:
    """Over 20 hospitals the p-values of a chi-square on stage are uniform, not small."""
    p = []
    for seed in range(20):
        table, her2 = patients(Settings(seed=seed, n_patients=400), np.random.default_rng(seed))
        counts = pd.crosstab(table["t"], her2.to_numpy())
        p.append(stats.chi2_contingency(counts).pvalue)
    assert stats.kstest(p, "uniform").pvalue > 0.01


def test_patients_without_a_usable_image_are_told_apart(patients: pd.DataFrame) -> None:
    without = patients[~imaged(patients)]
    assert 0 < len(without) < 20
    assert set(without["image_quality"]) | set(without["lesion_visible"]) >= {"poor", "no"}
