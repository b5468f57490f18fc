"""What a run says, worked out on paper."""

import numpy as np
import pandas as pd
import pytest

from sonogenomics.ledger.classifiers import classifiers
from sonogenomics.ledger.genes import genes, module
from sonogenomics.ledger.honest import honest
from sonogenomics.ledger.ledger import found
from sonogenomics.ledger.people import features, people
from sonogenomics.ledger.vocabulary import is_known
from sonogenomics.study import Published
from tests.ledger.made_tables import ENERGY, ENTROPY, ZONES, empty, full


def test_every_fact_and_every_honest_answer_is_in_the_vocabulary() -> None:
    for profile in ("published", "honest"):
        tables = full(profile)
        assert [name for name in found(tables) if not is_known(name)] == []
        assert [name for name in honest(tables) if not is_known(name)] == []


def test_a_study_without_anything_says_nothing_but_how_few_there_are() -> None:
    facts = found(empty())
    assert set(facts) == {
        f"cohort.n_{what}" for what in ("asked", "patients", "positive", "negative")
    }
    assert set(facts.values()) == {(0.0,)}
    assert honest(empty()) == {}


def test_patients_are_counted_with_those_who_left() -> None:
    facts = people(full())
    assert facts["cohort.n_asked"] == (11.0,)
    assert (facts["cohort.n_positive"], facts["cohort.n_negative"]) == ((4.0,), (4.0,))


def test_tables_1_and_2_give_one_p_value_a_variable() -> None:
    rows = {"variable": ["Age", "T", "T"], "p_rank": [0.3, 0.04, 0.04], "p_category": np.nan}
    facts = people(full(characteristics=pd.DataFrame(rows)))
    assert facts["characteristics.p_rank"] == (0.3, 0.04)
    assert "characteristics.p_category" not in facts


def test_the_acceptance_rate_is_in_percent() -> None:
    facts = people(full(agreement=pd.DataFrame({"accepted": [True, True, False, True]})))
    assert facts["segmentation.accepted_percent"] == (75.0,)


def test_features_are_counted_by_class_and_compared_by_means() -> None:
    facts = features(full())
    assert facts["features.by_class"] == (2.0, 0.0, 0.0, 0.0, 1.0)
    assert facts["differential.names"] == (ENTROPY,)
    assert facts["differential.fold_changes"] == (1.5,)  # means 3 and 2


def test_series_have_arms_and_roles_have_pairings() -> None:
    facts = genes(full())
    assert facts["series.GSE1.arms"] == (4.0, 9.0)
    assert facts["series.perturbations.validation"] == (10.0,)
    assert facts["association.positive_specific.discovery"] == (120.0, 80.0, 95.0)
    assert "association.positive_specific.validation" not in facts


def test_the_most_linked_genes_are_those_of_the_published_profile() -> None:
    facts = genes(full())
    assert facts["association.top_genes.names"] == ("B", "A")  # HLA-A is not positive-specific
    assert facts["association.top_genes.links"] == (2.0, 1.0)
    assert "association.top_genes.names" not in genes(full("honest"))


def test_the_module_is_told_with_the_edges_that_join_it() -> None:
    facts = module(full())
    assert facts["module.auxiliary.names"] == (ZONES,)
    assert facts["module.joining_edges"] == (0.6,)
    assert facts[f"edge.{ENTROPY}.{ENERGY}"] == (0.25,)
    assert (facts["module.n"], facts["functions.n_enriched"]) == ((2.0,), (9.0,))


def test_a_study_without_gene_sets_has_no_module_to_speak_of() -> None:
    features_alone = full().replicated_features.assign(n_terms=np.nan)
    assert module(full(replicated_features=features_alone)) == {}


def test_a_classifier_is_quoted_on_the_split_with_the_best_calls() -> None:
    facts = classifiers(full())
    assert facts["replication.best.logistic.module"] == (0.7149,)  # its scores
    assert facts["replication.best.bayes.module"] == (0.62,)  # its calls; of equals the first
    assert facts["replication.specificity.bayes.module"] == (50.0,)
    assert facts["replication.best.module"] == (0.7149, 0.62)
    assert facts["replication.n_splits"] == (2.0,)


def test_modelled_rows_leave_some_out_and_count_the_nameless() -> None:
    rule = Published(left_out=("P0", "P2"), nameless="positive")
    facts = classifiers(full(published=rule))
    counts = [facts[f"replication.n_{what}"] for what in ("patients", "positive", "negative")]
    assert counts == [(7.0,), (3.0,), (4.0,)]
    assert (facts["replication.n_train"], facts["replication.n_test"]) == ((4.0,), (3.0,))


def test_held_out_patients_answer_under_the_published_profile_only() -> None:
    assert classifiers(full())["validation.auc"] == (0.75,)  # three of four pairs in order
    assert "validation.auc" not in classifiers(full("honest"))


def test_the_honest_answer_comes_from_nested_folds_whatever_the_profile() -> None:
    for profile in ("published", "honest"):
        told = honest(full(profile))
        assert told["replication.best.module"] == "0.600 [0.500, 0.700] nested (module)"
        assert told["replication.best.logistic.module"].startswith("0.550 [0.450, 0.650]")
        assert told["replication.specificity.logistic.module"] == "62.5 % nested (module-logistic)"


def test_the_studys_own_way_inside_the_folds_answers_first() -> None:
    ways = pd.concat(
        [full().candidates, full().candidates.tail(1).assign(candidate="study-module")]
    )
    folds = pd.concat([full().nested_folds, full().nested_folds.assign(n_features=7)]).assign(
        candidate=["differential"] * 4 + ["study-differential"] * 4
    )
    told = honest(full(candidates=ways, nested_folds=folds))
    assert told["replication.best.logistic.module"].endswith("nested (study-module)")
    assert told["replication.best.module"].endswith("nested (module)")
    assert told["differential.n"] == "7 in 3 training folds (study-differential)"


def test_a_fold_that_fell_back_selected_nothing() -> None:
    told = honest(full())
    assert told["differential.n"] == "1 (1 to 2) in 3 training folds (differential)"
    assert told["differential.names"] == "in half of 3 training folds: firstorder Entropy"


def test_genes_of_the_honest_run_are_told_where_it_is_honest() -> None:
    told = honest(full("honest"))
    assert told["association.positive_specific.discovery"] == "4 (3 to 9)"
    assert told["validation.auc"] == "0.750 held out"
    assert "association.positive_specific.discovery" not in honest(full("published"))


@pytest.mark.parametrize("outcome", [[1, 1, 1, 1], [0, 1, 1, 1]])
def test_held_out_patients_of_one_arm_answer_nothing(outcome: list[int]) -> None:
    validation = full().validation.assign(outcome=outcome)
    assert "validation.auc" not in honest(full("honest", validation=validation))
