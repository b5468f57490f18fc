from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sonogenomics.catalog import (
    EXPRESSION,
    EXPRESSION_SAMPLES,
    EXPRESSION_SERIES,
    PATIENTS,
    REPLICATED_EDGES,
    REPLICATED_FEATURES,
    REPLICATED_SCORES,
    REPLICATION,
    SOURCES,
    URFS,
)
from sonogenomics.compute.shelf import KEPT
from sonogenomics.diagnosis.published_rows import NAMELESS
from sonogenomics.errors import StudyError
from sonogenomics.output import whole_file
from sonogenomics.params import Params
from sonogenomics.radiomics.names import PUBLISHED
from sonogenomics.stages import replication as stage
from sonogenomics.stages import sections
from sonogenomics.study import Study
from tests.stages.diagnosed import simple_study, write_inputs

FEATURES = list(PUBLISHED[:5])
WANTED = ["classifiers", "differential", "association", "enrichment", "modules", "compute"]
PARAMS = Params.load().model_dump()
SOURCE = {"licence": "own", "citation": "own"}


def run(study: Study | None = None, **changes: object) -> dict[str, Any]:
    """The stage with params.yaml as it stands, but quick."""
    whole = {**PARAMS, "replication": {**PARAMS["replication"], "n": 4, **changes}}
    whole["classifiers"] = {**PARAMS["classifiers"], "forest": {"trees": 10}}
    whole["association"] = {**PARAMS["association"], "min_hits": 1, "min_hits_validation": 1}
    whole["enrichment"] = {**PARAMS["enrichment"], "min_size": 2, "alpha": 0.9}
    given = sections(Params.model_validate(whole), ["replication", *WANTED])
    return dict(stage.main(study or simple_study(), 5, **given))  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_inputs()
    URFS.write(URFS.read().set_axis(FEATURES, axis=1))
    EXPRESSION_SAMPLES.write(EXPRESSION_SAMPLES.schema.empty())
    EXPRESSION_SERIES.write(EXPRESSION_SERIES.schema.empty())


def with_table(**published: object) -> Study:
    """A study whose table of URFs stands in data/sources, one column of it nameless."""
    urfs = URFS.read().T
    names = [*urfs.columns[:7], "", *urfs.columns[7:]]
    urfs.insert(7, "", 0.25)
    Path(SOURCES.path).mkdir(parents=True)
    with whole_file(SOURCES / "urfs.txt") as path:
        urfs.set_axis(names, axis=1).to_csv(path, sep="\t", index_label="feature")
    layout = {"source": "urfs", "orientation": "features_in_rows", "separator": "tab"}
    source = {"origin": {"path": "urfs.txt"}, "file": "urfs.txt", **SOURCE}
    whole = simple_study().model_dump(exclude_unset=True)
    whole |= {"sources": {"urfs": source}, "urfs": layout, "published": published}
    return Study.model_validate(whole)


def write_series(name: str, role: str) -> None:
    """Forty samples of sixty genes."""
    rng = np.random.default_rng(len(name))
    samples = [f"{name}-{i}" for i in range(40)]
    genes = pd.Index([f"G{i:02}" for i in range(60)], name="gene")
    Path(EXPRESSION.path).mkdir(parents=True, exist_ok=True)
    values = pd.DataFrame(rng.standard_normal((60, 40)), genes, samples)
    values.to_parquet(EXPRESSION / f"{name}.parquet")
    sheet = pd.DataFrame({"series": name, "sample": samples, "outcome": np.arange(40) % 2})
    sheet["patient_id"] = pd.Series([None] * 40, dtype="str")
    facts = {"series": name, "role": role, "paired": False, "platform": "x", "scale": "log2"}
    counts = ("n_unlabelled", "n_probes", "n_without_gene", "n_incomplete", "n_genes")
    facts |= {"perturbations": 5, "n_positive": 20, "n_negative": 20, **dict.fromkeys(counts, 0)}
    for table, rows in ((EXPRESSION_SAMPLES, sheet), (EXPRESSION_SERIES, pd.DataFrame([facts]))):
        table.write(pd.concat([table.read(), rows], ignore_index=True))


def with_genes() -> Study:
    """A study of one series of each role, and a library of six sets."""
    write_series("found", "discovery")
    write_series("seen again", "validation")
    lines = [f"t{t}\t\t" + "\t".join(f"G{10 * t + i:02}" for i in range(10)) for t in range(6)]
    Path(SOURCES.path).mkdir(parents=True)
    (SOURCES / "sets.gmt").write_text("\n".join(lines) + "\n")
    source = {"origin": {"path": "sets.gmt"}, "file": "sets.gmt", **SOURCE}
    whole = simple_study().model_dump(exclude_unset=True)
    whole |= {"sources": {"sets": source}, "gene_sets": [{"source": "sets", "library": "GO"}]}
    return Study.model_validate(whole)


def test_a_study_that_says_nothing_is_run_by_the_same_protocol_on_all_its_patients() -> None:
    metrics = run()
    table = REPLICATION.read()
    features = REPLICATED_FEATURES.read().set_index("feature")
    assert (metrics["n_patients"], metrics["n_train"], metrics["n_test"]) == (60, 42, 18)
    assert (metrics["n_positive"], metrics["n_negative"], metrics["n_splits"]) == (30, 30, 4)
    assert len(table) == 2 * 7 * 4
    assert features.index.tolist() == FEATURES
    assert features["used_differential"].tolist() == features["differential"].tolist()
    assert features.loc[FEATURES[0], "differential"]
    assert REPLICATED_EDGES.read().empty
    assert metrics["n_modelled"] == {"differential": 1, "module": 1}
    best = metrics["module"]["logistic"]["best"]
    scores = REPLICATED_SCORES.read().query("classifier == 'logistic' and feature_set == 'module'")
    assert scores["split"].unique().tolist() == [best["split"]]
    assert not KEPT.exists() or not list(KEPT.rglob("*.npz"))


def test_the_studys_own_rows_and_features_are_modelled() -> None:
    features = {"differential": [FEATURES[1]], "auxiliary": [FEATURES[0], FEATURES[3]]}
    rule = {"nameless": "positive", "left_out": ["P001", "P002"], "n_train": 40}
    metrics = run(with_table(**rule, features=features))
    used = REPLICATED_FEATURES.read().set_index("feature")
    assert (metrics["n_patients"], metrics["n_positive"], metrics["n_test"]) == (59, 30, 19)
    assert used.index[used["used_differential"]].tolist() == [FEATURES[1]]
    assert used.index[used["used_module"]].tolist() == [FEATURES[i] for i in (0, 1, 3)]
    tested = set(REPLICATED_SCORES.read()["patient_id"])
    assert not {"P001", "P002"} & tested
    assert "P000" in tested  # row 1 never trains


def test_the_nameless_patient_is_among_the_rows() -> None:
    run(with_table(nameless="negative", left_out=[f"P{i:03d}" for i in range(7)]))
    scores = REPLICATED_SCORES.read()
    first = scores[scores["patient_id"] == NAMELESS]  # row 1 now, so tested always
    assert first["outcome"].unique().tolist() == [0]
    assert len(first) == 14


def test_genes_of_both_roles_are_linked_on_everyone() -> None:
    study = with_genes()
    metrics = run(study)
    features = REPLICATED_FEATURES.read()
    assert features["positive_specific"].sum() > 0
    assert features["positive_specific_validation"].sum() > 0
    assert features["n_terms"].notna().all()
    edges = REPLICATED_EDGES.read()
    assert len(edges) == metrics["n_differential"] * (len(FEATURES) - 1)
    assert run(study)["module"] == metrics["module"]


def test_a_study_without_urfs_leaves_empty_tables() -> None:
    write_inputs(with_urfs=False)
    assert run() == {"n_patients": 0, "n_splits": 0}
    for table in (REPLICATION, REPLICATED_SCORES, REPLICATED_FEATURES, REPLICATED_EDGES):
        assert table.read().empty


def test_without_a_differential_feature_nothing_is_modelled() -> None:
    urfs = URFS.read()
    rng = np.random.default_rng(4)
    URFS.write(urfs.assign(**{name: rng.permutation(len(urfs)) / 9 for name in FEATURES}))
    metrics = run()
    assert REPLICATED_FEATURES.read()["differential"].sum() == metrics["n_differential"] == 0
    assert metrics["n_splits"] == 0
    assert REPLICATION.read().empty
    assert REPLICATED_SCORES.read().empty


def test_a_study_with_too_few_patients_is_told() -> None:
    patients, urfs = PATIENTS.read(), URFS.read()
    with pytest.raises(StudyError, match=r"224 of 59 rows cannot be learnt from"):
        run(with_table(nameless="positive", left_out=["P001", "P002"], n_train=224))
    assert len(patients) == len(urfs)
