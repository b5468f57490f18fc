"""The image model as MLflow serves it: this file is copied beside the model and run when loaded.

It holds no state of its own, so nothing is pickled: MLflow keeps the file and the servable folder.
"""

import warnings
from typing import Any

import pandas as pd

from sonogenomics.errors import StudyError
from sonogenomics.serving.image_servable import ImageServable

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # MLflow warns of its own type hints while it is imported
    from mlflow.exceptions import MlflowException
    from mlflow.models import set_model
    from mlflow.pyfunc.model import PythonModel

ARTIFACT = "servable"


class ImageModel(PythonModel):
    """Images in, probability of the positive arm out; research use only, not for diagnosis."""

    def load_context(self, context: Any) -> None:
        """Read the servable folder once, when the server starts."""
        self._servable = ImageServable.load(context.artifacts[ARTIFACT])

    def predict(
        self, context: Any, model_input: pd.DataFrame, params: dict[str, Any] | None = None
    ) -> pd.DataFrame:
        """Score a table of images, one row an image.

        Parameters
        ----------
        context : PythonModelContext
            Unused: everything was read in `load_context`.
        model_input : DataFrame
            As the signature says: `image`, and where wanted `patient`, `mask` and `scanner`.
        params : dict, optional
            The model has none.

        Returns
        -------
        DataFrame, one row a patient
            As `ImageServable.predict`.

        Raises
        ------
        MlflowException
            A request that cannot be answered: the server answers 400 with the sentence.
        """
        del context, params
        try:
            return self._servable.predict(model_input)
        except StudyError as error:
            raise MlflowException.invalid_parameter_value(str(error)) from None


set_model(ImageModel())
