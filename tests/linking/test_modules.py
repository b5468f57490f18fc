import pandas as pd
import pytest

from sonogenomics.linking.modules import linking_role, module, network
from sonogenomics.profiles import PROFILES

PAIRS = pd.DataFrame(
    [
        ("d1", "d2", 9, 0.9),
        ("a", "d1", 3, 0.6),  # exactly at the edge
        ("a", "d2", 3, 0.5),
        ("b", "d1", 8, 0.8),  # two differential features at the same overlap
        ("b", "d2", 8, 0.8),
        ("c", "d1", 1, 0.599),
        ("a", "c", 9, 1.0),  # neither is differential
        ("d1", "e", 0, 0.0),
    ],
    columns=["feature_a", "feature_b", "n_shared", "overlap"],
)
N_TERMS = pd.Series({"a": 5, "b": 10, "c": 9, "d1": 20, "d2": 10})


def test_a_feature_joins_the_differential_one_it_overlaps_most() -> None:
    found = module(["d2", "d1"], PAIRS, N_TERMS, 0.6)
    assert found["feature"].tolist() == ["d1", "d2", "b", "a"]
    assert found["kind"].tolist() == ["differential"] * 2 + ["auxiliary"] * 2
    assert found["joined_to"].tolist()[2:] == ["d1", "d1"]  # a tie goes to the alphabet
    assert found["overlap"].tolist()[2:] == [0.8, 0.6]
    assert found["joined_to"].isna().tolist() == [True, True, False, False]
    assert found["n_terms"].tolist() == [20, 10, 10, 5]


def test_a_feature_without_terms_joins_no_module() -> None:
    found = module(["d1"], PAIRS, N_TERMS, min_overlap=0.0)
    assert "e" not in set(found["feature"])
    assert set(found["feature"]) == {"d1", "d2", "a", "b", "c"}


def test_without_a_differential_feature_the_module_is_empty() -> None:
    assert module([], PAIRS, N_TERMS, 0.6).empty


def test_without_any_function_the_module_is_the_differential_features() -> None:
    found = module(["d1", "d2"], PAIRS.iloc[:0], pd.Series(dtype=int), 0.6)
    assert found["feature"].tolist() == ["d1", "d2"]
    assert found["n_terms"].tolist() == [0, 0]


def test_the_network_joins_members_of_which_one_is_differential() -> None:
    found = module(["d1", "d2"], PAIRS, N_TERMS, 0.6)
    graph = network(found, PAIRS, 0.6)
    assert graph.nodes["b"] == {"kind": "auxiliary", "n_terms": 10}
    assert {(*edge, graph.edges[edge]["overlap"]) for edge in graph.edges} == {
        ("d1", "d2", 0.9),
        ("d1", "b", 0.8),
        ("d2", "b", 0.8),
        ("d1", "a", 0.6),
    }


@pytest.mark.parametrize(
    ("profile", "roles", "role"),
    [
        ("honest", ["discovery", "paired"], "paired"),
        ("honest", ["discovery", "validation"], "discovery"),
        ("published", ["discovery", "paired"], "discovery"),
        ("honest", [], "discovery"),
    ],
)
def test_paired_lists_go_first_where_the_profile_and_the_study_allow(
    profile: str, roles: list[str], role: str
) -> None:
    enrichment = pd.DataFrame({"role": pd.Series(roles, dtype="str")})
    assert linking_role(enrichment, PROFILES[profile]) == role
