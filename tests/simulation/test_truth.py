from pathlib import Path

import pytest

from sonogenomics.errors import StudyError
from sonogenomics.simulation.functions import FUNCTIONS, module
from sonogenomics.simulation.truth import Truth


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
