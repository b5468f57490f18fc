"""One folder that holds the model, what it has to be asked, and what it must not be used for."""

import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import skops.io
from pandas.api.types import is_bool_dtype, is_numeric_dtype
from safetensors import SafetensorError
from safetensors.numpy import load as load_arrays
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from skops.io.exceptions import UntrustedTypesFoundException

from sonogenomics.diagnosis.classifiers import positive
from sonogenomics.diagnosis.estimators import Floats
from sonogenomics.errors import StudyError, listed
from sonogenomics.serving.familiarity import Familiar
from sonogenomics.serving.refits import Refits, interval
from sonogenomics.serving.seal import CARD, damaged, fingerprint, read_card, unsealed

KIND = "urfs"
MODEL, REFITS, SEEN = "model.skops", "refits.safetensors", "training.safetensors"
TRUSTED: tuple[str, ...] = ()  # nothing beyond scikit-learn's and numpy's types, which skops knows
DAMAGED = (
    AttributeError,
    ImportError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
    SafetensorError,
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
    refits : Refits, optional
        For intervals; a model packaged without them gives none.
    familiar : Familiar, optional
        For the distance from the training patients.
    fingerprint : str
        SHA-256 over the packaged files, by which the registry knows a version.
    """

    model: Pipeline
    card: dict[str, Any]
    refits: Refits | None = None
    familiar: Familiar | None = None
    fingerprint: str = ""

    @cached_property
    def features(self) -> list[str]:
        """Columns a table must have."""
        return [feature["name"] for feature in self.card["features"]]

    @cached_property
    def _range(self) -> tuple[Floats, Floats]:
        return tuple(np.array([f[end] for f in self.card["features"]]) for end in ("low", "high"))  # type: ignore[return-value]

    @cached_property
    def _chances(self) -> Callable[[Floats], Floats]:
        """Probabilities by scikit-learn's sums in its order, to the last bit.

        Without its checks of names, types and finite values, made before, which take fifty times as
        long as the sums.
        """
        scaler, regression = self.model[0], self.model[-1]
        if [type(step) for step in (scaler, regression)] != [StandardScaler, LogisticRegression]:
            return lambda values: positive(self.model, pd.DataFrame(values, columns=self.features))
        weights, intercept = np.asarray(regression.coef_).T, np.asarray(regression.intercept_)

        def chances(values: Floats) -> Floats:
            z = (values - scaler.mean_) / scaler.scale_
            return np.asarray(expit(np.reshape(z @ weights + intercept, -1)))

        return chances

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
        card = read_card(folder)
        contents = unsealed(folder, card)
        try:
            model = skops.io.loads(contents[MODEL], trusted=list(TRUSTED))
            names = [feature["name"] for feature in card["features"]]
            if not isinstance(model, Pipeline) or list(model.feature_names_in_) != names:
                raise ValueError("its features are not those on its card")
            if not {"probability", "positive", "negative"} <= set(card["outcome"]):
                raise ValueError("its card does not say what it tells")
            again = _refits(contents, len(names))
            seen = Familiar.of_arrays(names, load_arrays(contents[SEEN])) if again else None
        except DAMAGED as error:
            raise damaged(folder, error) from None
        return cls(model, card, again, seen, fingerprint(folder, card))

    def predict(self, urfs: pd.DataFrame) -> pd.DataFrame:
        """Say how likely each patient is positive, how sure that is, and whether it is known land.

        Parameters
        ----------
        urfs : DataFrame, shape (n_patients, n_features)
            Exactly the model's features, in any order; numbers, none missing.

        Returns
        -------
        DataFrame, shape (n_patients, 7)
            Same index. `probability_<positive arm>`, such as `probability_her2_positive`;
            `probability_low` and `probability_high`, its 95 % interval (`refits.refits` says what
            it covers); `call`, the positive arm from the cut-off on, else the negative, as the card
            calls them; `outside_training_range`: a feature lies beyond its training range (these
            are named in `features_outside`), or `distance`, of all of them together from the
            training patients, is above 1.

        Raises
        ------
        StudyError
            Columns missing, unknown, twice there or not numeric; values missing or infinite.
        """
        return pd.DataFrame(self.scored(self._checked(urfs)), index=urfs.index)

    def scored(self, values: Floats) -> dict[str, Any]:
        """Columns of `predict` for values that are known to be complete.

        Parameters
        ----------
        values : float array, shape (n_patients, n_features)
            Finite, in the order of `features`.

        Returns
        -------
        dict of str to array or list, each of n_patients
        """
        chances, (low, high) = self._chances(values), self._range
        outside = (values < low) | (values > high)
        outcome = self.card["outcome"]
        distance = None if self.familiar is None else self.familiar.strangeness(values)
        strange = outside.any(axis=1) | (False if distance is None else distance > 1)
        arms = outcome["positive"], outcome["negative"]
        return {
            outcome["probability"]: chances,
            **self._interval(chances, values),
            "call": np.where(chances >= self.card["cut_off"], *arms),
            "outside_training_range": strange,
            "features_outside": [", ".join(compress(self.features, row)) for row in outside],
            **({} if distance is None else {"distance": distance}),
        }

    def _interval(self, chances: Floats, values: Floats) -> dict[str, Floats]:
        if self.refits is None:
            return {}
        low, high = interval(chances, self.refits.half_width(values))
        return {"probability_low": low, "probability_high": high}

    def _checked(self, urfs: pd.DataFrame) -> Floats:
        given = [str(column) for column in urfs.columns]
        if given != self.features or not len(urfs):
            known = set(self.features)
            _refuse(
                {
                    "without rows": [] if len(urfs) else ["the table"],
                    "missing": sorted(known - set(given)),
                    "unknown to the model": sorted(set(given) - known),
                    "there more than once": sorted(n for n, k in Counter(given).items() if k > 1),
                }
            )
            urfs = urfs.set_axis(given, axis=1)[self.features]
        numeric = [is_numeric_dtype(t) and not is_bool_dtype(t) for t in urfs.dtypes]
        _refuse({"not numeric": list(compress(self.features, np.invert(numeric)))})
        values = np.asarray(urfs.to_numpy(dtype=float))  # laid out as the model met them
        finite = np.isfinite(values).all(axis=0)
        _refuse(
            {"not complete (missing or infinite values)": list(compress(self.features, ~finite))}
        )
        return values


def _refits(contents: dict[str, bytes], n_features: int) -> Refits | None:
    """The refits, where the model was packaged with them."""
    if REFITS not in contents:
        return None
    arrays = load_arrays(contents[REFITS])
    again = Refits(*(arrays[name].astype(float) for name in ("centre", "spread", "weights")))
    if again.weights.shape[1:] != (1 + n_features,):
        raise ValueError("its refits are of other features")
    return again


def _refuse(faults: dict[str, list[str]]) -> None:
    told = [f"{listed(names)}: {fault}" for fault, names in faults.items() if names]
    if told:
        raise StudyError(
            f"This table of URFs cannot be scored. {'; '.join(told)}. Give exactly the features "
            f"that {CARD} lists, one column each, all numbers."
        )
