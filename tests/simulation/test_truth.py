from pathlib import Path

import pytest

from sonogenomics.errors import StudyError
from sonogenomics.simulation.functions import FUNCTIONS, module
from sonogenomics.simulation.truth import Planted, Truth


def test_the_module_is_read_off_the_functions(truth: Truth) -> None:
    differential, auxiliary = module()
    assert truth.module == {*differential, *auxiliary}
    assert len(truth.module) == 18


def test_links_and_terms_are_counted_by_function(truth: Truth) -> None:
    assert len(truth.links) == sum(len(f.features) * f.n_genes for f in FUNCTIONS)
    assert len(truth.feature_terms) == sum(len(f.features) * len(f.terms) for f in FUNCTIONS)


def test_pairs_by_way_of_her2_are_no_links(truth: Truth) -> None:
    assert ("original_glszm_ZoneEntropy", "ERBB2") in truth.by_way_of_her2
    assert len(truth.by_way_of_her2) == 8 * 5
    assert not truth.by_way_of_her2 & truth.links


def test_what_is_written_is_read_back(truth: Truth, tmp_path: Path) -> None:
    truth.write(tmp_path / "truth.json")
    assert Truth.read(tmp_path / "truth.json") == truth


def test_an_absent_truth_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="run the sources stage"):
        Truth.read(tmp_path / "truth.json")


def test_a_broken_truth_names_its_faults(tmp_path: Path) -> None:
    path = tmp_path / "truth.json"
    path.write_text('{"differential": ["a"], "functions": 3}')
    with pytest.raises(StudyError, match=r"her2_genes"):
        Truth.read(path)


@pytest.fixture
def open_truth() -> Truth:
    """Features a to f: a differs and shows one function, b shows it too, c perhaps, d two."""
    one = Planted(name="one", features=("a", "b", "d"), genes=("G1",), terms=("t1", "t2"))
    two = Planted(
        name="two", features=("d", "e"), genes=("G2",), terms=("t3", "t4", "t5"), undecided=("c",)
    )
    return Truth(
        differential=("a",),
        functions=(one, two),
        her2_genes=("ERBB2",),
        n_features=6,
        n_genes=10,
        n_terms=20,
        undecided=("f",),
    )


def test_features_share_function_by_their_terms(open_truth: Truth) -> None:
    """d has both terms of a; e has none of them, though it shares a function with d."""
    assert open_truth.module == {"a", "b", "d"}


def test_what_may_be_true_is_neither_found_nor_false(open_truth: Truth) -> None:
    assert open_truth.undecided_links == {("c", "G2")}
    assert open_truth.undecided_terms == {("c", "t3"), ("c", "t4"), ("c", "t5")}
    assert open_truth.by_way_of_her2 == {("a", "ERBB2"), ("f", "ERBB2")}
    assert open_truth.undecided_module == {"f"}


def test_a_drawn_table_leaves_nothing_undecided(truth: Truth, tmp_path: Path) -> None:
    assert not truth.undecided_links | truth.undecided_terms
    assert not truth.undecided_module
    truth.write(tmp_path / "truth.json")
    assert "undecided" not in (tmp_path / "truth.json").read_text()


def test_undecided_features_are_read_back(open_truth: Truth, tmp_path: Path) -> None:
    open_truth.write(tmp_path / "truth.json")
    assert Truth.read(tmp_path / "truth.json") == open_truth
