"""Training: killed, resumed, refused."""

import multiprocessing
import os
import signal
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from sonogenomics.errors import StudyError
from sonogenomics.segmentation import judging, learning, network, training
from sonogenomics.segmentation.checkpoints import LAST, forget
from sonogenomics.segmentation.learning import Task
from sonogenomics.segmentation.machine import Machine, trainer_options
from sonogenomics.segmentation.targets import targets_of
from tests.segmentation import tiny

QUIET = Machine(accelerator="cpu", progress=False)
EVERY_STEP = Machine(accelerator="cpu", progress=False, minutes=0)
TIMES = 3  # last columns of the live curves


def _weights(task: Task, folder: Path, machine: Machine = QUIET) -> bytes:
    return network.serialised(training.train(task, machine, folder).model)


def _lasting(folder: Path) -> list[list[str]]:
    lines = (folder / "curves.csv").read_text().splitlines()
    return [line.split(",")[:-TIMES] for line in lines]


def _killed(task: Task, folder: Path, machine: Machine, delay: float) -> None:
    """Let a child train until it has saved once more and a little longer, then kill it."""
    last = folder / LAST
    before = last.stat().st_mtime_ns if last.is_file() else 0
    child = multiprocessing.get_context("fork").Process(
        target=training.train, args=(task, machine, folder)
    )
    child.start()
    deadline = time.monotonic() + 60
    while child.is_alive() and time.monotonic() < deadline:
        if last.is_file() and last.stat().st_mtime_ns != before:
            break
        time.sleep(0.005)
    time.sleep(delay)
    os.kill(child.pid or 0, signal.SIGKILL)
    child.join()


@pytest.mark.parametrize("machine", [QUIET, EVERY_STEP], ids=["epochs", "steps"])
def test_a_killed_training_comes_to_the_same_end(tmp_path: Path, machine: Machine) -> None:
    task = tiny.task(tmp_path, epochs_heads=1, epochs_all=2)
    whole = _weights(task, tmp_path / "whole")
    rng = np.random.default_rng()
    for _ in range(2):
        _killed(task, tmp_path / "cut", machine, delay=float(rng.uniform(0, 0.4)))
    assert _weights(task, tmp_path / "cut", machine) == whole
    assert _lasting(tmp_path / "cut") == _lasting(tmp_path / "whole")


def test_a_finished_training_is_not_repeated(tmp_path: Path) -> None:
    task = tiny.task(tmp_path, epochs_all=1)
    first = _weights(task, tmp_path / "run")
    saved = (tmp_path / "run" / LAST).stat().st_mtime_ns
    assert _weights(task, tmp_path / "run") == first
    assert (tmp_path / "run" / LAST).stat().st_mtime_ns == saved
    forget(tmp_path / "run")
    assert sorted(p.name for p in (tmp_path / "run").iterdir()) == ["curves.csv", "overlays"]


@pytest.mark.parametrize("kind", ["torn", "foreign", "other"])
def test_a_checkpoint_that_cannot_serve_is_said_and_left(
    tmp_path: Path, kind: str, capfd: pytest.CaptureFixture[str]
) -> None:
    task = tiny.task(tmp_path, epochs_all=1, n_validation=0)
    whole = _weights(task, tmp_path / "run")
    last = tmp_path / "run" / LAST
    if kind == "torn":
        last.write_bytes(last.read_bytes()[:-1000])
    elif kind == "foreign":
        torch.save({"a": torch.ones(1)}, last)
    else:
        content = torch.load(last, weights_only=True)
        content["sonogenomics"]["fingerprint"] = "another"
        torch.save(content, last)
    assert _weights(task, tmp_path / "run") == whole
    assert "training starts over" in capfd.readouterr().err


def test_training_learns_and_can_be_watched(tmp_path: Path) -> None:
    task = tiny.task(tmp_path, epochs_all=12, learning_rate=3e-3, augmentation=tiny.STILL)
    trained = training.train(task, QUIET, tmp_path / "run")
    assert trained.rows[-1]["loss"] < 0.6 * trained.rows[0]["loss"]
    assert trained.epoch == 12
    header, *lines = (tmp_path / "run/curves.csv").read_text().splitlines()
    assert header.split(",")[:4] == ["epoch", "step", "rate", "loss"]
    assert header.split(",")[-TIMES:] == ["images_per_second", "loader_share", "seconds"]
    assert len(lines) == 12
    drawn = Image.open(tmp_path / "run/overlays/epoch-0012.png")
    assert drawn.size == (2 * tiny.SIDE, tiny.SIDE)
    assert (np.asarray(drawn) == (0, 200, 0)).all(-1).any() or trained.rows[-1][
        "validation_dice"
    ] > 0


def test_the_dice_that_is_watched_is_that_of_the_best_detection(tmp_path: Path) -> None:
    task = tiny.task(tmp_path, n_validation=3, epochs_all=6, learning_rate=3e-3)
    trained = training.train(task, QUIET, tmp_path / "run")
    images = np.array(task.cache.images[task.validation], np.float32)[:, None] / 255
    with torch.inference_mode():
        found = trained.model(torch.from_numpy(images))
    by_image = []
    for one, number in zip(found, task.validation, strict=True):
        outline = np.asarray(task.cache.outlines[number]) > 0
        drawn = np.zeros_like(outline)
        if len(one["scores"]) and one["scores"][0] >= 0.5:
            drawn = one["masks"][0, 0].numpy() > 0.5
        by_image.append(2 * (drawn & outline).sum() / (drawn.sum() + outline.sum()))
    assert trained.rows[-1]["validation_dice"] == pytest.approx(np.mean(by_image))
    with torch.inference_mode():
        torch.manual_seed(0)
        targets = targets_of(torch.from_numpy(task.cache.outlines[task.validation])[:, None], 1)
        loss = float(judging.judge(trained.model, torch.from_numpy(images), targets).loss)
    assert trained.rows[-1]["validation_loss"] == pytest.approx(loss, rel=0.2)


def test_early_stopping_keeps_the_best(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = iter([0.2, 0.6, 0.5, 0.4, 0.3, 0.9])

    def watched(self: learning.Segmenter) -> None:
        self.watched = {"validation_loss": 1.0, "validation_dice": next(told)}

    monkeypatch.setattr(learning.Segmenter, "on_validation_epoch_end", watched)
    task = tiny.task(tmp_path, epochs_all=6, patience=2)
    trained = training.train(task, QUIET, tmp_path / "run")
    assert (len(trained.rows), trained.epoch) == (4, 2)
    assert [p.name for p in (tmp_path / "run").glob("best-*")] == ["best-0002.safetensors"]
    again = training.train(task, QUIET, tmp_path / "run")
    assert network.serialised(again.model) == network.serialised(trained.model)


def test_a_loss_that_is_no_number_says_where_and_what_to_lower(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = judging.losses

    def poisoned(*arguments: object) -> dict[str, torch.Tensor]:
        return {name: value * float("nan") for name, value in plain(*arguments).items()}  # type: ignore[arg-type]

    monkeypatch.setattr(learning, "losses", poisoned)
    with pytest.raises(StudyError, match=r"\(epoch 1, batch 1\).*Lower learning_rate"):
        training.train(tiny.task(tmp_path), QUIET, tmp_path / "run")


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory"),
        MemoryError(),
        RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"),
    ],
)
def test_a_shortage_of_memory_says_what_to_lower(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def short(*_: object) -> None:
        raise error

    monkeypatch.setattr(learning, "losses", short)
    with pytest.raises(StudyError, match=r"batches of 4 image\(s\) of 64 px: lower batch"):
        training.train(tiny.task(tmp_path), QUIET, tmp_path / "run")


def test_a_gpu_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(StudyError, match="torch finds no GPU here"):
        trainer_options(Machine(accelerator="gpu"), tiny.SETTINGS)
    half = tiny.SETTINGS.model_copy(update={"precision": "16-mixed"})
    with pytest.raises(StudyError, match="16-mixed needs a GPU"):
        trainer_options(Machine(), half)


def test_several_gpus_share_by_ddp(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 4)
    assert trainer_options(Machine(), tiny.SETTINGS)["strategy"] == "ddp_spawn"
    assert trainer_options(Machine(devices=2), tiny.SETTINGS)["devices"] == 2
    with pytest.raises(StudyError, match="asks for 8 GPUs and torch finds 4"):
        trainer_options(Machine(devices=8), tiny.SETTINGS)


def test_the_callers_random_numbers_are_left_alone(tmp_path: Path) -> None:
    torch.manual_seed(5)
    before = torch.get_rng_state()
    training.train(tiny.task(tmp_path, epochs_all=1), QUIET, tmp_path / "run")
    assert torch.equal(torch.get_rng_state(), before)
