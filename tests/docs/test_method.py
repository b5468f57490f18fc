"""The method page: each function it names exists, and computes the formula that stands above it.

Left is the formula, worked by hand on a small case; right is the code.
"""

import ast
import re
from math import atanh, comb, exp, isclose, log, log2, sqrt, tanh
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sonogenomics.chance.claims import p_value
from sonogenomics.diagnosis.batched_logistic import fit_logistic
from sonogenomics.diagnosis.calibrated import scaled_brier
from sonogenomics.diagnosis.corrected import corrected_interval
from sonogenomics.diagnosis.cut_off import youden_cut_off
from sonogenomics.diagnosis.estimators import triangular
from sonogenomics.diagnosis.fitted import mean_logit
from sonogenomics.diagnosis.metrics import auc, auc_interval, brier
from sonogenomics.diagnosis.net_benefit import net_benefit
from sonogenomics.diagnosis.proportions import share_interval
from sonogenomics.diagnosis.transforms import log_modulus
from sonogenomics.linking.association import HitRule
from sonogenomics.linking.chance import Arm, associated_probability, expected_positive_specific
from sonogenomics.linking.hypergeometric import upper_tail
from sonogenomics.linking.paired_replication import fisher_interval
from sonogenomics.linking.paired_scan import adjusted_p, pearson_p
from sonogenomics.linking.paired_sides import normal_scores
from sonogenomics.linking.power import CorrelationTest
from sonogenomics.linking.similarity import overlap_coefficient
from sonogenomics.promotion.mcnemar import mcnemar
from sonogenomics.radiomics.differential import compare_arms
from sonogenomics.radiomics.icc import icc_1_1
from sonogenomics.radiomics.permuted_labels import permutation_fdr, step_down
from sonogenomics.segmentation.overlap import dice, iou
from sonogenomics.segmentation.patches import Patch
from sonogenomics.segmentation.quality import expected_dice, soft_dice, uncertainty
from sonogenomics.serving.refits import interval
from tests.docs.pages import pages
from tests.pipeline.graph import PACKAGE

PAGES = {page.stem: page.read_text() for page in pages("method")}
ROLE = re.compile(r"\{py:(func|meth|class|mod)\}`~?([\w.]+)`")
NAMED = sorted({name for text in PAGES.values() for _, name in ROLE.findall(text)})
RULE = HitRule(alpha=0.05, min_abs_r=0.3)
FORMULA_PAGES = sorted(set(PAGES) - {"index"})


@pytest.mark.parametrize("name", NAMED)
def test_every_function_named_exists(name: str) -> None:
    _, *parts = name.split(".")
    n = next(n for n in range(len(parts), 0, -1) if _file(parts[:n]).is_file())
    tree: ast.AST = ast.parse(_file(parts[:n]).read_text())
    for part in parts[n:]:
        tree = next(
            node for node in ast.iter_child_nodes(tree) if getattr(node, "name", "") == part
        )
    assert isinstance(tree, ast.Module | ast.ClassDef | ast.FunctionDef)
    assert ast.get_docstring(tree)


def _file(parts: list[str]) -> Path:
    return PACKAGE.joinpath(*parts).with_suffix(".py")


@pytest.mark.parametrize("name", FORMULA_PAGES)
def test_every_section_with_a_formula_says_where_in_the_code(name: str) -> None:
    for section in re.split(r"^## ", PAGES[name], flags=re.MULTILINE)[1:]:
        if "$$" in section:
            assert ROLE.search(section), section.splitlines()[0]


def test_overlap_of_outlines() -> None:
    a = np.array([[1, 1, 1, 0]], dtype=bool)
    b = np.array([[0, 1, 1, 1]], dtype=bool)
    assert isclose(2 * 2 / (3 + 3), dice(a, b))
    assert isclose(2 / 4, iou(a, b))
    assert isclose(dice(a, b) / (2 - dice(a, b)), iou(a, b))


def test_predicted_quality_and_agreement_of_looks() -> None:
    p = np.array([0.9, 0.6, 0.3])
    q = np.array([0.8, 0.4, 0.0])
    assert isclose(2 * (0.9 + 0.6) / (2 + 1.8), expected_dice(p))
    assert isclose(2 * (0.72 + 0.24) / (0.81 + 0.36 + 0.09 + 0.64 + 0.16), soft_dice(p, q))
    bits = -0.25 * log2(0.25) - 0.75 * log2(0.75)
    seen = uncertainty([Patch(0, 0, np.array([[0.25]]))], (1, 1)).item()
    assert abs(255 * bits - seen) <= 1


def test_rank_sum_and_its_adjustment() -> None:
    urfs = pd.DataFrame({"original_a": [3.0, 4.0, 4.0, 1.0, 2.0]}, index=list("vwxyz"))
    outcome = pd.Series([1, 1, 1, 0, 0], index=urfs.index)
    found = compare_arms(urfs, outcome).iloc[0]
    sigma = sqrt(3 * 2 / 12 * (6 - (2**3 - 2) / (5 * 4)))
    assert isclose(found["u"], 6)
    assert isclose(2 * (1 - stats.norm.cdf((6 - 3 - 0.5) / sigma)), found["p"], rel_tol=1e-9)
    assert isclose(2 * 6 / 6 - 1, found["rank_biserial"])
    raw = np.array([0.01, 0.02, 0.04])
    assert np.allclose([3 * 0.01, min(3 * 0.02 / 2, 0.04), 0.04], adjusted_p(raw, 3))


def test_intraclass_correlation_of_views() -> None:
    views = np.array([[1.0, 2.0], [4.0, 5.0]])
    between, within = 2 * (1.5**2 + 1.5**2), (0.5**2 * 4) / 2
    assert isclose((between - within) / (between + within), icc_1_1(views[:, :, None]).value[0])


def test_correlation_its_interval_and_its_normal_scores() -> None:
    t = 0.5 * sqrt(8 / (1 - 0.25))
    assert isclose(2 * stats.t.sf(t, 8), float(pearson_p(np.array([0.5]), 10)[0]))
    low, high = fisher_interval(np.array([0.5]), 12)
    half = 1.96 / sqrt(12 - 3)
    assert np.allclose([tanh(atanh(0.5) - half), tanh(atanh(0.5) + half)], [*low, *high], atol=1e-4)
    expected = stats.norm.ppf([(1 - 3 / 8) / 3.25, (3 - 3 / 8) / 3.25, (2 - 3 / 8) / 3.25])
    assert np.allclose(expected, normal_scores(np.array([[1.0, 30.0, 2.0]]))[0])


def test_the_threshold_of_a_hit_and_what_chance_gives() -> None:
    t = stats.t.ppf(0.975, 19)
    assert isclose(t / sqrt(19 + t**2), RULE.threshold(21))
    assert isclose(0.3, RULE.threshold(94))
    no_size = HitRule(alpha=0.05, min_abs_r=0.0)
    tail = sum(comb(25, j) * 0.05**j * 0.95 ** (25 - j) for j in range(2, 26))
    assert isclose(tail, associated_probability([Arm(21, 25)], no_size, 2), rel_tol=1e-9)
    found = expected_positive_specific(1000, [Arm(21, 25)], [Arm(21, 25)], no_size, 2)
    assert isclose(1000 * tail * (1 - tail), found, rel_tol=1e-9)


def test_power_of_a_correlation() -> None:
    t = stats.t.ppf(0.975, 48)
    critical = t / sqrt(48 + t**2)
    right = sqrt(47) * (atanh(0.4) + 0.4 / (2 * 49) - atanh(critical))
    wrong = sqrt(47) * (-atanh(0.4) - 0.4 / (2 * 49) - atanh(critical))
    found = CorrelationTest(n=50, alpha=0.05).power(0.4)
    assert isclose(stats.norm.cdf(right) + stats.norm.cdf(wrong), found, rel_tol=1e-9)


def test_over_representation_and_likeness() -> None:
    whole = comb(10, 4)
    tail = sum(comb(5, j) * comb(5, 4 - j) for j in (3, 4)) / whole
    assert isclose(tail, upper_tail(np.array([3]), np.array([5]), 4, 10)[0])
    assert isclose(2 / 3, float(overlap_coefficient(np.array(2), np.array(3), np.array(5))))


def test_auc_its_interval_and_its_cut_off() -> None:
    outcome, scores = [0, 0, 0, 1, 1], [0.1, 0.2, 0.6, 0.4, 0.7]
    ranks = 3 + 5
    assert isclose((ranks - 2 * 3 / 2) / 6, float(auc(outcome, scores)))
    variance = np.var([2 / 3, 1], ddof=1) / 2 + np.var([1, 1, 0.5], ddof=1) / 3
    found = auc_interval(outcome, scores)
    assert isclose(5 / 6 - 1.959964 * sqrt(variance), found.low, abs_tol=1e-6)
    assert 0.2 < youden_cut_off(outcome, scores) <= 0.4  # all positive, one of three negative


def test_shares_brier_and_net_benefit() -> None:
    z, p, n = 1.959964, 0.25, 8
    root = z * sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    low, high = share_interval(2, 8)
    middle = p + z**2 / (2 * n)
    assert np.allclose(np.array([middle - root, middle + root]) / (1 + z**2 / n), [low, high])
    outcome, scores = [1, 0, 0, 1], [0.9, 0.6, 0.2, 0.4]
    squares = (0.1**2 + 0.6**2 + 0.2**2 + 0.6**2) / 4
    assert isclose(squares, brier(outcome, scores))
    assert isclose(1 - squares / 0.25, scaled_brier(outcome, scores))
    assert isclose(2 / 4 - 1 / 4 * 0.25 / 0.75, net_benefit(outcome, scores, [0.25])[0])


def test_the_corrected_interval() -> None:
    values = np.array([0.6, 0.7, 0.8, 0.7])
    se = sqrt(np.var(values, ddof=1) * (1 / 4 + 20 / 80))
    found = corrected_interval(values, 80, 20)
    assert isclose(0.7 - stats.t.ppf(0.975, 3) * se, found.low)


def test_chance_of_permutations() -> None:
    assert isclose((1 + 1) / (1 + 3), p_value(3.0, np.array([1.0, 3.0, 2.0])))
    observed = np.array([3.0, 1.0])
    permuted = np.array([[0.5, 2.0], [2.0, 0.5], [4.0, 0.1]])
    first = (1 + 1) / 4  # the largest of both is 2, 2 and 4
    assert np.allclose([first, max(first, (1 + 1) / 4)], step_down(observed, permuted))
    as_large = (1 + 0 + 0 + 1) / 4  # the labels as they are, then each permutation
    assert isclose(min(1, as_large / 1), permutation_fdr(observed, permuted)[0])


def test_reweighted_least_squares_reaches_the_likelihoods_top() -> None:
    x = np.array([[0.0], [1.0], [2.0], [3.0]])
    outcome = np.array([0, 1, 0, 1])
    found = fit_logistic(x[None], outcome[None]).coefficients[0]
    design = np.column_stack([np.ones(4), x])
    mu = 1 / (1 + np.exp(-design @ found))
    assert np.allclose(design.T @ (outcome - mu), 0, atol=1e-6)


def test_neighbours_modulus_and_mean_logit() -> None:
    assert np.allclose([1 - 1 / 4, 1 - 2 / 4, 0], triangular(np.array([[1.0, 2.0, 4.0]]))[0])
    assert np.allclose([-log(4), log(2)], log_modulus(np.array([-3.0, 1.0])))
    logit = (log(0.2 / 0.8) + log(0.6 / 0.4)) / 2
    mean = np.asarray(mean_logit([np.array([0.2]), np.array([0.6])]))
    assert isclose(1 / (1 + exp(-logit)), mean.item())


def test_the_served_interval_and_mcnemar() -> None:
    low, high = interval(np.array([0.7]), np.array([0.5]))
    eta = log(0.7 / 0.3)
    ends = [1 / (1 + exp(-(eta - 0.5))), 1 / (1 + exp(-(eta + 0.5)))]
    assert np.allclose(ends, [low[0], high[0]])
    one, other = [1, 1, 1, 1, 0, 0], [0, 0, 0, 1, 1, 0]  # b = 3, c = 1
    assert isclose(min(1, 2 * (comb(4, 0) + comb(4, 1)) / 2**4), mcnemar(one, other))
