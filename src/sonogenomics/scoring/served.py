"""The models that answer at this moment, and which of them answers what."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, Protocol, cast, runtime_checkable

import numpy as np
import pandas as pd

from sonogenomics.errors import StudyError
from sonogenomics.scoring.image_rows import IMAGE, image_rows
from sonogenomics.scoring.limits import Limits
from sonogenomics.scoring.refusal import RefusedError, unfit
from sonogenomics.scoring.table import Table
from sonogenomics.scoring.urf_rows import Floats, urf_matrix

Kind = Literal["urfs", "image"]
Answers = list[dict[str, Any]]


class Packaged(Protocol):
    """What every packaged model has."""

    @property
    def card(self) -> Mapping[str, Any]:
        """What it tells, of whom it learnt, and what it must not be used for."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 over its files."""

    def predict(self, table: pd.DataFrame) -> pd.DataFrame:
        """One row a patient."""


@runtime_checkable
class ScoresUrfs(Packaged, Protocol):
    """A model of URFs, which can be asked without a DataFrame."""

    @property
    def features(self) -> list[str]:
        """Its columns, in order."""

    def scored(self, values: Floats) -> Mapping[str, Any]:
        """Columns of `predict`, for complete values in the order of `features`."""


@dataclass(frozen=True)
class Served:
    """One model, and where it came from.

    Attributes
    ----------
    packaged : Packaged
        The model.
    where : str
        Folder, or models:/name@alias.
    version : str
        Its version in the registry; empty for a folder.
    """

    packaged: Packaged
    where: str
    version: str = ""

    @cached_property
    def kind(self) -> Kind:
        """What it takes: URFs or images."""
        return "urfs" if isinstance(self.packaged, ScoresUrfs) else "image"

    @property
    def told(self) -> dict[str, str]:
        """What every answer says of the model behind it."""
        return {
            "where": self.where,
            "version": self.version,
            "fingerprint": self.packaged.fingerprint,
        }

    def answers(self, table: Table, limits: Limits) -> Answers:
        """One answer a patient.

        Raises
        ------
        RefusedError
            The request is at fault.
        """
        if self.kind == "urfs":
            return _of_urfs(cast(ScoresUrfs, self.packaged), table)
        return _of_images(self.packaged, table, limits)


def _of_urfs(model: ScoresUrfs, table: Table) -> Answers:
    columns = model.scored(urf_matrix(table, model.features))
    values = [v.tolist() if isinstance(v, np.ndarray) else v for v in columns.values()]
    return [dict(zip(columns, row, strict=True)) for row in zip(*values, strict=True)]


def _of_images(model: Packaged, table: Table, limits: Limits) -> Answers:
    images = image_rows(table, limits)
    try:
        told = model.predict(images.frame)
    except StudyError as error:  # it knows our numbers of the patients, not their names
        raise unfit(str(error)) from None
    answers = [{str(k): v for k, v in row.items()} for row in told.to_dict("records")]
    for answer in answers:
        answer["patient"] = images.patients.get(str(answer["patient"]), answer["patient"])
    return answers


class Shelf:
    """The models being served; one is exchanged for its next version in a single assignment."""

    def __init__(self, models: list[Served]) -> None:
        self._models = {model.kind: model for model in models}

    def put(self, model: Served) -> None:
        """Serve this model from now on, instead of the one of its kind."""
        self._models = {**self._models, model.kind: model}

    def every(self) -> list[Served]:
        """All of them."""
        return list(self._models.values())

    def fit_for(self, table: Table) -> Served:
        """The model that a table is meant for: with a column of images, or with URFs.

        Raises
        ------
        RefusedError
            No such model is served here.
        """
        kind: Kind = "image" if IMAGE in table.columns else "urfs"
        if kind in self._models:
            return self._models[kind]
        raise self._unserved(kind)

    def _unserved(self, kind: Kind) -> RefusedError:
        if kind == IMAGE:
            return unfit("The model served here takes URFs, not images: GET /model lists them.")
        return unfit("The model served here takes images: send a column image of base64.")
