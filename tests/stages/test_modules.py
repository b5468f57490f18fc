from pathlib import Path

import pandas as pd
import pytest

from sonogenomics.catalog import DIFFERENTIAL, ENRICHMENT, MODULES, SIMILARITY
from sonogenomics.params.genes import Modules
from sonogenomics.profiles import PROFILES
from sonogenomics.stages import modules as stage

SETTINGS = Modules(min_overlap=0.6)
FEATURES = ["original_a", "original_b", "original_c", "original_z"]


def enriched(role: str, terms: dict[str, str]) -> pd.DataFrame:
    rows = [(feature, term) for feature, letters in terms.items() for term in letters]
    counts = {"n_overlap": 5, "n_list": 9, "n_set": 12, "n_universe": 99}
    values = {"p": 0.001, "p_bh": 0.01, "enriched": True}
    table = pd.DataFrame(rows, columns=["feature", "term"])
    return table.assign(role=role, library="GO", **counts, **values)


@pytest.fixture(autouse=True)
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_differential([True, False, False, False])
    discovery = enriched(
        "discovery", {"original_a": "12345", "original_b": "12389", "original_c": "6789"}
    )
    unsure = enriched("discovery", {"original_c": "12345"}).assign(enriched=False)
    validation = enriched("validation", {"original_a": "12", "original_b": "7"})
    ENRICHMENT.write(pd.concat([discovery, unsure, validation], ignore_index=True))


def write_differential(selected: list[bool]) -> None:
    index = pd.Index(FEATURES, name="feature")
    numbers = {"u": 1.0, "p": 0.5, "p_bh": 0.5, "rank_biserial": 0.0, "fold_change": 1.0}
    counts = {"n_positive": 5, "n_negative": 5, "selected": selected}
    DIFFERENTIAL.write(pd.DataFrame(numbers | counts, index))


def test_the_module_is_the_differential_feature_and_what_shares_its_enriched_terms() -> None:
    metrics = stage.main(PROFILES["honest"], SETTINGS)
    members = MODULES.read()
    assert members[["feature", "kind", "n_terms"]].to_numpy().tolist() == [
        ["original_a", "differential", 5],
        ["original_b", "auxiliary", 5],
    ]
    assert metrics["linked_by"] == "discovery"
    assert (metrics["n_differential"], metrics["n_auxiliary"]) == (1, 1)
    assert metrics["largest_overlap"] == 0.6
    assert metrics["agreement_of_roles_median"] == 0.0  # 1.0, 0.0 and none in validation


def test_similarity_holds_every_pair_of_every_role() -> None:
    stage.main(PROFILES["honest"], SETTINGS)
    table = SIMILARITY.read()
    assert table.groupby("role").size().to_dict() == {"discovery": 6, "validation": 6}


def test_paired_lists_make_the_module_where_the_profile_asks_for_them() -> None:
    paired = enriched("paired", {"original_a": "12", "original_z": "1"})
    ENRICHMENT.write(pd.concat([ENRICHMENT.read(), paired], ignore_index=True))
    joined = {}
    for name in ("honest", "published"):
        stage.main(PROFILES[name], SETTINGS)
        joined[name] = MODULES.read()["feature"].tolist()
    assert joined == {
        "honest": ["original_a", "original_z"],
        "published": ["original_a", "original_b"],
    }


def test_without_a_differential_feature_the_module_is_empty() -> None:
    write_differential([False] * 4)
    metrics = stage.main(PROFILES["honest"], SETTINGS)
    assert MODULES.read().empty
    assert metrics["n_module"] == 0


def test_without_enrichment_the_module_is_the_differential_features() -> None:
    ENRICHMENT.write(ENRICHMENT.schema.empty())
    stage.main(PROFILES["honest"], SETTINGS)
    assert MODULES.read()["feature"].tolist() == ["original_a"]
    assert SIMILARITY.read().empty


def test_a_study_without_urfs_leaves_empty_tables() -> None:
    ENRICHMENT.write(ENRICHMENT.schema.empty())
    DIFFERENTIAL.write(DIFFERENTIAL.read().iloc[:0])
    stage.main(PROFILES["honest"], SETTINGS)
    assert MODULES.read().empty
