"""Batches in an order that depends on seed and step alone, read ahead of the device."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from sonogenomics.segmentation.cache import Cache, Numbers
from sonogenomics.segmentation.draws import ORDER, generator


class Batch(NamedTuple):
    """A slice of the cache.

    images, labels : uint8 Tensor, shape (n, 1, side, side); numbers : int64 Tensor, shape (n,);
    epoch : int, -1 where nothing is to be varied.
    """

    images: Tensor
    labels: Tensor
    numbers: Tensor
    epoch: int


@dataclass(frozen=True)
class Share:
    """Which part of every batch this process takes, where several GPUs share it."""

    rank: int = 0
    world: int = 1
    pinned: bool = False


def read(cache: Cache, numbers: Numbers, epoch: int, pinned: bool = False) -> Batch:
    """Copy the named images out of the cache."""
    arrays = [
        torch.from_numpy(np.ascontiguousarray(part[numbers]))[:, None]
        for part in (cache.images, cache.outlines)
    ]
    if pinned:
        arrays = [array.pin_memory() for array in arrays]
    return Batch(arrays[0], arrays[1], torch.from_numpy(np.asarray(numbers, np.int64)), epoch)


def _ahead(readers: Iterator[Callable[[], Batch]]) -> Iterator[Batch]:
    """One batch is read while the one before it is learnt from."""
    with ThreadPoolExecutor(1) as pool:
        waiting = None
        for reader in readers:
            following = pool.submit(reader)
            if waiting is not None:
                yield waiting.result()
            waiting = following
        if waiting is not None:
            yield waiting.result()


@dataclass(frozen=True)
class Plan:
    """How the training images are dealt out.

    Attributes
    ----------
    numbers : int array
        Of the training images, in the cache.
    batch : int
        Images a step and process.
    batches : int or None
        Steps an epoch; None: every image once.
    seed : int
    """

    numbers: Numbers
    batch: int
    batches: int | None
    seed: int

    def n_batches(self, world: int = 1) -> int:
        """Steps an epoch.

        Examples
        --------
        >>> Plan(np.arange(10), batch=4, batches=None, seed=1).n_batches()
        3
        """
        return self.batches or -(-len(self.numbers) // (self.batch * world))

    def order(self, epoch: int, world: int = 1) -> Numbers:
        """Images of an epoch: shuffled, and begun again where the last batch is not full."""
        n_wanted = self.n_batches(world) * self.batch * world
        rng = generator(self.seed, ORDER, epoch)
        rounds = -(-n_wanted // len(self.numbers))
        return np.concatenate([rng.permutation(self.numbers) for _ in range(rounds)])[:n_wanted]


class TrainingBatches:
    """The batches of one epoch, from any step on.

    Parameters
    ----------
    cache : Cache
    plan : Plan
    share : Share
    step : callable
        How many steps were done, asked when the first batch is: epoch and place follow from it.
    """

    def __init__(self, cache: Cache, plan: Plan, share: Share, step: Callable[[], int]) -> None:
        self.cache, self.plan, self.share, self.step = cache, plan, share, step

    def __len__(self) -> int:
        return self.plan.n_batches(self.share.world)

    def __iter__(self) -> Iterator[Batch]:
        return _ahead(self._readers())

    def state_dict(self) -> dict[str, int]:
        """Nothing: the place follows from the step. Lightning asks for it before it resumes."""
        return {}

    def load_state_dict(self, state: dict[str, int]) -> None:
        """Nothing to restore."""

    def _readers(self) -> Iterator[Callable[[], Batch]]:
        epoch, begun = divmod(self.step(), len(self))
        size = self.plan.batch * self.share.world
        order = self.plan.order(epoch, self.share.world)
        for place in range(begun, len(self)):
            whole = order[place * size : (place + 1) * size]
            own = whole[self.share.rank :: self.share.world]
            yield _reader(self.cache, own, epoch, self.share.pinned)


class ValidationBatches:
    """Images set aside, in their own order, nothing varied."""

    def __init__(self, cache: Cache, numbers: Numbers, batch: int, share: Share) -> None:
        own = numbers[share.rank :: share.world]
        self.cache, self.share = cache, share
        self.parts = [own[i : i + batch] for i in range(0, len(own), batch)]

    def __len__(self) -> int:
        return len(self.parts)

    def __iter__(self) -> Iterator[Batch]:
        return _ahead(_reader(self.cache, part, -1, self.share.pinned) for part in self.parts)


def _reader(cache: Cache, numbers: Numbers, epoch: int, pinned: bool) -> Callable[[], Batch]:
    return lambda: read(cache, numbers, epoch, pinned)
