"""Work whose every item is known, and that can leave a mark or die on the way."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sonogenomics.compute.spread import Arrays


@dataclass(frozen=True)
class Draws:
    """What all items share: the seed, and where marks are left."""

    seed: int
    marks: Path
    dies_at: int = -1


def draw(shared: Draws, items: range) -> Arrays:
    """One random number an item, from its own stream; one mark a piece that was begun."""
    with (shared.marks / f"{items.start}").open("a") as mark:
        mark.write("begun\n")
    died = shared.marks / "died"
    if shared.dies_at in items and not died.exists():
        died.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    values = [np.random.default_rng([shared.seed, i]).random() for i in items]
    return {"item": np.array(items, dtype=int), "value": np.array(values)}


def expected(seed: int, n: int) -> list[float]:
    return [float(np.random.default_rng([seed, i]).random()) for i in range(n)]


def refuse(_: Draws, items: range) -> Arrays:
    from sonogenomics.errors import StudyError

    raise StudyError(f"Items {items.start} to {items.stop} cannot be done: give others.")
