import numpy as np
import pandas as pd
import pytest

from sonogenomics.linking.paired import linked
from sonogenomics.linking.paired_chance import Shuffled, shuffled
from sonogenomics.linking.paired_sides import Sides, Transform, sides

WHO = [f"P{i:02}" for i in range(50)]


def heavy(rng: np.random.Generator, transform: Transform) -> Sides:
    """Both sides have a few patients far out, and nothing to do with each other."""
    urfs = pd.DataFrame(np.exp(1.5 * rng.standard_normal((50, 10))), WHO)
    genes = pd.DataFrame(np.sinh(1.5 * rng.standard_normal((500, 50))), columns=WHO)
    return sides(urfs, genes, transform=transform)


def run(ready: Sides, n: int) -> Shuffled:
    p = linked(ready, 0.05).links["p"].to_numpy()
    return shuffled(ready, p, 0.05, n, np.random.default_rng(1))


def test_shuffling_shows_where_the_p_value_promises_too_much(rng: np.random.Generator) -> None:
    found = run(heavy(rng, "none"), 30)
    assert found.n_links > 0
    assert found.n_with_link > 15  # 5 % were promised
    assert found.as_strong > 5 * found.as_strong_by_theory


def test_normal_scores_keep_the_promise(rng: np.random.Generator) -> None:
    found = run(heavy(rng, "normal_scores"), 200)
    assert found.n_with_link <= 19  # 10 expected; more than 19 once in 500 such tests
    assert found.as_strong == pytest.approx(found.as_strong_by_theory, abs=0.1)


def test_links_that_are_real_are_not_explained_by_shuffling(rng: np.random.Generator) -> None:
    urfs = pd.DataFrame(rng.standard_normal((50, 4)), WHO)
    values = rng.standard_normal((200, 50))
    values[:20] += urfs[2].to_numpy()
    found = run(sides(urfs, pd.DataFrame(values, columns=WHO)), 50)
    assert found.n_links >= 15
    assert found.false_share is not None
    assert found.false_share < 0.1


def test_with_covariates_the_shuffled_are_freed_of_them_again(rng: np.random.Generator) -> None:
    covariates = pd.DataFrame({"site": list("AABBC") * 10}, WHO)
    urfs = pd.DataFrame(rng.standard_normal((50, 5)), WHO)
    genes = pd.DataFrame(rng.standard_normal((400, 50)), columns=WHO)
    ready = sides(urfs, genes, covariates)
    found = run(ready, 200)
    assert found.n_with_link <= 19
    assert ready.design.columns == ("site: B", "site: C")


def test_without_shufflings_there_is_nothing_to_say(rng: np.random.Generator) -> None:
    found = run(heavy(rng, "normal_scores"), 0)
    assert (found.n, found.as_strong) == (0, 0)


def test_equal_seeds_shuffle_alike(rng: np.random.Generator) -> None:
    ready = heavy(rng, "none")
    assert run(ready, 5) == run(ready, 5)
