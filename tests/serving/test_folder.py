from pathlib import Path

import pytest

from sonogenomics.errors import StudyError
from sonogenomics.serving.folder import patients_in


def touch(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"-")
    return folder


def test_a_sub_folder_is_a_patient_and_a_lone_image_is_its_own(tmp_path: Path) -> None:
    touch(tmp_path, "P1/b.PNG", "P1/a.dcm", "P2.jpg", "notes.txt", ".hidden.png", "README")
    found = patients_in(tmp_path)
    assert {name: [one.name for one in own] for name, own in found.items()} == {
        "P1": ["P1/a.dcm", "P1/b.PNG"],
        "P2": ["P2.jpg"],
    }


def test_two_files_of_one_stem_are_not_taken_for_one_patient(tmp_path: Path) -> None:
    touch(tmp_path, "P1.png", "P1.tif", "P2.png")
    assert set(patients_in(tmp_path)) == {"P1.png", "P1.tif", "P2"}


def test_a_dicom_file_needs_no_ending(tmp_path: Path) -> None:
    (tmp_path / "IM0001").write_bytes(b"\0" * 128 + b"DICM")
    assert list(patients_in(tmp_path)) == ["IM0001"]


def test_masks_are_found_by_the_images_name_and_are_no_images_themselves(tmp_path: Path) -> None:
    touch(tmp_path, "P1/a.png", "P1/b.png", "P2.png", "masks/P1/a.nii.gz", "masks/P2.png")
    found = patients_in(tmp_path, tmp_path / "masks")
    assert set(found) == {"P1", "P2"}
    assert [one.mask and one.mask.name for one in found["P1"]] == ["a.nii.gz", None]
    assert found["P2"][0].mask == tmp_path / "masks" / "P2.png"


def test_a_list_says_whose_the_images_are(tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text("image,patient,mask\na.png,P7,a-mask.png\nb.png,P7,\n")
    (own,) = patients_in(tmp_path, table=table).values()
    assert [(one.name, one.mask) for one in own] == [
        ("a.png", tmp_path / "a-mask.png"),
        ("b.png", None),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("image\na.png\n", "needs the columns image and patient"),
        ("image,patient,age\na.png,P1,50\n", "needs the columns"),
        ("image,patient\na.png,\n", "Line 2 of"),
    ],
)
def test_a_list_at_fault_is_one_sentence(text: str, said: str, tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text(text)
    with pytest.raises(StudyError, match=said):
        patients_in(tmp_path, table=table)


def test_what_cannot_be_a_folder_of_patients_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="There is no folder"):
        patients_in(tmp_path / "absent")
    with pytest.raises(StudyError, match="holds no images"):
        patients_in(touch(tmp_path, "notes.txt"))
    with pytest.raises(StudyError, match="more than 200 images of one patient"):
        patients_in(touch(tmp_path, *(f"P1/{number}.png" for number in range(201))))
