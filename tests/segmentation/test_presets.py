"""Every preset of params.yaml learns, at a small size."""

from pathlib import Path

import numpy as np
import pytest

from sonogenomics.params import Params
from sonogenomics.segmentation import network, training
from sonogenomics.segmentation.learning import Task
from sonogenomics.segmentation.machine import Machine
from tests.pipeline.graph import PROJECT
from tests.segmentation import tiny

SMALL = {
    "side_px": tiny.SIDE,
    "weights": "none",  # the real ones are fetched, and nothing is fetched here
    "batch": 2,
    "batches": 1,
    "epochs_heads": 1,
    "epochs_all": 1,
    "precision": "32-true",  # half precision is for GPUs
}


@pytest.mark.parametrize("name", ["light", "published", "honest"])
def test_a_preset_learns_heads_first_then_every_layer(name: str, tmp_path: Path) -> None:
    presets = Params.load(PROJECT / "params.yaml").segmenter.presets
    settings = getattr(presets, name).model_copy(update=SMALL)
    task = Task(settings, tiny.cache(tmp_path, 6), np.arange(4), np.arange(4, 6), seed=1)
    trained = training.train(task, Machine(accelerator="cpu", progress=False), tmp_path / "run")
    assert [row["epoch"] for row in trained.rows] == [1, 2]
    assert all(np.isfinite(row["loss"]) for row in trained.rows)
    (tmp_path / "saved").mkdir()
    network.save(trained.model, settings, tmp_path / "saved")
    loaded, description = network.load(tmp_path / "saved", "cpu")
    assert description.settings == settings
    assert network.n_parameters(loaded) == network.n_parameters(trained.model)
