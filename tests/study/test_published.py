"""What a study says of its own rows, splits and feature sets."""

import pytest
from pydantic import ValidationError

from sonogenomics.radiomics.names import PUBLISHED
from sonogenomics.study import FeatureSets, Published, Study
from tests.pipeline.graph import PROJECT


@pytest.mark.parametrize("name", ["her2", "her2-scanb"])
def test_the_published_study_is_told_in_full(name: str) -> None:
    rule = Study.load(name, PROJECT / "studies").published
    assert (rule.sampler_seed, rule.largest_seed, rule.n_splits) == (1234, 10_000_000, 10_000)
    assert (rule.first_row, rule.n_train) == (2, 224)
    assert (rule.nameless, rule.left_out) == ("positive", ("pos28", "pos71"))
    assert rule.features is not None
    assert (len(rule.features.differential), len(rule.features.module)) == (8, 24)
    assert set(rule.features.module) <= set(PUBLISHED)


def test_a_study_without_the_section_follows_the_same_protocol() -> None:
    rule = Study.load("simulated", PROJECT / "studies").published
    assert rule == Published()
    assert (rule.sampler_seed, rule.first_row, rule.features) == (1234, 2, None)


def test_a_feature_named_twice_is_told() -> None:
    with pytest.raises(ValidationError, match="named twice: a; name each feature once"):
        FeatureSets(differential=("a", "b"), auxiliary=("a",))


def test_feature_sets_need_a_differential_feature() -> None:
    with pytest.raises(ValidationError, match="differential"):
        FeatureSets(differential=(), auxiliary=("a",))


def test_a_seed_that_is_no_whole_number_is_told() -> None:
    with pytest.raises(ValidationError, match="sampler_seed"):
        Published.model_validate({"sampler_seed": "some"})
    with pytest.raises(ValidationError, match="sampler_seed"):
        Published.model_validate({"sampler_seed": 12.5})
