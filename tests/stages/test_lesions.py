"""Stage lesions on a small project: who answers for each outline, and what is left out."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from sonogenomics.catalog import (
    DETECTIONS,
    LESION_FAULTS,
    LESION_MASKS,
    LESIONS,
    MASKS,
    OUTLINES,
    REVIEW,
)
from sonogenomics.errors import StudyError
from sonogenomics.params import Params
from sonogenomics.params.pixels import Lesions
from sonogenomics.review.decisions import FILE, Decision, record, redrawn_path
from sonogenomics.review.labels import Labels, fingerprint, read_labels, write_labels
from sonogenomics.stages import lesions as stage
from sonogenomics.study import Absent, FileColumn, Images, Study
from tests.review.project import SHAPE, detections_table, disc, lay_out, proposed

RULES = Params.load().lesions.model_copy(
    update={"outlined": "expert", "unreviewed": "use", "min_quality": 0.0}
)
IMAGES = Images(source="frames", list="list", image=FileColumn(column="file"), patient="patient")
STUDY = Study.load("simulated").model_copy(update={"name": "demo", "images": IMAGES})
FOLDER = REVIEW / "demo"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return lay_out(tmp_path)


def rules(**changes: object) -> Lesions:
    return RULES.model_copy(update=changes)


def judge(image: str, verdict: str, drawn: Labels | None = None, outlined: str = "expert") -> None:
    one = proposed(outlined)[image]
    decision = Decision(
        image=image,
        patient_id=one.patient_id,
        verdict=verdict,
        reviewer="Dr A",
        mask_sha256=fingerprint(one.labels()),
    )
    record(FOLDER, [decision], {} if drawn is None else {image: drawn})


def origins() -> dict[str, str]:
    table = LESIONS.read()
    return dict(zip(table["image"], table["origin"], strict=True))


def faults() -> dict[str, str]:
    table = LESION_FAULTS.read()
    return dict(zip(table["image"], table["reason"], strict=True))


def test_without_verdicts_experts_outlines_and_the_networks_masks_are_used_and_counted() -> None:
    metrics = stage.main(STUDY, rules())
    assert origins() == {"P1-b": "outlined"} | dict.fromkeys(["P1-a", "P2-a", "P4-a"], "unreviewed")
    assert faults() == {"P3-a": "nothing_detected"}
    table = LESIONS.read().set_index("image")
    assert table["quality"].dropna().to_dict() == {"P1-a": 0.9, "P2-a": 0.4, "P4-a": 0.7}
    assert table.loc["P1-a", "n_px"] == disc(25, 35, 10).sum()
    assert (LESION_MASKS / "P1-b.png").read_bytes() == (OUTLINES / "P1-b.png").read_bytes()
    assert not (LESION_MASKS / "P3-a.png").exists()
    assert metrics == {
        "n_lesions": 4,
        "n_images": 4,
        "n_patients": 3,
        "n_by_origin": {"outlined": 1, "accepted": 0, "redrawn": 0, "unreviewed": 3},
        "share_unreviewed": 0.75,
        "n_images_without_lesion": 1,
        "n_patients_without_lesion": 1,
        "patients_without_lesion": "P3",
        "n_faults": dict.fromkeys(
            ["several_detected", "rejected", "unreviewed", "low_quality", "redrawn_missing",
             "redrawn_unfit"], 0) | {"nothing_detected": 1},
        "n_stale_verdicts": 0,
        "n_verdicts_on_unknown_images": 0,
    }  # fmt: skip


def test_verdicts_decide() -> None:
    drawn = disc(30, 30, 9) + 2 * disc(30, 60, 8)
    judge("P1-a", "accept")
    judge("P2-a", "reject")
    judge("P3-a", "redraw", drawn)
    stage.main(STUDY, rules(unreviewed="leave_out"))
    assert origins() == {"P1-a": "accepted", "P1-b": "outlined", "P3-a": "redrawn"}
    assert faults() == {"P2-a": "rejected", "P4-a": "unreviewed"}
    np.testing.assert_array_equal(read_labels(LESION_MASKS / "P3-a.png", SHAPE), drawn)
    table = LESIONS.read()
    assert table.loc[table["image"] == "P3-a", "lesion"].tolist() == [1, 2]
    assert table.loc[table["image"] == "P3-a", "quality"].isna().all()


@pytest.mark.parametrize(
    ("verdict", "origin"), [("accept", "outlined"), ("redraw", "redrawn"), ("reject", None)]
)
def test_a_verdict_overrides_an_experts_outline(verdict: str, origin: str | None) -> None:
    judge("P1-b", verdict, disc(30, 30, 9) if verdict == "redraw" else None)
    stage.main(STUDY, rules())
    assert origins().get("P1-b") == origin
    assert faults().get("P1-b") == (None if origin else "rejected")


def test_the_networks_mask_is_taken_of_outlined_images_where_asked() -> None:
    table = detections_table({"P1-a": 0.9, "P1-b": 0.8, "P2-a": 0.4})
    DETECTIONS.write(table)
    write_labels(MASKS / "P1-b.png", disc(20, 20, 7))
    for image in ("P3-a", "P4-a"):
        (MASKS / f"{image}.png").unlink(missing_ok=True)
    stage.main(STUDY, rules(outlined="predicted"))
    assert origins()["P1-b"] == "unreviewed"
    np.testing.assert_array_equal(read_labels(LESION_MASKS / "P1-b.png", SHAPE), disc(20, 20, 7))


def test_a_verdict_on_a_mask_that_has_changed_does_not_count_and_is_counted() -> None:
    judge("P1-a", "reject")
    judge("P2-a", "redraw", disc(30, 30, 9))
    for image in ("P1-a", "P2-a"):
        write_labels(MASKS / f"{image}.png", disc(20, 20, 7))
    metrics = stage.main(STUDY, rules())
    assert metrics["n_stale_verdicts"] == 1
    assert origins()["P1-a"] == "unreviewed"
    assert origins()["P2-a"] == "redrawn"  # an expert's own drawing stands
    np.testing.assert_array_equal(read_labels(LESION_MASKS / "P2-a.png", SHAPE), disc(30, 30, 9))


def test_a_verdict_on_an_image_that_is_not_there_is_counted() -> None:
    judge("P1-a", "accept")
    text = (FOLDER / FILE).read_text()
    (FOLDER / FILE).write_text(text.replace("P1-a,", "P9-z,"))
    assert stage.main(STUDY, rules())["n_verdicts_on_unknown_images"] == 1


def test_unreviewed_lesions_of_low_quality_are_left_out_one_by_one() -> None:
    table = detections_table({"P1-a": 0.9, "P2-a": 0.4, "P4-a": 0.5})
    DETECTIONS.write(pd.concat([table, table.tail(1).assign(detection=2, quality=0.49, lesion=2)]))
    write_labels(MASKS / "P4-a.png", disc(20, 20, 8) + 2 * disc(45, 60, 8))
    metrics = stage.main(STUDY, rules(min_quality=0.5))
    table = LESION_FAULTS.read().set_index("image")
    assert table["lesion"].to_dict() == {"P2-a": 1, "P3-a": 0, "P4-a": 2}
    assert "quality of 0.49, below 0.5" in str(table.loc["P4-a", "fault"])
    assert origins() == {"P1-b": "outlined", "P1-a": "unreviewed", "P4-a": "unreviewed"}
    np.testing.assert_array_equal(read_labels(LESION_MASKS / "P4-a.png", SHAPE), disc(20, 20, 8))
    assert metrics["n_images_without_lesion"] == 2


def test_an_accepted_lesion_of_low_quality_is_kept() -> None:
    judge("P2-a", "accept")
    stage.main(STUDY, rules(min_quality=0.95))
    assert origins() == {"P1-b": "outlined", "P2-a": "accepted"}


def test_several_detections_of_which_none_was_chosen_are_told() -> None:
    table = detections_table({"P1-a": 0.9, "P2-a": 0.4, "P4-a": 0.5})
    table.loc[table["image"] == "P2-a", "lesion"] = 0
    DETECTIONS.write(table)
    write_labels(MASKS / "P2-a.png", np.zeros(SHAPE, np.uint8))
    stage.main(STUDY, rules())
    assert faults()["P2-a"] == "several_detected"


@pytest.mark.parametrize(
    ("drawn", "told"),
    [
        (np.zeros((9, 9), np.uint8), "is empty"),
        (disc(4, 4, 3, (9, 9)), "is 9 x 9 px and its image 60 x 80"),
        (np.ones(SHAPE, np.uint8), "covers 100 % of the image"),
    ],
)
def test_a_redrawn_mask_that_is_unfit_is_a_fault_of_its_image(drawn: Labels, told: str) -> None:
    judge("P1-a", "redraw", drawn)
    stage.main(STUDY, rules())
    assert faults()["P1-a"] == "redrawn_unfit"
    table = LESION_FAULTS.read().set_index("image")
    assert told in str(table.loc["P1-a", "fault"])


def test_a_redrawn_mask_that_is_lost_or_torn_is_a_fault_of_its_image() -> None:
    judge("P1-a", "redraw", disc(30, 30, 9))
    judge("P2-a", "redraw", disc(30, 30, 9))
    redrawn_path(FOLDER, "P1-a").unlink()
    redrawn_path(FOLDER, "P2-a").write_bytes(b"")
    stage.main(STUDY, rules())
    assert (faults()["P1-a"], faults()["P2-a"]) == ("redrawn_missing", "redrawn_unfit")


def test_a_redrawn_mask_saved_by_a_painting_program_serves() -> None:
    judge("P1-a", "redraw", disc(30, 30, 9))
    painted = Image.fromarray(255 * disc(30, 30, 9)).convert("RGB")
    painted.save(redrawn_path(FOLDER, "P1-a"))
    stage.main(STUDY, rules())
    assert origins()["P1-a"] == "redrawn"
    np.testing.assert_array_equal(read_labels(LESION_MASKS / "P1-a.png", SHAPE), disc(30, 30, 9))


def test_a_faulty_decisions_file_stops_the_stage() -> None:
    FOLDER.mkdir(parents=True)
    (FOLDER / FILE).write_text("image;verdict\n")
    with pytest.raises(StudyError, match="semicolons"):
        stage.main(STUDY, rules())


def test_a_mask_that_the_detections_do_not_know_is_told() -> None:
    write_labels(MASKS / "P3-a.png", disc(20, 20, 8))
    with pytest.raises(StudyError, match="run stage masks again"):
        stage.main(STUDY, rules())


def test_equal_inputs_give_equal_bytes(project: Path) -> None:
    def written() -> dict[str, bytes]:
        stage.main(STUDY, rules())
        paths = [Path(LESIONS.path), Path(LESION_FAULTS.path), *Path(LESION_MASKS.path).iterdir()]
        return {path.name: path.read_bytes() for path in paths}

    assert written() == written()


def test_a_study_without_images_has_empty_tables_and_says_why() -> None:
    study = STUDY.model_copy(update={"images": Absent(absent="URFs are ready made")})
    assert stage.main(study, rules()) == {"absent": "URFs are ready made"}
    assert LESIONS.read().empty
    assert LESION_FAULTS.read().empty
    assert [path.name for path in Path(LESION_MASKS.path).iterdir()] == ["README.txt"]
