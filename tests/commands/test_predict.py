import csv
import json
from pathlib import Path

import pandas as pd
import pytest

from sonogenomics.__main__ import main
from sonogenomics.serving import loading
from sonogenomics.serving.folder_predictions import predict_folder
from sonogenomics.serving.image_servable import ImageServable
from tests.serving.conftest import imaged, packaged, seeing

__all__ = ["imaged", "packaged", "seeing"]
pytestmark = pytest.mark.xdist_group("imaged")


@pytest.fixture
def folder(tmp_path: Path, imaged: Path) -> Path:
    """Three patients, one with two images of which one is damaged, one with a hostile name."""
    found = tmp_path / "in"
    for name, source in (("P1/a", 36), ("P1/b", 37), ("P2", 38), ("=cmd", 39)):
        (found / name).parent.mkdir(parents=True, exist_ok=True)
        content = (imaged / "frames" / f"P{source}-1.png").read_bytes()
        (found / f"{name}.png").write_bytes(content[:300] if name == "P1/b" else content)
    return found


@pytest.fixture
def eyes(seeing: ImageServable, monkeypatch: pytest.MonkeyPatch) -> ImageServable:
    """Every model that is asked for is the one with eyes."""
    monkeypatch.setattr(loading, "load", lambda _: seeing)
    return seeing


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_folder_becomes_a_table(
    folder: Path, eyes: ImageServable, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out" / "predictions.csv"
    assert main(["predict", str(folder), "--out", str(out)]) == 0
    told = {row["patient"]: row for row in rows(out)}
    assert set(told) == {"'=cmd", "P1", "P2"}
    assert (told["P1"]["n_images"], told["P1"]["n_unreadable"]) == ("2", "1")
    assert "truncated or damaged" in told["P1"]["reasons"]
    assert all("not for diagnosis" in row["statement"] for row in told.values())
    image = (folder / "P2.png").read_bytes()
    alone = eyes.predict(pd.DataFrame({"image": [image]})).iloc[0]
    assert float(told["P2"]["probability_her2_positive"]) == alone["probability_her2_positive"]
    images = {row["image"]: row for row in rows(out.with_name("predictions-images.csv"))}
    assert images["P1/a.png"]["fault"] == ""
    assert "damaged" in images["P1/b.png"]["fault"]
    beside = json.loads(out.with_suffix(".json").read_text())
    assert beside["counts"]["n_unreadable"] == 1
    assert beside["model"]["fingerprint"] == eyes.fingerprint
    said = capsys.readouterr().out
    assert "3 patients with 4 images" in said
    assert "not for diagnosis" in said
    assert sorted(path.name for path in out.parent.iterdir()) == [
        "predictions-images.csv",
        "predictions.csv",
        "predictions.json",
    ]


def test_a_killed_run_goes_on_to_the_same_table(
    folder: Path, eyes: ImageServable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sonogenomics.serving.folder import patients_in

    whole, out = tmp_path / "whole.csv", tmp_path / "predictions.csv"
    patients = patients_in(folder)
    predict_folder(eyes, patients, whole)
    scored: list[str] = []
    score = ImageServable.score

    def counted(self: ImageServable, patient: str, images: object) -> object:
        if len(scored) == 2:
            raise KeyboardInterrupt
        scored.append(patient)
        return score(self, patient, images)  # type: ignore[arg-type]

    monkeypatch.setattr(ImageServable, "score", counted)
    with pytest.raises(KeyboardInterrupt):
        predict_folder(eyes, patients, out)
    assert not out.exists()
    with (tmp_path / ".predictions.csv.kept.jsonl").open("ab") as file:
        file.write(b'{"key": "torn')
    monkeypatch.setattr(ImageServable, "score", score)
    done = predict_folder(eyes, patients, out)
    assert done.n_kept == 2
    assert out.read_bytes() == whole.read_bytes()


def test_a_table_that_cannot_be_written_is_told_before_an_image_is_read(
    folder: Path,
    eyes: ImageServable,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert eyes.fingerprint

    def looked(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(ImageServable, "score", looked)
    out = folder / "P2.png" / "predictions.csv"  # within a file
    assert main(["predict", str(folder), "--out", str(out)]) == 1
    error = capsys.readouterr().err
    assert "predictions.csv cannot be written (" in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["absent"], "There is no folder absent"),
        (["in/P2.png"], "P2.png is a file: name the folder that it lies in"),
        (["empty"], "empty holds no images"),
        (["in", "--model", "nowhere"], "There is no folder nowhere"),
        (["in", "--model", "models:/sonogenomics-her2-image"], "names no model"),
        (["in", "--model", "models:/sonogenomics-her2-image@champion"], "no registry here"),
    ],
)
def test_what_cannot_be_predicted_is_one_sentence_and_nothing_is_written(
    arguments: list[str],
    said: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(folder.parent)
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    Path("empty").mkdir()
    assert main(["predict", *arguments]) == 1
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert {path.name for path in Path.cwd().iterdir()} == {"in", "empty"}
