"""R's random numbers, bit for bit: what `set.seed` and `sample` gave the study."""

import operator
from collections.abc import Sequence

import numpy as np
from numpy.random import MT19937
from numpy.typing import ArrayLike, NDArray

from sonogenomics.errors import StudyError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WORDS = 624  # of the generator's state
SCRAMBLES = 50  # steps of R's congruential generator before the state is filled
CONGRUENTIAL = np.uint32(69069)
STEP = 2.3283064365386963e-10  # 2^-32: R turns a word into [0, 1) by it
CLOSEST = 0.5 * 2.328306437080797e-10  # nearer to 0 or 1 R does not go
LARGEST_SEED = 2**31 - 1  # R's integers; the smallest number of that type is its NA
LARGEST_POOL = 2**52  # what R's sampler can draw from
HASHED_FROM = 10_000_000  # in larger pools, R draws again instead of swapping
CHUNK = 16  # bits that R takes from one uniform number


def unif_rand(seeds: Sequence[int] | Ints, n: int) -> Floats:
    """The first uniform numbers after each seed: R's `set.seed(seed); runif(n)`.

    Mersenne Twister, its state filled by R's own congruential generator
    ``s <- 69069 s + 1 (mod 2^32)`` after 50 steps.

    Parameters
    ----------
    seeds : sequence of int
        What `set.seed` was given; whole numbers that R can hold, -2147483647 to 2147483647.
    n : int
        Numbers wanted of each seed.

    Returns
    -------
    ndarray, shape (n_seeds, n)
        Within (0, 1).

    Raises
    ------
    StudyError
        A seed is no whole number or too large for R.

    References
    ----------
    Matsumoto & Nishimura 1998, ACM Trans Model Comput Simul 8:3-30. R, src/main/RNG.c.

    Examples
    --------
    >>> unif_rand([1234], 2).tolist()  # R: set.seed(1234); runif(2)
    [[0.11370341130532324, 0.6222994048148394]]
    """
    words = np.empty((len(seeds), n), dtype=np.uint64)
    generator = MT19937()
    for row, key in enumerate(_states(checked_seeds(seeds))):
        generator.state = {"bit_generator": "MT19937", "state": {"key": key, "pos": WORDS}}
        words[row] = generator.random_raw(n)
    return np.clip(words * STEP, CLOSEST, 1 - CLOSEST)


def _states(seeds: Ints) -> NDArray[np.uint32]:
    """The generator's words after `set.seed`, one row a seed."""
    value = seeds.astype(np.uint32)  # R casts, so that negative seeds wrap
    states = np.empty((WORDS, len(seeds)), dtype=np.uint32)
    for _ in range(SCRAMBLES + 1):  # one more: the first word holds the position, not a word
        value = CONGRUENTIAL * value + np.uint32(1)
    for word in states:
        value = CONGRUENTIAL * value + np.uint32(1)
        word[:] = value
    return np.ascontiguousarray(states.T)


def checked_seeds(seeds: ArrayLike) -> Ints:
    """Seeds as whole numbers that R can hold.

    Raises
    ------
    StudyError
        Naming the first that is none.

    Examples
    --------
    >>> checked_seeds([1234, 5])
    array([1234,    5])
    """
    return np.array([_checked_seed(seed) for seed in np.asarray(seeds, dtype=object).ravel()], int)


def _checked_seed(seed: object) -> int:
    if isinstance(seed, bool) or not hasattr(seed, "__index__"):
        raise StudyError(
            f"The seed {seed!r} is not a whole number: give one, such as 1234, as R's set.seed "
            f"takes."
        )
    whole = operator.index(seed)
    if abs(whole) > LARGEST_SEED:
        raise StudyError(
            f"The seed {whole} is too large for R: give one between -{LARGEST_SEED} and "
            f"{LARGEST_SEED}."
        )
    return whole


def sample(seeds: Sequence[int] | Ints, first: int, last: int, size: int) -> Ints:
    """Draw without putting back: R's `set.seed(seed); sample(first:last, size)` for each seed.

    As R does since version 3.6: a place among m is drawn by taking ceil(log2 m) random bits until
    they make a number below m; then Fisher and Yates' shuffle, or, where the pool holds more than
    ten million and at most half of it is drawn, drawing anew what was drawn before.

    Parameters
    ----------
    seeds : sequence of int
        One for each row of the answer.
    first, last : int
        The pool: all whole numbers from one to the other.
    size : int
        Numbers drawn.

    Returns
    -------
    ndarray of int, shape (n_seeds, size)
        In the order drawn.

    Raises
    ------
    StudyError
        A bad seed, fewer numbers in the pool than are drawn, or a pool of a single number, in
        which R would draw from 1 to that number.

    References
    ----------
    R, src/main/RNG.c (`R_unif_index`), random.c and unique.c (`do_sample`, `do_sample2`).

    Examples
    --------
    >>> sample([1234], 1, 10_000_000, 3)  # R: set.seed(1234); sample(1:10000000, 3)
    array([[1810256, 6595564, 7224201]])
    """
    pool = _checked_pool(first, last, size)
    stream = _Stream(checked_seeds(seeds), size)
    if pool > HASHED_FROM and size <= pool / 2:
        places = _draw_anew(stream, pool, size)
    else:
        places = _swap(stream, pool, size)
    return first + places


def _checked_pool(first: int, last: int, size: int) -> int:
    pool = last - first + 1
    if not 1 < pool <= LARGEST_POOL:
        raise StudyError(
            f"R's sample({first}:{last}, {size}) does not draw from the numbers {first} to {last}: "
            f"give a pool of 2 to 2^52 numbers."
        )
    if not 0 <= size <= pool:
        raise StudyError(
            f"{size} of {pool} numbers ({first} to {last}) cannot be drawn without putting back: "
            f"draw fewer, or widen the pool."
        )
    return pool


class _Stream:
    """Uniform numbers of many seeds, each row read at its own pace."""

    def __init__(self, seeds: Ints, size: int) -> None:
        self.seeds = seeds
        self.uniforms = unif_rand(seeds, 2 * size + WORDS)  # a draw takes two at most on average
        self.at = np.zeros(len(seeds), dtype=int)

    def index(self, below: int, rows: Ints) -> Ints:
        """One place in 0 .. below - 1 for each of these rows, R's `R_unif_index`."""
        drawn = np.empty(len(rows), dtype=np.int64)
        waiting = np.arange(len(rows))
        bits = (below - 1).bit_length()
        while len(waiting):
            drawn[waiting] = self._bits(bits, rows[waiting])
            waiting = waiting[drawn[waiting] >= below]
        return drawn

    def _bits(self, bits: int, rows: Ints) -> Ints:
        value = np.zeros(len(rows), dtype=np.int64)
        for _ in range(0, bits + 1, CHUNK):  # R: n <= bits, so 16 bits cost two numbers
            value = (value << CHUNK) + (self._next(rows) * 2**CHUNK).astype(np.int64)
        return value & ((1 << bits) - 1)

    def _next(self, rows: Ints) -> Floats:
        if len(rows) and self.at[rows].max() >= self.uniforms.shape[1]:
            self.uniforms = unif_rand(self.seeds, 2 * self.uniforms.shape[1])
        numbers = self.uniforms[rows, self.at[rows]]
        self.at[rows] += 1
        return numbers


def _swap(stream: _Stream, pool: int, size: int) -> Ints:
    """Fisher and Yates: what is drawn gives its place to the last one left."""
    n = len(stream.seeds)
    every = np.arange(n)
    left = np.tile(np.arange(pool), (n, 1))
    places = np.empty((n, size), dtype=np.int64)
    for i in range(size):
        chosen = stream.index(pool - i, every)
        places[:, i] = left[every, chosen]
        left[every, chosen] = left[:, pool - i - 1]
    return places


def _draw_anew(stream: _Stream, pool: int, size: int) -> Ints:
    """What was drawn before is drawn again."""
    places = np.empty((len(stream.seeds), size), dtype=np.int64)
    for row in range(len(places)):
        one = np.array([row])
        seen: dict[int, None] = {}
        while len(seen) < size:
            seen.setdefault(int(stream.index(pool, one)[0]))
        places[row] = list(seen)
    return places
