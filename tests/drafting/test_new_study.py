"""`sonogenomics study new`: what it finds in folders as people keep them, and what it leaves."""

import gzip
from pathlib import Path

import pytest

from sonogenomics.drafting.new_study import Given, new_study
from sonogenomics.errors import StudyError
from sonogenomics.radiomics.names import PUBLISHED
from sonogenomics.sourcing.mirror import Mirror
from sonogenomics.study import Absent, ByAssay, ByPattern, ByValue, Images, Masks, Study, UrfTable
from tests.drafting.messy import inside, outcomes, picture, scans

NOWHERE = Mirror(None, {})


def drafted(given: Given, mirror: Mirror = NOWHERE) -> tuple[Study, str, str]:
    """The study that was written, as it loads; its text; and what was said."""
    said = "\n".join(new_study("mine", given, Path("studies"), mirror))
    return Study.load("mine"), Path("studies/mine/study.yaml").read_text(), said


def test_images_masks_patients_and_outcome_are_found(tmp_path: Path) -> None:
    with inside(tmp_path):
        scans(Path("us"))
        study, text, said = drafted(Given(Path("us"), outcomes(Path("us/list.csv"))))
        rows = Path("studies/mine/images.csv").read_text().splitlines()
    assert study.patients.id_column == "Patient ID"
    assert study.patients.outcome == ByValue(
        column="status", positive=("positive",), negative=("negative",)
    )
    assert isinstance(study.images, Images)
    assert isinstance(study.masks, Masks)
    assert study.masks.format == "png"
    assert rows[:2] == [
        "image,patient_id,mask",
        "images/P001_1.png,P001,masks/P001_1_mask.png",
    ]
    assert len(rows) == 81
    assert "# sure: its name, and one row each" in text
    assert "nothing was copied" in said
    assert study.title.startswith("TODO")
    assert study.outcome.name == "TODO"


def test_her2_by_ihc_and_fish_follows_the_guideline(tmp_path: Path) -> None:
    with inside(tmp_path):
        table = Path("p.csv")
        table.write_text(
            "case_no,HER2 IHC,FISH,HER2/CEP17 ratio,HER2 copies\n1,2+,,1.4,7\n2,0,negative,,\n"
        )
        picture(Path("us/1.png"))
        study, _, _ = drafted(Given(Path("us"), table))
    assert study.outcome.name == "HER2"
    assert study.patients.outcome == ByAssay(
        ihc="HER2 IHC", fish="FISH", fish_ratio="HER2/CEP17 ratio", fish_copies="HER2 copies"
    )


def test_byte_order_marks_semicolons_and_decimal_commas_are_read_and_told(tmp_path: Path) -> None:
    with inside(tmp_path):
        table = Path("p.csv")
        table.write_text(
            "\ufeffPatient ID ; status;size\nA1 ;positive;1,5\nA2;negative;2,25\n", encoding="utf-8"
        )
        for name in ("A1", "A2"):
            picture(Path(f"us/{name}.png"))
        study, _, said = drafted(Given(Path("us"), table))
    assert study.patients.id_column == "Patient ID"
    assert "p.csv: its cells are parted by a semicolon, it writes decimals with a comma (size)" in (
        said
    )
    assert "CSV UTF-8 (comma delimited)" in said


def test_a_list_of_images_in_the_folder_is_taken(tmp_path: Path) -> None:
    with inside(tmp_path):
        for name in ("x1", "x2", "y1"):
            picture(Path(f"us/{name}.png"))
        Path("us/list.csv").write_text(
            "ID,Case,Device,outcome\nx1,X,A,malignant\nx2,X,A,malignant\ny1,Y,B,benign\n"
        )
        study, text, _ = drafted(Given(Path("us")))
    assert isinstance(study.images, Images)
    assert study.images.image.column == "ID"
    assert study.images.image.file == "\\1.png"
    assert study.images.scanner == "Device"
    assert study.images.patient == "Case"
    assert "without their ending" in text
    assert not Path(tmp_path, "studies/mine/images.csv").exists()


def test_a_ready_made_table_of_features_needs_no_images(tmp_path: Path) -> None:
    with inside(tmp_path):
        head = ",".join(("patient", *PUBLISHED[:3]))
        Path("urfs.csv").write_text(f"{head}\npos1,1,2,3\nneg1,2,3,4\n")
        study, text, _ = drafted(Given(urfs=Path("urfs.csv")))
    assert isinstance(study.images, Absent)
    assert isinstance(study.urfs, UrfTable)
    assert study.urfs.orientation == "patients_in_rows"
    assert isinstance(study.patients.outcome, ByPattern)
    assert "TODO: of the ids" in text


def test_pyradiomics_batch_table_is_recognised_and_what_to_do_with_it_is_said(
    tmp_path: Path,
) -> None:
    with inside(tmp_path):
        head = ",".join(("Image", "Mask", "diagnostics_Versions_Python", *PUBLISHED[:3]))
        Path("batch.csv").write_text(f"{head}\na.png,a_m.png,3.11,1,2,3\n")
        study, text, _ = drafted(Given(urfs=Path("batch.csv")))
    assert isinstance(study.urfs, UrfTable)
    assert study.urfs.orientation == "patients_in_rows"
    assert "TODO: PyRadiomics' batch table" in text


def test_a_series_in_the_mirror_fills_in_its_platform_and_outcome(tmp_path: Path) -> None:
    with inside(tmp_path):
        soft = tmp_path / "GSE45827_family.soft.gz"
        lines = ["!Sample_platform_id = GPL570"]
        lines += [f"!Sample_characteristics_ch1 = her2 status: {v}" for v in ("pos", "neg", "neg")]
        soft.write_bytes(gzip.compress("\n".join(lines).encode()))
        mirror = Mirror(tmp_path, {soft.name: "0" * 64})
        scans(Path("us"), 3)
        given = Given(Path("us"), outcomes(Path("p.csv"), 3), series=("gse45827", "GSE1"))
        study, text, _ = drafted(given, mirror)
    assert not isinstance(study.expression, Absent)
    first, last = study.expression
    assert (first.platform, first.role, last.role) == ("GPL570", "discovery", "validation")
    assert first.outcome == ByValue(column="her2 status", positive=("pos",), negative=("neg",))
    assert "samples hold neg (2), pos (1)" in text
    assert last.platform == "TODO"


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("../mine", {}, "cannot be called"),
        ("mine", {}, "give --images FOLDER or --urfs FILE"),
        ("mine", {"images": "nowhere"}, "There is no folder nowhere"),
        ("mine", {"images": "empty"}, "holds no image"),
        ("mine", {"urfs": "nowhere.csv"}, "cannot be read"),
        ("mine", {"urfs": "table.xlsx"}, "is a spreadsheet"),
        ("mine", {"urfs": "blank.csv"}, "is empty"),
        ("mine", {"images": "us", "urfs": "u.csv"}, "not both"),
        ("mine", {"images": "us"}, "which patients are positive"),
        ("taken", {"images": "us"}, "nothing is overwritten"),
    ],
)
def test_bad_input_is_one_sentence_and_writes_nothing(
    tmp_path: Path, name: str, given: dict[str, str], said: str
) -> None:
    with inside(tmp_path):
        Path("empty").mkdir()
        Path("blank.csv").write_text("\n\n")
        Path("table.xlsx").write_bytes(b"PK\x03\x04")
        picture(Path("us/a.png"))
        Path("studies/taken").mkdir()
        paths = {key: Path(value) for key, value in given.items()}
        with pytest.raises(StudyError, match=said):
            new_study(name, Given(**paths), Path("studies"), NOWHERE)  # type: ignore[arg-type]
        assert [path.name for path in Path("studies").iterdir()] == ["taken"]


def test_an_odd_accession_is_told(tmp_path: Path) -> None:
    with inside(tmp_path):
        scans(Path("us"), 3)
        given = Given(Path("us"), outcomes(Path("p.csv"), 3), series=("GPL570",))
        with pytest.raises(StudyError, match="'GPL570' is no series of GEO"):
            new_study("mine", given, Path("studies"), NOWHERE)
