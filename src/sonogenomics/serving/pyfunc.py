"""The model as MLflow serves it: this file is copied beside the model and run when it is loaded.

It holds no state of its own, so nothing is pickled: MLflow keeps the file and the servable folder.
"""

import warnings
from typing import Any

import pandas as pd

from sonogenomics.errors import StudyError
from sonogenomics.serving.servable import Servable

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # MLflow warns of its own type hints while it is imported
    from mlflow.exceptions import MlflowException
    from mlflow.models import set_model
    from mlflow.pyfunc.model import PythonModel

ARTIFACT = "servable"


class UrfModel(PythonModel):
    """URFs in, probability of the positive arm out; research use only, not for diagnosis."""

    def load_context(self, context: Any) -> None:
        """Read the servable folder once, when the server starts."""
        self._servable = Servable.load(context.artifacts[ARTIFACT])

    def predict(
        self, context: Any, model_input: pd.DataFrame, params: dict[str, Any] | None = None
    ) -> pd.DataFrame:
        """Score a table of URFs, one row per patient.

        Parameters
        ----------
        context : PythonModelContext
            Unused: everything was read in `load_context`.
        model_input : DataFrame, shape (n_patients, n_features)
            As the signature says.
        params : dict, optional
            The model has none.

        Returns
        -------
        DataFrame, shape (n_patients, 4)
            Probability, call, and whether the model has seen the like.

        Raises
        ------
        MlflowException
            A table that cannot be scored: the server answers 400 with the sentence.
        """
        del context, params
        try:
            return self._servable.predict(model_input)
        except StudyError as error:
            raise MlflowException.invalid_parameter_value(str(error)) from None


set_model(UrfModel())
