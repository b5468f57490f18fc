"""Which networks there are, and whether they are those asked for."""

from pathlib import Path

import pytest
import torch

from sonogenomics.errors import StudyError
from sonogenomics.params import Params
from sonogenomics.params.pixels import Segmenter
from sonogenomics.segmentation import network
from sonogenomics.segmentation.networks import network_of, trained_folds, why_none
from tests.segmentation.tiny import SETTINGS

CPU = torch.device("cpu")


def segmenter(*folds: int, **changed: object) -> Segmenter:
    default = Params.load().segmenter
    presets = default.presets.model_copy(update={"light": SETTINGS.model_copy(update=changed)})
    return default.model_copy(update={"folds": folds, "presets": presets})


@pytest.fixture
def networks(tmp_path: Path) -> Path:
    """Fold 2 has a network; the segmenter said why fold 3 has none."""
    (tmp_path / "2").mkdir()
    (tmp_path / "3").mkdir()
    (tmp_path / "3" / "README.txt").write_text("No image is\noutlined.\n")
    network.save(network.build(SETTINGS), SETTINGS, tmp_path / "2")
    return tmp_path


def test_folds_with_a_network_in_the_order_asked(networks: Path) -> None:
    assert trained_folds(networks, segmenter(3, 2, 2)) == [2]
    assert why_none(networks, segmenter(3)) == "No image is outlined."


def test_a_fold_that_was_never_trained_is_named(networks: Path) -> None:
    with pytest.raises(StudyError, match=r"no network of fold 7.*segmenter\.folds"):
        trained_folds(networks, segmenter(2, 7))


def test_a_network_comes_back_ready_to_look(networks: Path) -> None:
    model = network_of(2, networks, segmenter(2), CPU)
    assert not model.training


def test_a_network_of_other_settings_is_refused_by_name(networks: Path) -> None:
    with pytest.raises(StudyError, match=r"fold 2 .* another side_px, proposals than .*light"):
        network_of(2, networks, segmenter(2, side_px=96, proposals=9), CPU)
