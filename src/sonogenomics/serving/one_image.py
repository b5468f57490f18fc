"""One image on its way to URFs: read, outlined, looked over, its lesions measured."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
from torchvision.models.detection import MaskRCNN

from sonogenomics.errors import StudyError
from sonogenomics.imaging.appearance import appearance, coloured
from sonogenomics.imaging.deidentify import deidentified
from sonogenomics.imaging.expert_outlines import label_picture
from sonogenomics.imaging.mask_files import read_mask_bytes
from sonogenomics.imaging.masks import Expected
from sonogenomics.imaging.reading import read_ultrasound_bytes
from sonogenomics.imaging.traits import Traits, Whose, traits
from sonogenomics.imaging.ultrasound import Ultrasound
from sonogenomics.params.features import Extraction
from sonogenomics.radiomics.batch import ENGINES
from sonogenomics.radiomics.region import Lesion, region_of
from sonogenomics.segmentation.inference import see
from sonogenomics.segmentation.looks import Detection
from sonogenomics.segmentation.outcome import outcome
from sonogenomics.serving.image_recipe import Recipe
from sonogenomics.serving.image_request import Asked
from sonogenomics.serving.plausible_outlines import doubt_px, plausible_outlines

GIVEN = 1.0  # quality of a mask that was given: a person answers for it
Labels = npt.NDArray[np.uint8]
Values = dict[str, float]


@dataclass(frozen=True, eq=False)
class Outlined:
    """A mask, and what is known of it.

    Attributes
    ----------
    labels : uint8 array, shape (rows, columns)
        0 outside, 1, 2, ... by lesion.
    drawn_by : {'mask', 'network'}
    quality : float
        Foreseen agreement with an expert, 0 to 1; 1 where the mask was given, 0 where none is.
    n_seen : int
        Lesions that the network sees, taken or not; of a given mask, its own.
    doubt_px : dict of int to float
        By lesion: how many pixels the network's outline is undecided by.
    """

    labels: Labels
    drawn_by: str
    quality: float
    n_seen: int
    doubt_px: dict[int, float] = field(default_factory=dict)

    @property
    def lesions(self) -> list[int]:
        """Numbers of the lesions."""
        return [int(number) for number in np.unique(self.labels) if number]


@dataclass(frozen=True, eq=False)
class Measured:
    """URFs of one lesion, and of the same lesion outlined otherwise.

    Attributes
    ----------
    lesion, n_px : int
    at_edge : bool
        It touches the edge of the image.
    urfs : dict
    others : list of dict
        By outline; the lesion's own values where that outline gives none.
    """

    lesion: int
    n_px: int
    at_edge: bool
    urfs: Values
    others: list[Values]


@dataclass(frozen=True, eq=False)
class Looked:
    """Everything that is known of one image.

    Attributes
    ----------
    name, sha256 : str
    fault : str, optional
        Why it was left out; the rest is then empty.
    outlined : Outlined, optional
    traits : Traits, optional
    appearance : dict
    coloured : float
    measured : list of Measured
    unmeasured : list of str
        Why a lesion gave no URFs, one sentence each.
    """

    name: str
    sha256: str
    fault: str | None = None
    outlined: Outlined | None = None
    traits: Traits | None = None
    appearance: Values = field(default_factory=dict)
    coloured: float = 0.0
    measured: list[Measured] = field(default_factory=list)
    unmeasured: list[str] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class _Read:
    """An image that was read; without a mask the network has yet to see it."""

    asked: Asked
    frame: Ultrasound | None = None
    given: Labels | None = None
    fault: str | None = None

    @property
    def waits(self) -> bool:
        return self.frame is not None and self.given is None


def look_at(images: Sequence[Asked], model: MaskRCNN, recipe: Recipe) -> Iterator[Looked]:
    """Look at every image, as the pipeline would: same frame, same mask, same URFs.

    Parameters
    ----------
    images : sequence of Asked
        Held in memory together; those without a mask go to the network a batch at a time.
    model : MaskRCNN
        In evaluation mode.
    recipe : Recipe

    Yields
    ------
    Looked
        In the same order; an image that cannot be read has a fault and nothing else.
    """
    read = [_read(one) for one in images]
    seen = see(model, (one.frame.grey for one in read if one.waits and one.frame), recipe.viewing)
    for one in read:
        found = next(seen) if one.waits else None
        yield _looked(one, found, recipe)


def _read(one: Asked) -> _Read:
    try:
        frame = deidentified(read_ultrasound_bytes(one.image, one.name))
        frame = replace(frame, spacing_mm=frame.spacing_mm or one.spacing_mm)
        if one.mask is None:
            return _Read(one, frame)
        return _Read(one, frame, _labels(one.mask, one.name, frame.shape))
    except StudyError as error:
        return _Read(one, fault=str(error))


def _labels(mask: bytes, name: str, shape: tuple[int, int]) -> Labels:
    source = f"of {name[:1].lower()}{name[1:]}"
    try:
        return label_picture(read_mask_bytes(mask, source, Expected(shape)), source)
    except StudyError as error:  # what is no picture at all is named by its source alone
        said = str(error)
        raise StudyError(f"The mask {said}" if said.startswith(source) else said) from None


def _looked(one: _Read, found: list[Detection] | None, recipe: Recipe) -> Looked:
    name, sha256 = one.asked.name, hashlib.sha256(one.asked.image).hexdigest()
    if one.frame is None:
        return Looked(name, sha256, one.fault)
    outlined = _given(one.given) if found is None else _drawn(found, one.frame, recipe)
    measured, unmeasured = _measured(one, outlined, recipe)
    return Looked(
        name,
        sha256,
        None,
        outlined,
        traits(Whose(name, one.asked.patient), one.frame, outlined.labels > 0),
        appearance(one.frame),
        coloured(one.frame),
        measured,
        unmeasured,
    )


def _given(labels: Labels | None) -> Outlined:
    drawn = np.zeros((0, 0), np.uint8) if labels is None else labels
    return Outlined(drawn, "mask", GIVEN, int(drawn.max(initial=0)))


def _drawn(found: list[Detection], frame: Ultrasound, recipe: Recipe) -> Outlined:
    """The network's mask, without lesions that the pipeline would have left out as too poor."""
    result = outcome(found, recipe.choice, frame.shape)
    labels, doubts = result.labels.copy(), {}
    for one, number in zip(result.kept, result.numbers, strict=True):
        if number and one.quality < recipe.min_quality:
            labels[labels == number] = 0
        elif number:
            doubts[number] = doubt_px(one)
    return Outlined(labels, "network", round(result.quality, 4), len(result.drawn), doubts)


def _measured(one: _Read, outlined: Outlined, recipe: Recipe) -> tuple[list[Measured], list[str]]:
    measured, unmeasured = [], []
    for number in outlined.lesions:
        try:
            measured.append(_lesion(one, number, outlined, recipe))
        except StudyError as error:
            unmeasured.append(str(error))
    return measured, unmeasured


def _lesion(one: _Read, number: int, outlined: Outlined, recipe: Recipe) -> Measured:
    mask = outlined.labels == number
    region, values = _urfs(one, number, mask, recipe)
    doubt = outlined.doubt_px.get(number, 0.0)
    others = plausible_outlines(mask, recipe.radius_px, doubt)
    moved = list(_otherwise(one, number, others, recipe, values))
    return Measured(number, region.n_px, region.at_edge, values, moved)


def _otherwise(
    one: _Read,
    number: int,
    masks: Iterable[npt.NDArray[np.bool_]],
    recipe: Recipe,
    values: Values,
) -> Iterator[Values]:
    """URFs within other outlines; one that has none tells nothing new."""
    for mask in masks:
        try:
            yield _urfs(one, number, mask, recipe)[1]
        except StudyError:
            yield values


def _urfs(one: _Read, number: int, mask: npt.NDArray[np.bool_], recipe: Recipe):  # type: ignore[no-untyped-def]
    settings: Extraction = recipe.extraction
    frame = one.frame
    spacing = None if frame is None or frame.spacing_mm is None else frame.spacing_mm[::-1]
    grey = np.zeros((0, 0)) if frame is None else frame.grey
    lesion = Lesion(one.asked.patient, one.asked.name, grey, mask, number, spacing)
    region = region_of(lesion, settings.region, settings.min_pixels)
    return region, ENGINES[recipe.engine](region, settings)
