"""Many lesions over many processes: one row each, whatever the number of workers."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
from joblib import Parallel, delayed

from sonogenomics.errors import StudyError
from sonogenomics.params.features import Extraction
from sonogenomics.progress import track
from sonogenomics.radiomics.engine import fast_features
from sonogenomics.radiomics.extraction import reference_features
from sonogenomics.radiomics.region import Lesion, Region, UnfitError, region_of
from sonogenomics.radiomics.settings import feature_names

Engine = Literal["fast", "reference"]
ENGINES: Mapping[Engine, Callable[[Region, Extraction], dict[str, float]]] = {
    "fast": fast_features,
    "reference": reference_features,
}
KEY = ["patient_id", "image", "lesion"]


UNREADABLE = "unreadable"  # reason of a lesion whose files give no pixels


@dataclass(frozen=True)
class Extracted:
    """What came of a number of lesions.

    Attributes
    ----------
    features : DataFrame
        One row per lesion that gave features: `patient_id`, `image`, `lesion`, `n_px` and one
        float64 column a feature, in the order the lesions came.
    faults : DataFrame
        One row per lesion that gave none: `patient_id`, `image`, `lesion`, the `reason` in one
        word and the sentence `fault`.
    n_at_edge : int
        Lesions that gave features and touch the edge of their image.
    """

    features: pd.DataFrame
    faults: pd.DataFrame
    n_at_edge: int = 0


@dataclass(frozen=True)
class _Outcome:
    """What came of one lesion: a row of features, or one of faults."""

    row: dict[str, Any]
    fits: bool
    at_edge: bool = False


def extract_all(
    lesions: Iterable[Lesion],
    settings: Extraction,
    workers: int = 1,
    engine: Engine = "fast",
    label: str = "features",
) -> Extracted:
    """Take the features of many lesions; a lesion at fault is counted and the others go on.

    Lesions are read in the workers, few at a time; equal input gives equal bytes for any number of
    workers.

    Parameters
    ----------
    lesions : iterable of Lesion
        May be a generator; with several workers its readers must be picklable.
    settings : Extraction
        Which features, and how.
    workers : int
        Processes.
    engine : {'fast', 'reference'}
        The library's classes on the crop, or the library's whole extractor; equal to the last bit.
    label : str
        What the progress bar says.

    Returns
    -------
    Extracted
        Rows and faults.

    Raises
    ------
    StudyError
        A worker was killed.

    Examples
    --------
    >>> import numpy as np
    >>> grey = np.random.default_rng(1).integers(0, 256, (20, 20))
    >>> pair = [Lesion("P1", "left", grey, grey > 9), Lesion("P2", "left", grey, grey > 300)]
    >>> result = extract_all(pair, Extraction())
    >>> result.features.shape, result.faults["fault"].item()[:47]
    ((1, 90), 'Lesion 1 of image left (patient P2): its mask i')
    """
    rows: list[dict[str, Any]] = []
    faults: list[dict[str, Any]] = []
    n_at_edge = 0
    for outcome in track(_outcomes(lesions, settings, workers, engine), label, _n(lesions)):
        (rows if outcome.fits else faults).append(outcome.row)
        n_at_edge += outcome.at_edge
    return Extracted(
        _frame(rows, {"n_px": "int64", **dict.fromkeys(feature_names(settings), "float64")}),
        _frame(faults, {"reason": "str", "fault": "str"}),
        n_at_edge,
    )


def _outcomes(
    lesions: Iterable[Lesion], settings: Extraction, workers: int, engine: Engine
) -> Iterator[_Outcome]:
    if workers == 1:
        yield from (_outcome(lesion, settings, engine) for lesion in lesions)
        return
    done = 0
    tasks = (delayed(_outcome)(lesion, settings, engine) for lesion in lesions)
    try:
        for outcome in Parallel(n_jobs=workers, return_as="generator")(tasks):
            done += 1
            yield outcome
    except BrokenProcessPool:
        raise StudyError(
            f"A worker was killed after {done} lesions had their features, most often for lack of "
            "memory: run again with fewer workers (SONOGENOMICS_WORKERS=1)."
        ) from None


def _outcome(lesion: Lesion, settings: Extraction, engine: Engine) -> _Outcome:
    key = {"patient_id": lesion.patient_id, "image": lesion.image, "lesion": lesion.lesion}
    try:
        region = region_of(lesion, settings.region, settings.min_pixels)
        values = ENGINES[engine](region, settings)
    except StudyError as error:
        reason = error.reason if isinstance(error, UnfitError) else UNREADABLE
        return _Outcome({**key, "reason": reason, "fault": str(error)}, fits=False)
    return _Outcome({**key, "n_px": region.n_px, **values}, fits=True, at_edge=region.at_edge)


def _frame(rows: list[dict[str, Any]], values: Mapping[str, str]) -> pd.DataFrame:
    types = {"patient_id": "str", "image": "str", "lesion": "int64", **values}
    return pd.DataFrame(rows, columns=list(types)).astype(types)


def _n(lesions: Iterable[Lesion]) -> int | None:
    return len(lesions) if isinstance(lesions, list | tuple) else None
