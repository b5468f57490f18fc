import numpy as np
import pytest
from scipy.stats import ttest_1samp

from sonogenomics.diagnosis.corrected import corrected_interval
from sonogenomics.diagnosis.metrics import auc
from sonogenomics.errors import StudyError

AUCS = [0.61, 0.72, 0.55, 0.68, 0.70, 0.66, 0.59, 0.74, 0.63, 0.67]


def test_interval_and_test_are_those_written_out_in_r() -> None:
    # R: se <- sqrt(var(x) * (1 / 10 + 20 / 80)); t <- (mean(x) - 0.5) / se
    #    c(mean(x), mean(x) + c(-1, 1) * qt(.975, 9) * se, t, 2 * pt(-abs(t), 9))
    found = corrected_interval(AUCS, n_train=80, n_test=20, null=0.5)
    wanted = [0.655, 0.5748874785122782, 0.7351125214877219, 4.3767734896156103, 0.0017794556348248]
    assert [found.mean, found.low, found.high, found.t, found.p] == pytest.approx(wanted, rel=1e-12)
    assert found.df == 9


def test_sizes_of_each_fold_are_summed() -> None:
    one = corrected_interval(AUCS[:4], n_train=[80, 81, 80, 79], n_test=[20, 19, 20, 21])
    assert one == corrected_interval(AUCS[:4], n_train=80, n_test=20)


def test_without_overlap_it_is_the_usual_t_test() -> None:
    found = corrected_interval(AUCS, n_train=1e12, n_test=1, null=0.6)
    usual = ttest_1samp(AUCS, 0.6)
    assert (found.t, found.p) == pytest.approx((usual.statistic, usual.pvalue))


def test_folds_and_repeats_may_be_a_matrix() -> None:
    flat = corrected_interval(AUCS, 80, 20)
    assert corrected_interval(np.reshape(AUCS, (2, 5)), 80, 20) == flat


def test_equal_values_have_no_width() -> None:
    found = corrected_interval([0.0, 0.0, 0.0], 80, 20)
    assert (found.low, found.high, found.t, found.p) == (0, 0, 0, 1)
    assert corrected_interval([0.5, 0.5], 80, 20, null=0.25).p == 0


def test_one_fold_or_a_missing_score_is_refused() -> None:
    with pytest.raises(StudyError, match="here there is 1: ask for more folds"):
        corrected_interval([0.6], 80, 20)
    with pytest.raises(StudyError, match="1 of 3 resamplings have no score"):
        corrected_interval([0.6, np.nan, 0.7], 80, 20)


def test_overlapping_folds_cry_wolf_without_the_correction(rng: np.random.Generator) -> None:
    # No signal at all: 300 cohorts of 60, ten times 2 folds each, a model of arm means.
    outcome = np.arange(60) % 2
    wrong = np.zeros(2)
    for _ in range(300):
        x, aucs = rng.normal(size=(60, 2)), []
        for _ in range(10):
            one = rng.permutation(60) < 30
            for learned in (one, ~one):
                mine, status = x[learned], outcome[learned]
                direction = mine[status == 1].mean(axis=0) - mine[status == 0].mean(axis=0)
                aucs.append(float(auc(outcome[~learned], x[~learned] @ direction)))
        corrected = corrected_interval(aucs, 30, 30, null=0.5)
        wrong += np.array([corrected.p, ttest_1samp(aucs, 0.5).pvalue]) < 0.05
    assert wrong[0] / 300 < 0.08
    assert wrong[1] / 300 > 0.25
