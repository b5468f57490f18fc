"""R's random numbers against R itself, and against numbers pasted from it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonogenomics.diagnosis.r_random import LARGEST_SEED, checked_seeds, sample, unif_rand
from sonogenomics.errors import StudyError
from tests.r_language import in_r

# R 4.2.2: set.seed(SEED); runif(3)
UNIFORM = {
    1: [0.2655086631421, 0.3721238996368, 0.5728533633519],
    0: [0.8966972001363, 0.2655086631421, 0.3721238996368],
    -7: [0.3264948555733, 0.5398611170239],
    LARGEST_SEED: [0.6896674267482, 0.9878751782234],
}
# R 4.2.2: set.seed(5); sample(FIRST:LAST, LENGTH)
SAMPLED = {
    (2, 320): [186, 208, 204, 298, 214, 223],
    (0, 1): [1, 0],
    (-3, 4): [-2, -1, -3, 3, 2, 0, 1, 4],
    (1, 65_536): [44907, 18639, 45945, 52949, 7239],  # 16 bits, for which R takes two numbers
    (1, 65_537): [18639, 45945, 52949, 7239, 32147],
    (1, 70_000): [18639, 45945, 52949, 32147, 36646],
    (1, 20_000_000): [12077263, 13284217, 19451605, 14490695, 1038234],  # beyond 2^24, hashed
    (1, 5_000_000_000): [449491833, 3470062814, 1173781907, 2401583930],  # beyond 2^32
}


@pytest.mark.parametrize("seed", UNIFORM)
def test_uniform_numbers_are_those_r_printed(seed: int) -> None:
    printed = UNIFORM[seed]
    np.testing.assert_allclose(unif_rand([seed], len(printed))[0], printed, atol=1e-12)


@pytest.mark.parametrize("pool", SAMPLED)
def test_a_sample_is_the_one_r_printed(pool: tuple[int, int]) -> None:
    printed = SAMPLED[pool]
    assert sample([5], *pool, len(printed))[0].tolist() == printed


def test_the_published_splits_are_those_r_printed() -> None:
    # R 4.2.2: set.seed(1234); s <- sample(1:10000000, 10000); head(s, 3); tail(s, 2)
    seeds = sample([1234], 1, 10_000_000, 10_000)[0]
    assert seeds[:3].tolist() == [1810256, 6595564, 7224201]
    assert seeds[-2:].tolist() == [8607251, 4241036]
    # R: set.seed(s[1]); head(sample(2:320, 224), 5)
    # R: set.seed(s[10000]); tail(sample(2:320, 224), 5)
    rows = sample(seeds, 2, 320, 224)
    assert rows[0, :5].tolist() == [104, 175, 50, 173, 35]
    assert rows[-1, -5:].tolist() == [245, 161, 171, 193, 204]
    assert all(len(set(row)) == 224 for row in rows[::500].tolist())


def test_many_seeds_give_what_each_gives_alone() -> None:
    together = sample([3, 4, 5], 1, 40, 40)
    assert together.tolist() == [sample([seed], 1, 40, 40)[0].tolist() for seed in (3, 4, 5)]


def test_samples_equal_those_of_r_itself() -> None:
    rng = np.random.default_rng(8)
    seeds = [int(seed) for seed in rng.integers(-LARGEST_SEED, LARGEST_SEED, 60)]
    tops = [int(2**power) for power in rng.uniform(1, 24.5, 60)]
    # most of a pool, little of it, and either side of where R begins to hash
    tops += [2**16 - 1, 2**16, 2**16 + 1, 2**24, 2**24 + 7, 10_000_000, 10_000_001, 40_000_000]
    seeds += seeds[: len(tops) - len(seeds)]
    sizes = [min(top, 200 if i % 2 else 50) for i, top in enumerate(tops)]
    cases = list(zip(seeds, tops, sizes, strict=True))
    script = """
        case <- matrix(scan(file("stdin"), quiet = TRUE), nrow = 3)
        for (i in seq_len(ncol(case))) {
          set.seed(case[1, i]); cat(sample(-3:case[2, i], case[3, i]), "\\n")
        }
    """
    printed = in_r(script, "\n".join(f"{seed} {top} {size}" for seed, top, size in cases))
    for (seed, top, size), of_r in zip(cases, printed, strict=True):
        assert sample([seed], -3, top, size)[0].tolist() == of_r, (seed, top, size)


def test_samples_of_more_than_65536_numbers_equal_those_of_r_itself() -> None:
    script = """
        options(digits = 15)
        for (pool in c(70000, 17000000)) {
          set.seed(77); x <- as.double(sample(1:pool, 70000))
          cat(x[c(1, 65536, 65537, 70000)], sum(x * seq_along(x)), "\\n")
        }
    """
    for pool, of_r in zip((70_000, 17_000_000), in_r(script), strict=True):
        x = sample([77], 1, pool, 70_000)[0]
        assert x[[0, 65535, 65536, 69999]].tolist() == of_r[:4]
        assert (x * np.arange(1, 70_001)).sum() == pytest.approx(of_r[4], rel=1e-13)


def test_uniform_numbers_equal_those_of_r_itself_to_the_last_bit() -> None:
    # 2^32 times a number of R's is a whole one, so that nothing is lost in print
    script = """
        seed <- scan(file("stdin"), quiet = TRUE)
        for (s in seed) { set.seed(s); cat(sprintf("%.0f", runif(1500) * 2^32), "\\n") }
    """
    seeds = [1, -LARGEST_SEED, LARGEST_SEED, 20230121]
    printed = in_r(script, " ".join(map(str, seeds)))
    assert (unif_rand(seeds, 1500) * 2**32 == np.array(printed)).all()


@given(seed=st.integers(-LARGEST_SEED, LARGEST_SEED), pool=st.integers(2, 400), data=st.data())
@settings(max_examples=40)
def test_a_sample_holds_nobody_twice_and_nobody_from_outside(
    seed: int, pool: int, data: st.DataObject
) -> None:
    size = data.draw(st.integers(0, pool))
    drawn = sample([seed], 1, pool, size)[0].tolist()
    assert len(set(drawn)) == size
    assert all(1 <= one <= pool for one in drawn)
    assert sample([seed], 1, pool, size // 2)[0].tolist() == drawn[: size // 2]


@pytest.mark.parametrize("seed", [1.5, "1234", None, True, float("nan")])
def test_a_seed_that_is_no_whole_number_is_refused(seed: object) -> None:
    with pytest.raises(StudyError, match=r"is not a whole number: give one, such as 1234"):
        sample([seed], 1, 10, 3)  # type: ignore[list-item]


def test_a_seed_that_r_cannot_hold_is_refused() -> None:
    with pytest.raises(StudyError, match="The seed 2147483648 is too large for R"):
        unif_rand([2**31], 1)
    assert checked_seeds(np.array([7], dtype=np.uint8)).tolist() == [7]


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(StudyError, match=r"11 of 10 numbers \(1 to 10\) cannot be drawn"):
        sample([1], 1, 10, 11)
    # R: sample(5:5, 1) draws from 1 to 5
    with pytest.raises(StudyError, match="does not draw from the numbers 5 to 5"):
        sample([1], 5, 5, 1)
