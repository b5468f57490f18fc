from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sonogenomics.catalog import (
    ASSOCIATION,
    ASSOCIATION_COUNTS,
    EXPRESSION,
    EXPRESSION_SAMPLES,
    EXPRESSION_SERIES,
    FOREMOST,
    PAIRED,
    PAIRED_POWER,
    PAIRED_REPLICATION,
    PATIENTS,
    URFS,
)
from sonogenomics.errors import StudyError
from sonogenomics.params.genes import Association
from sonogenomics.profiles import PROFILES
from sonogenomics.stages import association as stage

SETTINGS = Association(
    alpha=0.05,
    min_abs_r=0.3,
    min_hits=2,
    min_hits_validation=1,
    fdr=0.05,
    transform="none",
    covariates=(),
    permutations=10,
)
HONEST = PROFILES["honest"]


def write_series(name: str, role: str, perturbations: int, *, paired: bool) -> None:
    """Forty samples, half positive; where paired, those of patients 0-39 with one planted link."""
    rng = np.random.default_rng(len(name))
    samples = [f"{name}-{i}" for i in range(40)]
    values = rng.standard_normal((30, 40))
    if paired:
        values[7] += 3 * URFS.read()["original_f1"].to_numpy()[:40]
    genes = pd.Index([f"G{i:02}" for i in range(30)], name="gene")
    Path(EXPRESSION.path).mkdir(parents=True, exist_ok=True)
    pd.DataFrame(values, genes, samples).to_parquet(EXPRESSION / f"{name}.parquet")
    sheet = pd.DataFrame({"series": name, "sample": samples, "outcome": np.arange(40) % 2})
    sheet["patient_id"] = [f"P{i:02}" if paired else None for i in range(40)]
    sheet["patient_id"] = sheet["patient_id"].astype("str")
    facts = {"series": name, "role": role, "paired": paired, "platform": "x", "scale": "log2"}
    counts = {"perturbations": perturbations, "n_positive": 20, "n_negative": 20}
    zeros = dict.fromkeys(("n_unlabelled", "n_probes", "n_without_gene", "n_incomplete"), 0)
    row = pd.DataFrame([facts | counts | zeros | {"n_genes": 30}])
    for table, rows in ((EXPRESSION_SAMPLES, sheet), (EXPRESSION_SERIES, row)):
        table.write(pd.concat([table.read(), rows], ignore_index=True))


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(1)
    index = pd.Index([f"P{i:02}" for i in range(60)], name="patient_id")
    split = ["train"] * 45 + ["test"] * 15
    PATIENTS.write(pd.DataFrame({"outcome": np.arange(60) % 2, "split": split}, index))
    names = [f"original_f{i}" for i in range(4)]
    URFS.write(pd.DataFrame(rng.standard_normal((60, 4)), index, names))
    EXPRESSION_SAMPLES.write(EXPRESSION_SAMPLES.schema.empty())
    EXPRESSION_SERIES.write(EXPRESSION_SERIES.schema.empty())


def found(metrics: object, *path: str) -> object:
    for key in path:
        assert isinstance(metrics, dict)
        metrics = metrics[key]
    return metrics


@pytest.mark.usefixtures("study")
def test_each_role_is_counted_beside_its_chance() -> None:
    write_series("first", "discovery", 10, paired=False)
    write_series("second", "discovery", 10, paired=False)
    write_series("third", "validation", 5, paired=False)
    metrics = stage.main(HONEST, 1, SETTINGS)
    assert found(metrics, "discovery", "n_perturbations") == 20
    assert found(metrics, "validation", "n_perturbations") == 5
    counts = ASSOCIATION_COUNTS.read()
    assert counts.groupby("role").size().to_dict() == {"discovery": 4, "validation": 4}
    assert (counts["expected_positive_specific"] > 0).all()
    specific = ASSOCIATION.read().groupby(["role", "feature"])["positive_specific"].sum()
    assert specific.to_list() == counts["positive_specific"].to_list()
    assert set(FOREMOST.read()["gene"]) <= set(ASSOCIATION.read()["gene"])
    assert len(FOREMOST.read()) <= 2 * 25 * 4
    assert PAIRED.read().empty


@pytest.mark.usefixtures("study")
def test_a_planted_link_is_found_where_patients_are_shared() -> None:
    write_series("shared", "discovery", 0, paired=True)
    metrics = stage.main(HONEST, 1, SETTINGS)
    assert found(metrics, "paired", "shared", "n_patients") == 40
    links = PAIRED.read()[["series", "feature", "gene"]].to_numpy().tolist()
    assert ["shared", "original_f1", "G07"] in links
    assert ASSOCIATION.read().empty
    assert ASSOCIATION_COUNTS.read().empty
    assert FOREMOST.read().empty


@pytest.mark.usefixtures("study")
def test_links_are_met_again_in_held_out_patients_who_had_no_part_in_finding_them() -> None:
    write_series("shared", "discovery", 0, paired=True)
    PATIENTS.write(PATIENTS.read().assign(split=["train"] * 25 + ["test"] * 35))
    metrics = stage.main(HONEST, 1, SETTINGS)
    assert found(metrics, "paired", "shared", "n_patients") == 25
    assert found(metrics, "paired", "shared", "replication", "held-out", "n_patients") == 15
    again = PAIRED_REPLICATION.read().set_index(["feature", "gene"])
    assert again.loc[("original_f1", "G07"), "replicated"]
    assert set(PAIRED_POWER.read()["cohort"]) == {"discovery", "held-out"}
    everyone = replace(HONEST, select_on="everyone")
    metrics = stage.main(everyone, 1, SETTINGS)
    assert found(metrics, "paired", "shared", "n_patients") == 40
    assert PAIRED_REPLICATION.read().empty


@pytest.mark.usefixtures("study")
def test_covariates_come_from_the_patients() -> None:
    write_series("shared", "discovery", 0, paired=True)
    age = np.random.default_rng(3).normal(55, 9, 60)
    age[2] = np.nan
    PATIENTS.write(PATIENTS.read().assign(age=age))
    metrics = stage.main(HONEST, 1, SETTINGS.model_copy(update={"covariates": ("age", "outcome")}))
    assert found(metrics, "paired", "shared", "n_patients") == 39
    assert found(metrics, "paired", "shared", "covariates", "columns") == "age, outcome"
    with pytest.raises(StudyError, match="names stage, of which nothing is known"):
        stage.main(HONEST, 1, SETTINGS.model_copy(update={"covariates": ("stage",)}))


@pytest.mark.usefixtures("study")
def test_shufflings_and_normal_scores_are_as_asked() -> None:
    write_series("shared", "discovery", 0, paired=True)
    settings = SETTINGS.model_copy(update={"transform": "normal_scores", "permutations": 4})
    by_rank = stage.main(HONEST, 1, settings)
    assert found(by_rank, "paired", "shared", "chance", "n_shufflings") == 4
    ranked = PAIRED.read()
    stage.main(HONEST, 1, SETTINGS)
    assert not ranked.equals(PAIRED.read())


@pytest.mark.usefixtures("study")
def test_held_out_patients_take_part_only_where_the_profile_lets_them() -> None:
    write_series("series", "discovery", 3, paired=False)
    honest = stage.main(HONEST, 1, SETTINGS)
    assert found(honest, "discovery", "pairs", "series") == {"positive": 20, "negative": 20}
    PATIENTS.write(PATIENTS.read().assign(split=["train"] * 25 + ["test"] * 35))
    honest = stage.main(HONEST, 1, SETTINGS)
    assert found(honest, "discovery", "pairs", "series") == {"positive": 12, "negative": 13}
    everyone = stage.main(replace(HONEST, select_on="everyone"), 1, SETTINGS)
    assert found(everyone, "discovery", "pairs", "series") == {"positive": 20, "negative": 20}


@pytest.mark.usefixtures("study")
def test_any_number_of_workers_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    write_series("series", "discovery", 8, paired=True)
    written = []
    for n in ("1", "2"):
        monkeypatch.setenv("SONOGENOMICS_WORKERS", n)
        stage.main(HONEST, 1, SETTINGS)
        written.append([Path(table.path).read_bytes() for table in stage.WRITES])
    assert written[0] == written[1]


@pytest.mark.usefixtures("study")
def test_a_study_without_expression_leaves_empty_tables() -> None:
    metrics = stage.main(HONEST, 1, SETTINGS)
    assert metrics == {"n_features": 4, "n_series": 0}
    assert all(table.read().empty for table in stage.WRITES)


@pytest.mark.usefixtures("study")
def test_a_study_without_urfs_leaves_empty_tables() -> None:
    write_series("series", "discovery", 3, paired=False)
    URFS.write(URFS.read().iloc[:0, :0])
    metrics = stage.main(HONEST, 1, SETTINGS)
    assert metrics == {"n_features": 0, "n_series": 1}
    assert all(table.read().empty for table in stage.WRITES)
