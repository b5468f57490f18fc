"""The two ways to run the study: as it was published, and so that the answer can be believed."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Profile:
    """What a profile decides, stage by stage.

    Attributes
    ----------
    name : str
        Shown with every figure the software reports.
    region : {'box', 'mask'}
        Whether features are taken from the lesion's filled bounding box or from the lesion.
    detections : {'only', 'best'}
        Which detection outlines the lesion: the only one, images with none or several being
        left to the reader; or the one of highest score.
    select_on : {'everyone', 'train'}
        Whose URFs choose the differential features, and whose are paired with genes.
    correct_differential : bool
        Benjamini-Hochberg over the features, or the raw p-value.
    link_by : {'perturbation', 'paired'}
        Which gene lists make the module: those of random pairing, or those of a paired series
        where the study has one (random pairing otherwise).
    universe : {'annotated', 'measured'}
        Background of over-representation: all genes of the library, or those that were measured.
    adjust_over : {'overlapping', 'tested'}
        Which sets Benjamini-Hochberg counts: those sharing a gene with the list, as clusterProfiler
        and gseapy do, or every set of admitted size.
    resample : {'everyone', 'train'}
        Whose scores are resampled; the held-out patients are kept out, or not.
    stratify : bool
        Whether each resampling keeps the proportion of positive patients.
    tune : bool
        Whether Optuna tunes inside each training fold.
    standardise : bool
        Whether the support vector machine and the network see standardised features, whatever
        their settings say; the others do not depend on it.
    headline : {'best', 'median'}
        The resampling whose AUC is quoted first.
    """

    name: Literal["published", "honest"]
    region: Literal["box", "mask"]
    detections: Literal["only", "best"]
    select_on: Literal["everyone", "train"]
    correct_differential: bool
    link_by: Literal["perturbation", "paired"]
    universe: Literal["annotated", "measured"]
    adjust_over: Literal["overlapping", "tested"]
    resample: Literal["everyone", "train"]
    stratify: bool
    tune: bool
    standardise: bool
    headline: Literal["best", "median"]


PROFILES = {
    "published": Profile(
        name="published",
        region="box",
        detections="only",
        select_on="everyone",
        correct_differential=False,
        link_by="perturbation",
        universe="annotated",
        adjust_over="overlapping",
        resample="everyone",
        stratify=False,
        tune=False,
        standardise=False,
        headline="best",
    ),
    "honest": Profile(
        name="honest",
        region="mask",
        detections="best",
        select_on="train",
        correct_differential=True,
        link_by="paired",
        universe="measured",
        adjust_over="tested",
        resample="train",
        stratify=True,
        tune=True,
        standardise=True,
        headline="median",
    ),
}
