"""All claims of a study: what is asked, what is not, and that equal seeds give equal numbers."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from numpy.typing import NDArray

from sonogenomics.catalog.chance import ArmDifferences, Chance, FamilyWise, Nulls
from sonogenomics.chance import study as module
from sonogenomics.chance.claims import chance_rows, null_rows
from sonogenomics.chance.given import Given
from sonogenomics.chance.link_null import LinkNull, link_nulls
from sonogenomics.chance.study import link_task, most_folds, study_chance
from sonogenomics.compute.spread import Plan, spread
from tests.chance.studies import FEATURES, Truth, asked, given


@pytest.fixture(scope="module")
def study() -> Given:
    return given(1, Truth(effect=1.2, link=2.0))


def rows_of(study: Given, profile: str = "honest") -> pd.DataFrame:
    return chance_rows(study_chance(study, asked(profile)).claims).set_index("claim")


def test_every_step_has_claims_and_the_tables_keep_their_promises(study: Given) -> None:
    found = study_chance(study, asked())
    chance = Chance.validate(chance_rows(found.claims))
    assert set(chance["step"]) == {
        "differential",
        "association",
        "enrichment",
        "module",
        "classifier",
    }
    assert set(Nulls.validate(null_rows(found.claims))["claim"]) == set(chance["claim"])
    assert FamilyWise.validate(found.family_wise[0])["feature"].nunique() == 8
    arms = ArmDifferences.validate(pd.concat(found.arm_differences, ignore_index=True))
    assert arms.groupby("role").size().to_dict() == {"discovery": 8, "validation": 8}
    assert found.not_asked == []
    assert len(found.main_claims) < len(found.claims)


def test_the_run_s_profile_has_the_links_and_both_profiles_the_rest(study: Given) -> None:
    for profile, other in (("honest", "published"), ("published", "honest")):
        rows = rows_of(study, profile)
        linked = rows[rows["step"].isin(["association", "enrichment", "module"])]
        assert set(linked["profile"]) == {profile}
        assert f"{other}.differential.n_raw" in rows.index
        assert f"{other}.classifier.auc_mean.module" in rows.index
    assert "published.classifier.auc_best.module" in rows.index
    assert "honest.classifier.auc_best.module" not in rows.index  # nobody quotes it


def test_observed_values_are_those_of_the_stages(study: Given) -> None:
    rows = rows_of(study)["observed"]
    counts = study.counts[study.counts["role"] == "discovery"].set_index("feature")
    of_one = counts.loc[FEATURES[3], "positive_specific"]
    assert rows[f"honest.association.positive_specific.discovery.{FEATURES[3]}"] == of_one
    assert rows["honest.association.links.paired"] == 12 / 8
    assert rows["honest.enrichment.n_enriched.paired"] == 2
    assert rows["honest.enrichment.n_features.validation"] == 1
    assert rows["honest.module.n_members"] == 3
    assert rows["honest.module.largest_overlap"] == 0.6  # of the paired role
    assert rows_of(study, "published")["observed"]["published.module.largest_overlap"] == 0.7


def test_planted_differences_and_links_stand_out_of_chance(study: Given) -> None:
    p = rows_of(study)["p"]
    assert p["published.differential.n_bh"] == 1 / 7
    assert p["honest.association.links.paired"] == 1 / 7


def test_theory_stands_beside_unpaired_genes_alone(study: Given) -> None:
    rows = rows_of(study)
    unpaired = rows.loc["honest.association.positive_specific.discovery"]
    assert unpaired["analytic"] > 0
    assert unpaired["normal_theory"] > 0
    assert rows["analytic"].isna()["honest.association.links.paired"]
    assert rows.loc["honest.differential.n_raw", "analytic"] == 0.05 * 8


def test_a_study_without_expression_is_asked_less(study: Given) -> None:
    found = study_chance(replace(study, unpaired={}, paired=[]), asked())
    steps = {claim.step for claim in found.claims}
    assert steps == {"differential", "classifier"}
    assert found.not_asked == ["genes, functions and module: the study has no expression series"]
    assert found.arm_differences == []


def test_a_study_without_gene_sets_has_genes_and_no_functions(study: Given) -> None:
    none = replace(study, gene_sets=study.gene_sets.iloc[:0], enrichment=study.enrichment.iloc[:0])
    found = study_chance(none, asked())
    assert {claim.step for claim in found.claims} == {"differential", "association", "classifier"}
    assert found.not_asked == ["functions and module: the study has no gene sets"]


def test_a_study_without_a_differential_feature_has_no_module_to_doubt(study: Given) -> None:
    none = replace(
        study,
        differential=study.differential.assign(selected=False),
        modules=study.modules.iloc[:0],
    )
    found = study_chance(none, asked())
    assert "module" not in {claim.step for claim in found.claims}
    assert found.not_asked == [
        "the module: no URF differs between the arms",
        "random modules: no URF differs between the arms",
    ]


def test_a_study_of_one_role_alone_is_asked_of_that(study: Given) -> None:
    enrichment = study.enrichment[study.enrichment["role"] == "validation"]
    one = replace(study, unpaired={"validation": study.unpaired["validation"]}, paired=[])
    one = replace(one, enrichment=enrichment)
    found = study_chance(one, asked())
    quantities = {claim.quantity for claim in found.claims}
    assert "association.positive_specific.validation" in quantities
    assert "enrichment.agreement" not in quantities
    assert "the module: no series of discovery" in found.not_asked


def test_without_permutations_of_the_chain_the_rest_is_asked(study: Given) -> None:
    found = study_chance(study, replace(asked(), how_many=(4, 0, 5)))
    assert found.not_asked == ["the whole chain: chance.n_chain is 0"]


def test_a_cohort_too_small_for_folds_is_told(study: Given) -> None:
    train = study.patients[study.patients["split"] == "train"]
    few = [*train.index[train["outcome"] == 1][:3], *train.index[train["outcome"] == 0]]
    held_out = study.patients.index[study.patients["split"] == "test"]
    some = study.patients.loc[[*few, *held_out]]
    small = replace(study, patients=some, urfs=study.urfs.loc[some.index], paired=[])
    found = study_chance(small, replace(asked(), how_many=(4, 2, 2)))
    assert "the whole chain, honest: an arm has too few patients" in found.not_asked


def test_folds_leave_enough_patients_to_be_paired() -> None:
    assert [most_folds(pd.Series([1] * n + [0] * 50)) for n in (0, 3, 4, 5, 20)] == [0, 0, 4, 5, 20]


def equal(one: Given, plan: Plan, other: Plan) -> None:
    here, there = (
        null_rows(study_chance(one, asked(plan=which)).claims) for which in (plan, other)
    )
    pd.testing.assert_frame_equal(here, there, check_exact=True)


def test_two_workers_give_the_numbers_of_one(study: Given) -> None:
    equal(study, Plan(), Plan(workers=2, chunk=1))


@pytest.mark.slow
def test_a_dask_cluster_gives_the_numbers_of_one_worker(study: Given) -> None:
    task = link_task(study, asked())
    here, there = (
        spread(link_nulls, task, 4, plan, "links") for plan in (Plan(), Plan(2, "dask", chunk=2))
    )
    assert all(values.tobytes() == there[name].tobytes() for name, values in here.items())


def test_an_interrupted_run_goes_on_to_the_same_numbers(
    study: Given, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[range] = []
    broken: list[range] = []

    def killed(task: LinkNull, items: range) -> Mapping[str, NDArray[Any]]:
        if items.start == 3 and not broken:
            broken.append(items)
            raise KeyboardInterrupt
        done.append(items)
        return link_nulls(task, items)

    killed.__module__, killed.__qualname__ = link_nulls.__module__, link_nulls.__qualname__
    monkeypatch.setattr(module, "link_nulls", killed)
    shelved = Plan(chunk=1, shelf=tmp_path)
    with pytest.raises(KeyboardInterrupt):
        study_chance(study, asked(plan=shelved))
    n_before = len(done)
    resumed = null_rows(study_chance(study, asked(plan=shelved)).claims)
    assert (n_before, len(done)) == (3, 6)  # the finished pieces were not done again
    monkeypatch.setattr(module, "link_nulls", link_nulls)
    undisturbed = null_rows(study_chance(study, asked(plan=Plan(chunk=1))).claims)
    pd.testing.assert_frame_equal(resumed, undisturbed, check_exact=True)
