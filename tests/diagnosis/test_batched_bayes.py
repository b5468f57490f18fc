"""Naive Bayes of many splits against e1071 and scikit-learn."""

import numpy as np
from sklearn.naive_bayes import GaussianNB

from sonogenomics.diagnosis.batched_bayes import fit_bayes, score_bayes
from tests.diagnosis.r_patients import ASKED, LEARNT, sixty


def test_it_says_what_e1071_says() -> None:
    # R, package e1071 1.7-13: n <- naiveBayes(x[1:40, ], factor(y[1:40]));
    # predict(n, x[41:60, ], type = "raw")[1:5, 2]
    x, outcome = sixty()
    learnt = fit_bayes(x[None, LEARNT], outcome[None, LEARNT])
    printed = [0.464980981237, 0.222163284273, 0.0147419087145, 0.656001130306, 0.751911388265]
    np.testing.assert_allclose(score_bayes(x[None, ASKED], *learnt)[0, :5], printed, rtol=1e-10)


def test_its_guards_are_those_of_e1071() -> None:
    # R: q <- cbind(c(1, 1, 2, 3), c(0, 1, 0, 1)); n <- naiveBayes(q, factor(c(0, 0, 1, 1)));
    # predict(n, rbind(c(1, .5), c(1.05, .5), c(2.5, .5), c(900, .5)), type = "raw")[, 2]
    # the first feature is constant in the negative arm; 900 is beyond every density
    q = np.array([[1.0, 0], [1, 1], [2, 0], [3, 1]])
    asked = np.array([[1.0, 0.5], [1.05, 0.5], [2.5, 0.5], [900, 0.5]])
    scores = score_bayes(asked[None], *fit_bayes(q[None], np.array([[0, 0, 1, 1]])))[0]
    printed = [0.000149034798157, 0.985697149956, 0.998230682183, 0.5]
    np.testing.assert_allclose(scores, printed, rtol=1e-9)


def test_it_is_scikit_learns_with_the_variance_of_a_sample(rng: np.random.Generator) -> None:
    x, outcome = rng.normal(size=(8, 50, 4)), rng.integers(0, 2, (8, 50))
    scores = score_bayes(x[:, 40:], *fit_bayes(x[:, :40], outcome[:, :40]))
    for i in range(8):
        library = GaussianNB(var_smoothing=0).fit(x[i, :40], outcome[i, :40])
        count = library.class_count_[:, None]
        library.var_ *= count / (count - 1)
        expected = library.predict_proba(x[i, 40:])[:, 1]
        np.testing.assert_allclose(scores[i], expected, rtol=1e-9)


def test_a_single_patient_in_an_arm_gives_no_missing_score() -> None:
    x = np.array([[[1.0], [2.0], [3.0]]])
    scores = score_bayes(x, *fit_bayes(x, np.array([[0, 0, 1]])))
    assert np.isfinite(scores).all()
    assert scores[0, 2] > 0.99
