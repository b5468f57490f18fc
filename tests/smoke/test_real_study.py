"""The study her2-scanb on the real files, end to end, as published; `make real` runs it."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sonogenomics.__main__ import STAGES
from tests.smoke.workspace import Workspace, copy_project

pytestmark = [pytest.mark.realrun, pytest.mark.realdata]

PUBLISHED_EIGHT = {
    "original_glszm_SizeZoneNonUniformityNormalized",
    "original_glszm_ZoneEntropy",
    "original_glszm_SizeZoneNonUniformity",
    "original_glszm_SmallAreaEmphasis",
    "original_glszm_SmallAreaHighGrayLevelEmphasis",
    "original_glrlm_ShortRunHighGrayLevelEmphasis",
    "original_glrlm_ShortRunEmphasis",
    "original_glrlm_RunLengthNonUniformityNormalized",
}


@pytest.fixture(scope="session")
def published(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A checkout in which the real study ran under the published profile."""
    changes = {
        "study: simulated": "study: her2-scanb",
        "profile: honest": "profile: published",
        "  n: null  ": "  n: 1200  ",  # the 1,152nd of 10,000 is the best of the module
        "  forest: scikit-learn  ": "  forest: intelex  ",
    }
    workspace = copy_project(tmp_path_factory.mktemp("real") / "project", changes)
    # A proxy that is not there: whatever would reach for the internet fails.
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setenv("SONOGENOMICS_MIRROR", str(mirror))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    done = workspace.run("python", "-m", "sonogenomics", "repro")
    monkeypatch.undo()
    print(done.stdout)
    return workspace


def table(workspace: Workspace, path: str) -> pd.DataFrame:
    return pd.read_parquet(workspace.folder / "data" / path)


def metrics(workspace: Workspace, stage: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (workspace.folder / "reports" / stage / "metrics.json").read_text()
    )
    return found


def test_every_stage_ran_on_the_real_files(published: Workspace) -> None:
    reports = published.folder / "reports"
    assert [s for s in STAGES if not list((reports / s).rglob("metrics.json"))] == []


def test_the_papers_auc_comes_out_of_its_own_rows_and_splits(published: Workspace) -> None:
    found = metrics(published, "replication")
    assert (found["n_patients"], found["n_positive"], found["n_train"]) == (320, 145, 224)
    assert found["n_differential"] == 8
    assert found["n_modelled"] == {"differential": 8, "module": 24}
    few, module = (found[name]["logistic"]["best"] for name in ("differential", "module"))
    assert (few["split"], round(few["auc"], 3)) == (11, 0.715)
    assert (module["split"], round(module["auc"], 3)) == (1152, 0.808)


def test_the_cohort_is_that_of_the_published_table(published: Workspace) -> None:
    patients = table(published, "cohort/patients.parquet")
    assert patients["outcome"].value_counts().to_dict() == {1: 146, 0: 175}
    flow = table(published, "cohort/flow.parquet")
    assert flow["n_excluded"].sum() == 1  # the column without a patient's name


def test_exactly_the_published_eight_features_differ(published: Workspace) -> None:
    differential = table(published, "radiomics/differential.parquet")
    assert set(differential.index[differential["selected"]]) == PUBLISHED_EIGHT
    smallest = differential["p"].nsmallest(3).to_list()
    assert smallest == pytest.approx([3.79e-4, 4.62e-4, 1.55e-3], rel=5e-3)
    assert (differential["p_bh"] < 0.05).sum() == 3


def test_the_series_are_those_of_the_real_files(published: Workspace) -> None:
    series = table(published, "genomics/series.parquet").set_index("series")
    arms = series[["n_positive", "n_negative", "n_unlabelled"]].T.to_dict("list")
    assert arms == {"gse96058": [42, 343, 15], "expo-gpl570": [61, 166, 126]}
    assert series.loc["gse96058", "n_genes"] == 10_000
    assert series.loc["gse96058", "perturbations"] == 75


def test_every_gene_count_stands_beside_its_chance(published: Workspace) -> None:
    counts = table(published, "linking/association_counts.parquet")
    assert counts["feature"].nunique() == 86
    assert (counts["expected_positive_specific"] > 0).all()
    discovery = counts[counts["role"] == "discovery"]
    ratio = discovery["positive_specific"].mean() / discovery["expected_positive_specific"].mean()
    assert 0.5 < ratio < 2  # random pairing: what is counted is what chance gives


def test_the_module_holds_the_differential_features(published: Workspace) -> None:
    module = table(published, "linking/modules.parquet")
    assert set(module.loc[module["kind"] == "differential", "feature"]) == PUBLISHED_EIGHT


def test_seven_classifiers_are_compared_and_one_is_served(published: Workspace) -> None:
    ranking = table(published, "diagnosis/ranking.parquet")
    assert ranking["classifier"].nunique() == 7
    assert ranking["champion"].sum() == 1
    assert (published.folder / "models" / "servable" / "model.skops").is_file()
    assert 0 <= metrics(published, "validation")["served"]["auc"] <= 1
