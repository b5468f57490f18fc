import numpy as np

from sonogenomics.linking.gene_lists import ArmHits
from sonogenomics.linking.matched_lists import longest, matched_lists, naive_lists


def test_lists_are_as_long_as_the_real_ones(rng: np.random.Generator) -> None:
    sizes = np.array([0, 1, 7, 30])
    hits = rng.integers(0, 9, (2, 4, 30), dtype=np.int32)
    found = ArmHits(*hits)
    assert matched_lists(found, 6, sizes, rng).sum(axis=1).tolist() == sizes.tolist()
    assert naive_lists(30, sizes, rng).sum(axis=1).tolist() == sizes.tolist()


def test_no_gene_left_out_has_more_hits_than_one_taken(rng: np.random.Generator) -> None:
    scores = rng.integers(0, 5, (3, 40)).astype(float)
    lists = longest(scores, np.array([10, 20, 39]), rng)
    for score, taken in zip(scores, lists, strict=True):
        assert score[taken].min() >= score[~taken].max()


def test_ties_are_broken_evenly(rng: np.random.Generator) -> None:
    share = np.mean([naive_lists(6, np.array([2]), rng)[0] for _ in range(6000)], axis=0)
    assert np.abs(share - 1 / 3).max() < 4 * np.sqrt(2 / 9 / 6000)


def test_genes_of_both_arms_come_last(rng: np.random.Generator) -> None:
    found = ArmHits(np.array([[9, 1, 0]], np.int32), np.array([[6, 5, 0]], np.int32))
    assert matched_lists(found, 6, np.array([2]), rng).tolist() == [[False, True, True]]
