"""Who is learnt from, in which order."""

from pathlib import Path

import numpy as np

from sonogenomics.segmentation.aside import set_aside
from sonogenomics.segmentation.batches import Plan, Share, TrainingBatches, ValidationBatches
from tests.segmentation import tiny

PLAN = Plan(np.arange(10), batch=3, batches=None, seed=1)


def test_an_epoch_shows_every_image_and_fills_its_last_batch() -> None:
    order = PLAN.order(0)
    assert len(order) == 12
    assert set(order) == set(range(10))


def test_the_order_depends_on_seed_and_epoch_alone() -> None:
    assert PLAN.order(4).tolist() == PLAN.order(4).tolist()
    assert PLAN.order(4).tolist() != PLAN.order(5).tolist()


def test_a_set_number_of_batches_is_kept() -> None:
    few, many = (Plan(np.arange(10), 1, n, 1) for n in (4, 25))
    assert (len(few.order(0)), len(many.order(0))) == (4, 25)


def test_going_on_in_the_middle_gives_the_same_batches(tmp_path: Path) -> None:
    cache = tiny.cache(tmp_path)
    whole = [b.numbers.tolist() for b in TrainingBatches(cache, PLAN, Share(), lambda: 4)]
    rest = [b.numbers.tolist() for b in TrainingBatches(cache, PLAN, Share(), lambda: 6)]
    assert len(whole) == 4
    assert rest == whole[2:]


def test_devices_share_each_batch_without_overlap(tmp_path: Path) -> None:
    cache = tiny.cache(tmp_path)
    shares = [list(TrainingBatches(cache, PLAN, Share(rank, 2), lambda: 0)) for rank in range(2)]
    assert [len(share) for share in shares] == [2, 2]
    seen = np.concatenate([batch.numbers for share in shares for batch in share])
    assert sorted(seen) == sorted(PLAN.order(0, 2))


def test_the_images_are_those_of_the_cache(tmp_path: Path) -> None:
    cache = tiny.cache(tmp_path)
    (batch, *_) = ValidationBatches(cache, np.array([7, 2]), 4, Share())
    assert (batch.images[:, 0].numpy() == cache.images[[7, 2]]).all()
    assert batch.epoch == -1


def test_patients_are_set_aside_whole() -> None:
    patients = [f"P{i // 2}" for i in range(40)]
    aside = set_aside(patients, 0.2, seed=1)
    assert len({p for p, out in zip(patients, aside, strict=True) if out}) == 4
    assert aside.sum() == 8
    assert set_aside(patients, 0.001, seed=1).sum() == 2
    assert not set_aside(["P1", "P1"], 0.5, seed=1).any()
