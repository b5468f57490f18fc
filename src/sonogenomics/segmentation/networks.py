"""The trained networks of a study: which there are, and whether they are those asked for."""

from pathlib import Path

import torch
from torchvision.models.detection import MaskRCNN

from sonogenomics.errors import StudyError, listed
from sonogenomics.params.pixels import Network, Segmenter
from sonogenomics.segmentation.network import DESCRIPTION, load

README = "README.txt"  # why a folder holds no network


def trained_folds(networks: Path, segmenter: Segmenter) -> list[int]:
    """Folds with a network, in the order in which they are asked for.

    Parameters
    ----------
    networks : Path
        Holds one folder a fold.
    segmenter : Segmenter
        Names the folds.

    Raises
    ------
    StudyError
        A fold's folder is missing: its network was never trained.
    """
    folds = list(dict.fromkeys(segmenter.folds))
    missing = [fold for fold in folds if not (networks / str(fold)).is_dir()]
    if missing:
        raise StudyError(
            f"There is no network of fold {listed(missing)} in {networks}: train it with dvc "
            "repro, or take the fold out of segmenter.folds in params.yaml."
        )
    return [fold for fold in folds if (networks / str(fold) / DESCRIPTION).is_file()]


def why_none(networks: Path, segmenter: Segmenter) -> str:
    """The reason that the segmenter gave for training no network."""
    for fold in segmenter.folds:
        readme = networks / str(fold) / README
        if readme.is_file():
            return " ".join(readme.read_text(encoding="utf-8").split())
    return "no network was trained"


def network_of(fold: int, networks: Path, segmenter: Segmenter, device: torch.device) -> MaskRCNN:
    """The network of one fold, ready to look at images.

    Parameters
    ----------
    fold : int
    networks : Path
        Holds one folder a fold.
    segmenter : Segmenter
        What it must have been trained with.
    device : device
        Where it shall run.

    Raises
    ------
    StudyError
        It is damaged, or was trained with other settings.
    """
    model, description = load(networks / str(fold), device)
    if differing := _differing(description.settings, segmenter.network):
        raise StudyError(
            f"The network of fold {fold} in {networks} was trained with another "
            f"{listed(differing)} than segmenter.presets.{segmenter.preset} says: train it again "
            "with dvc repro, or set params.yaml back."
        )
    return model


def _differing(one: Network, other: Network) -> list[str]:
    first, second = one.model_dump(), other.model_dump()
    return [name for name in first if first[name] != second[name]]
