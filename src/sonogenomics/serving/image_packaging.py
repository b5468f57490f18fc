"""What the image model has to know of the training images, and how it fares on held-out ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sonogenomics.imaging.appearance import appearance
from sonogenomics.imaging.ultrasound import Ultrasound
from sonogenomics.progress import track
from sonogenomics.segmentation.network import load as load_network
from sonogenomics.segmentation.pictures import read_grey
from sonogenomics.serving.familiarity import Familiar, familiar
from sonogenomics.serving.image_bundle import Parts, image_card, write_image_bundle
from sonogenomics.serving.image_recipe import Recipe
from sonogenomics.serving.image_request import Asked
from sonogenomics.serving.image_servable import ImageServable
from sonogenomics.serving.scanner_scale import scanner_scales
from sonogenomics.serving.servable import Servable
from sonogenomics.study import Outcome

MOST_IMAGES = 400  # training images whose appearance is measured: more move no limit
MOST_PATIENTS = 40  # held-out patients who are looked at again: half a minute on two cores
MARGIN = 0.25  # of the range of each trait: another depth or gain is no other kind of picture
WORST = 0.025  # share of training masks whose predicted quality is flagged


def drawn(names: Iterable[object], most: int, rng: np.random.Generator) -> list[str]:
    """At most so many names, in alphabetical order."""
    every = sorted(str(name) for name in names)
    chosen = rng.permutation(len(every))[:most]
    return [every[at] for at in sorted(chosen)]


def training_appearance(
    names: Iterable[object], frames: Path, rng: np.random.Generator
) -> Familiar:
    """What training images look like.

    Parameters
    ----------
    names : iterable of str
        Of images of training patients.
    frames : Path
        Folder with `<image>.png`.
    rng : Generator
        Draws images where there are more than `MOST_IMAGES`, and folds.
    """
    rows = []
    chosen = drawn(names, MOST_IMAGES, rng)
    for name in track(chosen, "appearance", len(chosen)):
        grey = read_grey(frames / f"{name}.png")
        rows.append(appearance(Ultrasound(grey, None, None, "PNG", 1, 0, "")))
    return familiar(pd.DataFrame(rows), rng, MARGIN)


def least_quality(detections: pd.DataFrame, training: Iterable[object]) -> float:
    """Predicted quality that all but the worst masks of training images reach."""
    mine = detections[(detections["lesion"] > 0) & detections["image"].isin(list(training))]
    return float(mine["quality"].quantile(WORST)) if len(mine) else 0.0


@dataclass(frozen=True)
class HeldOut:
    """Held-out patients' images on disk.

    Attributes
    ----------
    images : DataFrame, by image
        Of `catalog.IMAGES`.
    frames, outlines : Path
        Folders with `<image>.png`.
    """

    images: pd.DataFrame
    frames: Path
    outlines: Path

    def asked(self, patient: str, *, outlined: bool = False) -> list[Asked]:
        """A patient's images, with the experts' outlines where they are wanted."""
        own = self.images[self.images["patient_id"] == patient].sort_index()
        sizes = zip(own["row_mm"].astype(float), own["column_mm"].astype(float), strict=True)
        return [
            Asked(
                patient,
                f"Image {name}",
                (self.frames / f"{name}.png").read_bytes(),
                (self.outlines / f"{name}.png").read_bytes() if outlined and drawn else None,
                spacing_mm=size if np.isfinite(size).all() else None,
            )
            for name, drawn, size in zip(own.index, own["n_outlined"] > 0, sizes, strict=True)
        ]


def familiarity(
    model: ImageServable, held_out: HeldOut, rng: np.random.Generator
) -> dict[str, Any]:
    """How often held-out patients are flagged, and how often the interval holds an expert's answer.

    Nobody's outcome is looked at.

    Parameters
    ----------
    model : ImageServable
    held_out : HeldOut
    rng : Generator
        Draws the patients.

    Returns
    -------
    dict
        `n_patients`; `flagged`, share with `outside_training_range`, and `flagged_clean`, of those
        without callipers or text on the lesion, blank or clipped frames; `n_outlined`, patients
        with experts' outlines on every image, and `expert_within`, the share of them whose
        probability from the experts' outlines lies in the interval from the network's.
    """
    patients = drawn(held_out.images["patient_id"].unique(), MOST_PATIENTS, rng)
    answers = {
        patient: model.score(patient, held_out.asked(patient))
        for patient in track(patients, "held-out patients", len(patients))
    }
    every_outlined = held_out.images.groupby("patient_id")["n_outlined"].min() > 0
    within = [
        _within(model, held_out.asked(patient, outlined=True), told)
        for patient, told in answers.items()
        if every_outlined[patient] and told["call"] is not None
    ]
    flags = [bool(told["outside_training_range"]) for told in answers.values()]
    clean = [flag for flag, told in zip(flags, answers.values(), strict=True) if _clean(told)]
    return {
        "n_patients": len(flags),
        "flagged": _share(flags),
        "n_clean": len(clean),
        "flagged_clean": _share(clean),
        "n_outlined": len(within),
        "expert_within": _share(within),
    }


def _share(flags: list[bool]) -> float | None:
    return round(float(np.mean(flags)), 4) if flags else None


def _clean(told: Mapping[str, Any]) -> bool:
    """Whether hygiene finds nothing on the images that lies on the lesion or spoils the frame."""
    spoiling = ("Callipers or text on the lesion", "Nearly one grey", "Share of pixels")
    return not any(
        finding.startswith(spoiling) for image in told["images"] for finding in image["findings"]
    )


def _within(model: ImageServable, asked: list[Asked], told: Mapping[str, Any]) -> bool:
    name = model.card["outcome"]["probability"]
    expert = model.score(asked[0].patient, asked)[name]
    return expert is not None and told["probability_low"] <= expert <= told["probability_high"]


@dataclass(frozen=True, eq=False)
class Raw:
    """What ComBat learns from: URFs of training patients as measured, and everyone's scanner."""

    urfs: pd.DataFrame
    scanner: "pd.Series[str]"


@dataclass(frozen=True, eq=False)
class Given:
    """What earlier stages left.

    Attributes
    ----------
    urfs, network : Path
        Folders of the packaged URF model and of the trained network.
    fold : int
        Whose network it is.
    images, detections : DataFrame
        Tables of the catalog.
    frames, outlines : Path
        Folders with `<image>.png`.
    raw : Raw, optional
        Where the study brings scanners to one scale.
    """

    urfs: Path
    network: Path
    fold: int
    images: pd.DataFrame
    detections: pd.DataFrame
    frames: Path
    outlines: Path
    raw: Raw | None = None

    def of(self, split: str) -> pd.DataFrame:
        """Images of training or of held-out patients."""
        return self.images[self.images["split"] == split]


def package_images(
    folder: Path, given: Given, recipe: Recipe, outcome: Outcome, rng: np.random.Generator
) -> dict[str, Any]:
    """Put the image model together, see how it fares on held-out patients, and write it.

    Parameters
    ----------
    folder : Path
        Empty.
    given : Given
    recipe : Recipe
        As params.yaml has it; the quality below which a mask is flagged is learnt here.
    outcome : Outcome
    rng : Generator

    Returns
    -------
    dict
        Of `familiarity`.
    """
    training = given.of("train")
    urf_model = Servable.load(given.urfs)
    flagged = least_quality(given.detections, training.index)
    recipe = recipe.model_copy(update={"least_quality": round(flagged, 4)})
    seen = training_appearance(training.index, given.frames, rng)
    scales = None
    if given.raw is not None:
        scales = scanner_scales(given.raw.urfs, given.raw.scanner, urf_model.features)
    parts = Parts(given.network, given.urfs, given.fold, recipe, seen, scales, {})
    network, _ = load_network(given.network)
    card = image_card(urf_model.card, parts)
    model = ImageServable(network, urf_model, recipe, seen, card)
    held_out = HeldOut(given.of("test"), given.frames, given.outlines)
    found = familiarity(model, held_out, rng)
    write_image_bundle(folder, urf_model.card, replace(parts, familiarity=found), outcome)
    return found
