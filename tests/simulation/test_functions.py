from itertools import combinations

from sonogenomics.simulation.features import DIFFERENTIAL, FEATURES
from sonogenomics.simulation.functions import FUNCTIONS, LIBRARIES, module


def test_no_feature_and_no_term_belongs_to_two_functions() -> None:
    for one, other in combinations(FUNCTIONS, 2):
        assert not set(one.features) & set(other.features)
        assert not {term.name for term in one.terms} & {term.name for term in other.terms}


def test_every_function_has_25_to_40_genes_and_terms_of_at_least_10() -> None:
    for function in FUNCTIONS:
        assert 25 <= function.n_genes <= 40
        assert min(round(term.share * function.n_genes) for term in function.terms) >= 10
        assert {term.library for term in function.terms} <= set(LIBRARIES)
        assert set(function.features) <= {feature.name for feature in FEATURES}


def test_every_differential_feature_has_a_function_and_company() -> None:
    differential, auxiliary = module()
    assert set(differential) == set(DIFFERENTIAL)
    for feature in differential:
        (function,) = (f for f in FUNCTIONS if feature in f.features)
        assert set(function.features) & set(auxiliary)


def test_some_features_have_a_function_but_stay_outside_the_module() -> None:
    differential, auxiliary = module()
    with_function = {feature for function in FUNCTIONS for feature in function.features}
    assert with_function - {*differential, *auxiliary}
