from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sonogenomics.catalog import (
    CALIBRATION,
    CANDIDATES,
    CONFOUNDERS,
    DECISION_CURVE,
    EXPRESSION,
    EXPRESSION_SAMPLES,
    EXPRESSION_SERIES,
    LEARNING_CURVE,
    NESTED,
    NESTED_FOLDS,
    PATIENTS,
    SOURCES,
    URFS,
)
from sonogenomics.compute.shelf import KEPT
from sonogenomics.errors import StudyError
from sonogenomics.params import Params
from sonogenomics.stages import nested as stage
from sonogenomics.stages import sections
from sonogenomics.study import Study
from tests.stages.diagnosed import simple_study, write_inputs

QUICK = {"repeats": 2, "folds": 3, "inner_folds": 2, "trials": 2}
NAMES = ["module-logistic", "study-module", "ridge", "log-ridge", "chosen"]
ASKED = QUICK | {"candidates": NAMES, "learning_candidates": ["ridge"]}
WANTED = ["classifiers", "differential", "association", "enrichment", "modules", "compute"]
PARAMS = Params.load().model_dump()


def run(study: Study | None = None, **changes: object) -> dict[str, Any]:
    """The stage with params.yaml as it stands, but quick."""
    whole = {**PARAMS, "nested": {**PARAMS["nested"], **ASKED, **changes}}
    whole["association"] = {**PARAMS["association"], "min_hits": 2}
    whole["enrichment"] = {**PARAMS["enrichment"], "min_size": 2}
    given = sections(Params.model_validate(whole), ["nested", *WANTED])
    return dict(stage.main(study or simple_study(), 5, **given))  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_inputs()
    EXPRESSION_SAMPLES.write(EXPRESSION_SAMPLES.schema.empty())
    EXPRESSION_SERIES.write(EXPRESSION_SERIES.schema.empty())


def write_series(name: str, *, paired: bool) -> None:
    """Forty samples of thirty genes; where paired, those of the first forty patients."""
    rng = np.random.default_rng(len(name))
    samples = [f"{name}-{i}" for i in range(40)]
    values = rng.standard_normal((30, 40))
    if paired:
        values[:6] += 3 * URFS.read().iloc[:40, 0].to_numpy()
    Path(EXPRESSION.path).mkdir(parents=True, exist_ok=True)
    genes = pd.Index([f"G{i:02}" for i in range(30)], name="gene")
    pd.DataFrame(values, genes, samples).to_parquet(EXPRESSION / f"{name}.parquet")
    sheet = pd.DataFrame({"series": name, "sample": samples, "outcome": np.arange(40) % 2})
    sheet["patient_id"] = [f"P{i:03}" if paired else None for i in range(40)]
    sheet["patient_id"] = sheet["patient_id"].astype("str")
    facts = {"series": name, "role": "discovery", "paired": paired, "platform": "x"}
    facts |= {"scale": "log2", "perturbations": 0 if paired else 10}
    zeros = ("n_unlabelled", "n_probes", "n_without_gene", "n_incomplete")
    counts = {"n_positive": 20, "n_negative": 20, **dict.fromkeys(zeros, 0), "n_genes": 30}
    row = pd.DataFrame([facts | counts])
    for table, rows in ((EXPRESSION_SAMPLES, sheet), (EXPRESSION_SERIES, row)):
        table.write(pd.concat([table.read(), rows], ignore_index=True))


def with_gene_sets() -> Study:
    source = {"origin": {"path": "x"}, "file": "go.gmt", "licence": "none", "citation": "nobody"}
    Path(SOURCES.path).mkdir(parents=True)
    lines = [f"t{k}\t\t" + "\t".join(f"G{i:02}" for i in range(k, 30, 6)) for k in range(6)]
    (SOURCES / "go.gmt").write_text("\n".join(lines))
    described = simple_study().model_dump(exclude_none=True)
    sets = [{"source": "go", "library": "GO"}]
    return Study.model_validate({**described, "sources": {"go": source}, "gene_sets": sets})


def test_every_candidate_is_judged_on_training_patients_alone() -> None:
    metrics = run()
    train = set(PATIENTS.read().query("split == 'train'").index)
    scores = NESTED.read()
    assert set(scores["patient_id"]) == train
    assert scores.groupby(["candidate", "repeat"]).size().unique().tolist() == [len(train)]
    assert sorted(CANDIDATES.read()["candidate"]) == sorted(NAMES)
    assert CANDIDATES.read().query("chosen")["candidate"].tolist() == ["chosen"]
    assert len(NESTED_FOLDS.read()) == len(NAMES) * 6
    assert (metrics["n_patients"], metrics["n_positive"]) == (42, 21)
    assert metrics["linked_by"] == "nothing"
    assert metrics["candidates"]["ridge"]["auc"] == pytest.approx(
        NESTED_FOLDS.read().query("candidate == 'ridge'")["auc"].mean()
    )
    assert not DECISION_CURVE.read().empty
    assert set(CALIBRATION.read()["candidate"]) == set(NAMES)
    assert LEARNING_CURVE.read()["n_train"].tolist() == [8, 14, 20, 28]
    assert CONFOUNDERS.read().empty
    assert not (KEPT / "nested").exists()


def test_what_held_out_patients_are_like_changes_nothing() -> None:
    run(candidates=["module-logistic", "ridge"])
    before = NESTED.read(), NESTED_FOLDS.read()
    urfs, patients = URFS.read(), PATIENTS.read()
    held_out = patients.index[patients["split"] == "test"]
    urfs.loc[held_out] *= 1000
    patients.loc[held_out, "outcome"] = 1 - patients.loc[held_out, "outcome"]
    URFS.write(urfs)
    PATIENTS.write(patients)
    run(candidates=["module-logistic", "ridge"])
    assert before[0].equals(NESTED.read())
    assert before[1].equals(NESTED_FOLDS.read())


def test_genes_of_other_people_choose_the_module_inside_each_fold() -> None:
    write_series("others", paired=False)
    metrics = run(with_gene_sets(), candidates=["study-module", "ridge"])
    assert metrics["linked_by"] == "perturbation"
    assert metrics["n_selections"] == 6 * 3


def test_genes_of_the_same_patients_go_first() -> None:
    write_series("others", paired=False)
    write_series("own", paired=True)
    metrics = run(with_gene_sets(), candidates=["module-logistic", "ridge"])
    assert metrics["linked_by"] == "paired"
    features = NESTED_FOLDS.read().query("candidate == 'module-logistic' and not fell_back")
    assert features["features"].str.contains(URFS.read().columns[0]).all()


def test_sites_are_held_against_the_score() -> None:
    study = simple_study().model_dump(exclude_none=True)
    variable = {"column": "site", "label": "Hospital", "kind": "category"}
    study["patients"]["variables"] = [variable]
    patients = PATIENTS.read()
    patients["site"] = np.where(np.arange(len(patients)) // 2 % 2, "A", "B")
    PATIENTS.write(patients.astype({"site": "str"}))
    metrics = run(Study.model_validate(study), candidates=["ridge"])
    assert CONFOUNDERS.read()["confounder"].tolist() == ["site"]
    assert metrics["honest"] == "ridge"
    scores = NESTED.read().merge(patients["site"], left_on="patient_id", right_index=True)
    counts = scores.groupby(["repeat", "fold", "outcome", "site"]).size()
    assert counts.max() - counts.min() <= 1


def test_a_study_without_urfs_leaves_empty_tables() -> None:
    write_inputs(with_urfs=False)
    assert run()["n_folds"] == 0
    assert all(table.read().empty for table in stage.WRITES)


def test_a_reference_that_is_no_candidate_is_refused() -> None:
    with pytest.raises(StudyError, match=r"nested.reference names ridge, which is none of nested"):
        run(candidates=["module-logistic"])


def test_too_few_patients_for_the_folds_are_told() -> None:
    with pytest.raises(StudyError, match="30 folds need as many positive patients, here 21 of 42"):
        run(folds=30)
