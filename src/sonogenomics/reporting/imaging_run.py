"""What the imaging half of a run left behind, as the page needs it."""

from dataclasses import dataclass, field

import pandas as pd

from sonogenomics.catalog.features import Reliability, ScannerEffects
from sonogenomics.catalog.images import (
    Agreement,
    Findings,
    ImageFaults,
    Images,
    LesionFaults,
    Lesions,
)
from sonogenomics.figures.image_flow import ImageTables
from sonogenomics.figures.lesion_gallery import Example


@dataclass(frozen=True)
class Imaging:
    """Tables, curves and pictures from images to features; empty in a study without images.

    Attributes
    ----------
    images, image_faults, findings, agreement, lesions, lesion_faults, feature_faults, \
reliability, scanner_effects : DataFrame
        As described in the catalog.
    curves : DataFrame
        Columns fold, epoch, losses and `validation_dice`, one row per fold and epoch.
    examples : tuple of Example
        Pictures of the gallery.
    weights : str
        Which network, and from which weights it was trained.
    """

    images: pd.DataFrame = field(default_factory=Images.empty)
    image_faults: pd.DataFrame = field(default_factory=ImageFaults.empty)
    findings: pd.DataFrame = field(default_factory=Findings.empty)
    agreement: pd.DataFrame = field(default_factory=Agreement.empty)
    lesions: pd.DataFrame = field(default_factory=Lesions.empty)
    lesion_faults: pd.DataFrame = field(default_factory=LesionFaults.empty)
    feature_faults: pd.DataFrame = field(default_factory=LesionFaults.empty)
    reliability: pd.DataFrame = field(default_factory=Reliability.empty)
    scanner_effects: pd.DataFrame = field(default_factory=ScannerEffects.empty)
    curves: pd.DataFrame = field(default_factory=pd.DataFrame)
    examples: tuple[Example, ...] = ()
    weights: str = "of unknown weights"

    @property
    def flow(self) -> ImageTables:
        """The tables that say what became of each image."""
        return ImageTables(
            self.images, self.image_faults, self.lesions, self.lesion_faults, self.feature_faults
        )

    def unseen(self) -> pd.DataFrame:
        """Agreement on images of patients whom the network had not seen."""
        return self.agreement[~self.agreement["seen"].astype(bool)]


def weights_in_words(backbone: str, weights: str) -> str:
    """Name a network and the weights it started from.

    Examples
    --------
    >>> weights_in_words("resnet18_fpn", "none")
    'Mask R-CNN (resnet18_fpn), trained from random weights'
    >>> weights_in_words("resnet50_fpn", "coco")
    'Mask R-CNN (resnet50_fpn), trained from COCO weights'
    """
    known = {"none": "random weights", "coco": "COCO weights"}
    return f"Mask R-CNN ({backbone}), trained from {known.get(weights, f'the weights {weights}')}"
