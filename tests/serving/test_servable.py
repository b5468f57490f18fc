import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import skops.io
from sklearn.pipeline import Pipeline

from sonogenomics.diagnosis.classifiers import build, fit, score
from sonogenomics.errors import StudyError
from sonogenomics.serving.bundle import feature_table, write_bundle
from sonogenomics.serving.servable import Servable
from tests.diagnosis.patients import cohort
from tests.outcomes import HER2, MALIGNANCY


@pytest.fixture
def learned(rng: np.random.Generator) -> tuple[Pipeline, pd.DataFrame]:
    x, outcome = cohort(rng)
    model = build("logistic", {"c": 1.0}, seed=1)
    fit(model, x, outcome)
    return model, x


@pytest.fixture
def folder(tmp_path: Path, learned: tuple[Pipeline, pd.DataFrame]) -> Path:
    model, x = learned
    write_bundle(tmp_path, model, {"cut_off": 0.5, "features": feature_table(model, x)}, HER2)
    return tmp_path


def test_the_probabilities_are_those_of_the_model(
    folder: Path, learned: tuple[Pipeline, pd.DataFrame]
) -> None:
    model, x = learned
    told = Servable.load(folder).predict(x[x.columns[::-1]])
    np.testing.assert_array_equal(told["probability_her2_positive"], score(model, x))
    assert told.index.equals(x.index)
    called = told["probability_her2_positive"] >= 0.5
    assert (told["call"] == np.where(called, "HER2-positive", "HER2-negative")).all()


def test_the_training_patients_are_inside_their_range_and_a_stranger_is_not(
    folder: Path, learned: tuple[Pipeline, pd.DataFrame]
) -> None:
    _, x = learned
    servable = Servable.load(folder)
    assert not servable.predict(x)["outside_training_range"].any()
    stranger = x.iloc[:1].copy()
    stranger.iloc[0, 2] = 1e9
    told = servable.predict(stranger).iloc[0]
    assert told["outside_training_range"]
    assert told["features_outside"] == x.columns[2]


def test_the_answer_is_in_the_words_of_the_outcome(
    tmp_path: Path, learned: tuple[Pipeline, pd.DataFrame]
) -> None:
    model, x = learned
    card = {"cut_off": 0.5, "features": feature_table(model, x)}
    write_bundle(tmp_path, model, card, MALIGNANCY)
    told = Servable.load(tmp_path).predict(x)
    assert set(told["call"]) == {"malignant", "benign"}
    assert ((told["probability_malignant"] >= 0.5) == (told["call"] == "malignant")).all()
    assert "HER2" not in (tmp_path / "README.md").read_text()


def test_every_fault_of_a_table_is_named_at_once(
    folder: Path, learned: tuple[Pipeline, pd.DataFrame]
) -> None:
    x = learned[1]
    wrong = x.drop(columns=x.columns[0]).assign(age=50)
    with pytest.raises(StudyError, match=r"original_glcm_F0: missing; age: unknown to the model"):
        Servable.load(folder).predict(wrong)


@pytest.mark.parametrize("value", ["12", None, True])
def test_a_column_that_is_no_number_is_named(
    value: object, folder: Path, learned: tuple[Pipeline, pd.DataFrame]
) -> None:
    x = learned[1].copy()
    x["original_glcm_F1"] = pd.Series([value] * len(x), index=x.index)
    with pytest.raises(StudyError, match="original_glcm_F1: not numeric"):
        Servable.load(folder).predict(x)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_value_that_is_missing_is_named(
    value: float, folder: Path, learned: tuple[Pipeline, pd.DataFrame]
) -> None:
    x = learned[1].copy()
    x.iloc[3, 1] = value
    with pytest.raises(StudyError, match="original_glcm_F1: not complete"):
        Servable.load(folder).predict(x)


def test_a_column_given_twice_and_a_table_without_rows_are_refused(
    folder: Path, learned: tuple[Pipeline, pd.DataFrame]
) -> None:
    x = learned[1]
    servable = Servable.load(folder)
    with pytest.raises(StudyError, match="original_glcm_F0: there more than once"):
        servable.predict(pd.concat([x, x.iloc[:, :1]], axis=1))
    with pytest.raises(StudyError, match="without rows"):
        servable.predict(x.iloc[:0])


def test_a_damaged_model_is_refused(folder: Path) -> None:
    path = folder / "model.skops"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(StudyError, match="damaged"):
        Servable.load(folder)


class Stranger:
    """A type that a model file has no business to name."""


def test_a_type_beyond_scikit_learns_is_never_built(folder: Path) -> None:
    hostile = skops.io.dumps(Stranger())
    (folder / "model.skops").write_bytes(hostile)
    card = json.loads((folder / "servable.json").read_text())
    card["files"]["model.skops"] = hashlib.sha256(hostile).hexdigest()  # even with a matching card
    (folder / "servable.json").write_text(json.dumps(card))
    with pytest.raises(StudyError, match=r"not to be trusted.*Stranger"):
        Servable.load(folder)


def test_a_model_of_other_features_is_refused(folder: Path) -> None:
    card = json.loads((folder / "servable.json").read_text())
    card["features"].reverse()
    (folder / "servable.json").write_text(json.dumps(card))
    with pytest.raises(StudyError, match="features are not those"):
        Servable.load(folder)


WRITE = """
import sys; from pathlib import Path; import numpy as np
from sonogenomics.diagnosis.classifiers import build, fit
from sonogenomics.serving.bundle import feature_table, write_bundle
from tests.diagnosis.patients import cohort
from tests.outcomes import HER2
junk = [object() for _ in range(int(sys.argv[2]))]
x, outcome = cohort(np.random.default_rng(20230121))
model = build("logistic", {"c": 1.0}, seed=1); fit(model, x, outcome)
write_bundle(Path(sys.argv[1]), model, {"cut_off": 0.5, "features": feature_table(model, x)}, HER2)
"""


@pytest.mark.slow
def test_another_process_writes_the_same_bytes(folder: Path) -> None:
    other = folder / "other"
    other.mkdir()
    project = Path(__file__).parents[2]
    subprocess.run(
        [sys.executable, "-c", WRITE, str(other), "5000"], cwd=project, check=True, timeout=60
    )
    for path in other.iterdir():
        assert path.read_bytes() == (folder / path.name).read_bytes(), path.name


def test_nothing_in_the_folder_is_a_pickle(folder: Path) -> None:
    for path in folder.iterdir():
        assert path.suffix in {".skops", ".json", ".md"}
        assert not path.read_bytes().startswith(b"\x80")
    assert skops.io.get_untrusted_types(file=folder / "model.skops") == []
