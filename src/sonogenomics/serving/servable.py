"""One folder that holds the model, what it has to be asked, and what it must not be used for."""

import hashlib
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import skops.io
from pandas.api.types import is_bool_dtype, is_numeric_dtype
from sklearn.pipeline import Pipeline
from skops.io.exceptions import UntrustedTypesFoundException

from sonogenomics.diagnosis.classifiers import positive
from sonogenomics.errors import StudyError, listed

MODEL, CARD = "model.skops", "servable.json"
TRUSTED: tuple[str, ...] = ()  # nothing beyond scikit-learn's and numpy's types, which skops knows
DAMAGED = (
    AttributeError,
    ImportError,
    KeyError,
    TypeError,
    ValueError,
    UntrustedTypesFoundException,
    zipfile.BadZipFile,
)


@dataclass(frozen=True)
class Servable:
    """A packaged model: a table of URFs in, probabilities of the positive arm out.

    Research use only, not for diagnosis; what it does not replace stands on its card.

    Attributes
    ----------
    model : Pipeline
        Standardisation and logistic regression.
    card : dict
        What `servable.json` says: outcome, features with their training ranges, cut-off, cohort,
        profile, performance on held-out patients, versions.
    """

    model: Pipeline
    card: dict[str, Any]

    @property
    def features(self) -> list[str]:
        """Columns a table must have."""
        return [feature["name"] for feature in self.card["features"]]

    @classmethod
    def load(cls, folder: str | Path) -> "Servable":
        """Read a packaged model; no pickle, and nothing but scikit-learn's own types.

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
        if not (folder / MODEL).is_file() or not (folder / CARD).is_file():
            raise StudyError(
                f"{folder} holds no model ({MODEL} and {CARD}): its README says why, or run "
                f"`dvc repro package`."
            )
        try:
            card = json.loads((folder / CARD).read_text(encoding="utf-8"))
            content = (folder / MODEL).read_bytes()
            if hashlib.sha256(content).hexdigest() != card["model_sha256"]:
                raise ValueError("its sha256 is not the one on its card")
            model = skops.io.loads(content, trusted=list(TRUSTED))
            names = [feature["name"] for feature in card["features"]]
            if not isinstance(model, Pipeline) or list(model.feature_names_in_) != names:
                raise ValueError("its features are not those on its card")
            if not {"probability", "positive", "negative"} <= set(card["outcome"]):
                raise ValueError("its card does not say what it tells")
        except DAMAGED as error:
            raise StudyError(
                f"The model in {folder} is damaged or not to be trusted ({error}): "
                f"fetch it again, or run `dvc repro package`."
            ) from None
        return cls(model, card)

    def predict(self, urfs: pd.DataFrame) -> pd.DataFrame:
        """Say how likely each patient is positive, and whether the model has seen the like.

        Parameters
        ----------
        urfs : DataFrame, shape (n_patients, n_features)
            Exactly the model's features, in any order; numbers, none missing.

        Returns
        -------
        DataFrame, shape (n_patients, 4)
            Same index. `probability_<positive arm>`, such as `probability_her2_positive`; `call`,
            the positive arm from the cut-off on, else the negative, as the card calls them;
            `outside_training_range`, with the names of those features in `features_outside`.

        Raises
        ------
        StudyError
            Columns missing, unknown, twice there or not numeric; values missing or infinite.
        """
        x = self._checked(urfs)
        chances = positive(self.model, x)
        low, high = (np.array([f[end] for f in self.card["features"]]) for end in ("low", "high"))
        outside = (x.to_numpy() < low) | (x.to_numpy() > high)
        names, outcome = np.array(self.features), self.card["outcome"]
        return pd.DataFrame(
            {
                outcome["probability"]: chances,
                "call": np.where(
                    chances >= self.card["cut_off"], outcome["positive"], outcome["negative"]
                ),
                "outside_training_range": outside.any(axis=1),
                "features_outside": [", ".join(names[row]) for row in outside],
            },
            index=urfs.index,
        )

    def _checked(self, urfs: pd.DataFrame) -> pd.DataFrame:
        given = [str(column) for column in urfs.columns]
        faults = {
            "without rows": [] if len(urfs) else ["the table"],
            "missing": sorted(set(self.features) - set(given)),
            "unknown to the model": sorted(set(given) - set(self.features)),
            "there more than once": sorted({name for name in given if given.count(name) > 1}),
        }
        _refuse(faults)
        x = urfs.set_axis(given, axis=1)[self.features]
        numeric = [is_numeric_dtype(x[c]) and not is_bool_dtype(x[c]) for c in x]
        _refuse({"not numeric": x.columns[np.invert(numeric)].to_list()})
        x = x.astype(float)
        finite = np.isfinite(x.to_numpy()).all(axis=0)
        _refuse({"not complete (missing or infinite values)": x.columns[~finite].to_list()})
        return x


def _refuse(faults: dict[str, list[str]]) -> None:
    told = [f"{listed(names)}: {fault}" for fault, names in faults.items() if names]
    if told:
        raise StudyError(
            f"This table of URFs cannot be scored. {'; '.join(told)}. Give exactly the features "
            f"that {CARD} lists, one column each, all numbers."
        )
