"""The same image gives the same numbers through the pipeline and through the packaged model."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sonogenomics.serving.image_servable import ImageServable
from tests.smoke.workspace import Workspace

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("pictured")]
ROUNDING = 1e-12  # of a probability: rows are summed one by one, the study's in one product


def request(folder: Path, patients: pd.Index) -> pd.DataFrame:
    """Held-out patients' original files, with the experts' outlines that the pipeline used."""
    images = pd.read_parquet(folder / "data/imaging/images.parquet")
    lesions = pd.read_parquet(folder / "data/imaging/lesions.parquet")
    outlined = set(lesions.loc[lesions["origin"] == "outlined", "image"])
    files = {path.stem: path for path in (folder / "data/sources/ultrasound").iterdir()}
    mine = images[images["patient_id"].isin(patients)].sort_index()
    masks = folder / "data/imaging/outlines"
    return pd.DataFrame(
        {
            "image": [files[str(name)].read_bytes() for name in mine.index],
            "patient": mine["patient_id"].tolist(),
            "mask": [
                (masks / f"{name}.png").read_bytes() if name in outlined else b""
                for name in mine.index
            ],
        }
    )


def test_the_packaged_model_gives_the_held_out_patients_the_pipelines_numbers(
    pictured: Workspace,
) -> None:
    folder = pictured.folder
    scores = pd.read_parquet(folder / "data/diagnosis/validation.parquet")
    logistic = scores[scores["classifier"] == "logistic"].set_index("patient_id")["score"]
    urfs = pd.read_parquet(folder / "data/radiomics/urfs.parquet")
    told = ImageServable.load(folder / "models/servable-image").predict(
        request(folder, logistic.index)
    )
    told = told.set_index("patient").loc[logistic.index]
    served = pd.DataFrame(told["urfs"].tolist(), index=told.index)[urfs.columns]
    np.testing.assert_array_equal(served.to_numpy(), urfs.loc[logistic.index].to_numpy())
    chances = told["probability_her2_positive"].to_numpy(float)
    np.testing.assert_allclose(chances, logistic.to_numpy(), rtol=0, atol=ROUNDING)
    assert (told["probability_low"] <= chances).all()
    assert (told["probability_high"] >= chances).all()


def test_the_card_says_how_often_held_out_patients_are_flagged(pictured: Workspace) -> None:
    folder = pictured.folder / "models/servable-image"
    card = json.loads((folder / "servable.json").read_text())
    found = card["familiarity"]
    assert 0 < found["n_clean"] <= found["n_patients"]
    assert 0 <= found["flagged_clean"] <= 1  # many: this study's network has hardly learnt
    assert found["flagged"] * found["n_patients"] >= found["flagged_clean"] * found["n_clean"] - 1
    assert found["expert_within"] >= 0.5
    assert card["network"]["fold"] == 1
