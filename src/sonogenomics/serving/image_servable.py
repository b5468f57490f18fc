"""One folder: ultrasound images in, a probability out, with all that may speak against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ValidationError
from safetensors.numpy import load as load_arrays
from torchvision.models.detection import MaskRCNN

from sonogenomics import __version__
from sonogenomics.errors import StudyError, listed
from sonogenomics.segmentation.inference import device_for, threads
from sonogenomics.segmentation.network import load as load_network
from sonogenomics.serving.familiarity import Familiar
from sonogenomics.serving.image_answer import Model, answer
from sonogenomics.serving.image_recipe import Recipe
from sonogenomics.serving.image_request import Asked, read_request
from sonogenomics.serving.one_image import Looked, look_at
from sonogenomics.serving.seal import damaged, fingerprint, read_card, unsealed
from sonogenomics.serving.servable import DAMAGED, Servable

KIND = "image"
NETWORK, URFS, SEEN = "network", "urfs", "training_images.safetensors"


@dataclass(frozen=True, eq=False)
class ImageServable:
    """A packaged model: ultrasound images in, probabilities of the positive arm out.

    Research use only, not for diagnosis; what it does not replace stands on its card.

    Attributes
    ----------
    network : MaskRCNN
        Outlines lesions.
    urf_model : Servable
        From URFs to the probability.
    recipe : Recipe
        Everything in between.
    seen : Familiar
        What training images look like.
    card : dict
        What `servable.json` says.
    fingerprint : str
        SHA-256 over the packaged files.
    """

    network: MaskRCNN
    urf_model: Servable
    recipe: Recipe
    seen: Familiar
    card: dict[str, Any]
    fingerprint: str = ""

    @classmethod
    def load(cls, folder: str | Path) -> "ImageServable":
        """Read a packaged image model: safetensors, skops and JSON; no pickle.

        Parameters
        ----------
        folder : str or Path
            As stage package writes it.

        Raises
        ------
        StudyError
            The folder holds no model, or one that was damaged or tampered with.
        """
        folder = Path(folder)
        card = read_card(folder)
        contents = unsealed(folder, card)
        try:
            recipe = Recipe.model_validate(card["recipe"])
            seen = Familiar.of_arrays(card["appearance"], load_arrays(contents[SEEN]))
            network, described = load_network(folder / NETWORK, device_for("cpu"))
            if described.settings.side_px != recipe.side_px:
                raise ValueError("its network looks at squares of another size")
        except (*DAMAGED, ValidationError) as error:
            why = "its recipe" if isinstance(error, ValidationError) else error
            raise damaged(folder, why) from None
        urf_model = Servable.load(folder / URFS)
        if urf_model.refits is None:
            raise damaged(folder, f"{URFS} gives no intervals")
        return cls(network, urf_model, recipe, seen, card, fingerprint(folder, card))

    def predict(self, images: pd.DataFrame) -> pd.DataFrame:
        """Say of each patient how likely the outcome is positive, from their images.

        Parameters
        ----------
        images : DataFrame, one row an image
            `image`: content of a PNG, JPEG, BMP, TIFF or DICOM file, as bytes or base64 text.
            Optional: `patient` (images of one are averaged as in the study; without it every image
            is its own patient), `mask` (a PNG or NIfTI; where it is empty the network outlines),
            `scanner` (its name, where the study brought scanners to one scale).

        Returns
        -------
        DataFrame, one row a patient
            `patient`; `probability_<positive arm>` with `probability_low` and `probability_high`
            (95 %; `image_answer.answer` says what it covers); `call`; `quality` (0 to 1, of the
            worst mask); `outside_training_range` and its `reasons`, sentences; `urfs` by name;
            `images`, each a dict with sha256, contour (polygons in px), quality, area_px, drawn_by
            (mask or network), findings and fault; `statement`; `model`. Without a lesion that can
            be measured probability and call are None.

        Raises
        ------
        StudyError
            The request is at fault, or none of its images can be read.
        """
        asked = read_request(images)
        answers = []
        with threads(self.recipe.threads):
            for patient, own in asked.items():
                answers.append(
                    self._answered(patient, list(look_at(own, self.network, self.recipe)), own)
                )
        _some_readable(answers)
        table = pd.DataFrame(answers, columns=list(answers[0]))
        for column in answers[0]:
            if any(one[column] is None for one in answers):  # NaN is no number in JSON
                table[column] = pd.Series([one[column] for one in answers], dtype=object)
        return table

    def score(self, patient: str, images: Sequence[Asked]) -> dict[str, Any]:
        """One patient's answer, as a row of `predict`; unreadable images are told, never raised."""
        with threads(self.recipe.threads):
            looked = list(look_at(images, self.network, self.recipe))
        return self._answered(patient, looked, images)

    def _answered(
        self, patient: str, looked: list[Looked], asked: Sequence[Asked]
    ) -> dict[str, Any]:
        scanners = sorted({one.scanner for one in asked} - {""})
        model = Model(self.urf_model, self.recipe, self.seen, self.card)
        return {
            **answer(patient, looked, model, scanners),
            "statement": self.card["statement"],
            "model": {
                "fingerprint": self.fingerprint,
                "sonogenomics": __version__,
                "study": self.card["study"],
            },
        }


def _some_readable(answers: list[dict[str, Any]]) -> None:
    images = [image for one in answers for image in one["images"]]
    faults = [image["fault"] for image in images if image["fault"] is not None]
    if len(faults) == len(images):
        raise StudyError(
            faults[0] if len(faults) == 1 else f"No image can be read: {listed(faults, 3)}"
        )
