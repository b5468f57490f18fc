"""`sonogenomics study check`: everything wrong is told at once, with its file, row and remedy."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from pydicom import examples

from sonogenomics.__main__ import main
from sonogenomics.checking.check import check
from sonogenomics.checking.fault import Fault, told
from sonogenomics.drafting.new_study import Given, new_study
from sonogenomics.sourcing.mirror import Mirror
from tests.conftest import PROJECT
from tests.drafting.messy import inside, mask, outcomes, picture, scans

STUDY = Path("studies/mine/study.yaml")


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cohort with nothing wrong: drafted, and its TODOs decided."""
    folder = tmp_path_factory.mktemp("clean")
    with inside(folder):
        scans(Path("us"))
        shutil.copy(PROJECT / "params.yaml", "params.yaml")
        given = Given(Path("us"), outcomes(Path("p.csv")))
        new_study("mine", given, Path("studies"), Mirror(None, {}))
        decided = {"TODO-positive": "tumour+", "TODO-negative": "tumour-", "TODO": "tumour"}
        text = STUDY.read_text()
        for old, new in decided.items():
            text = text.replace(old, new)
        STUDY.write_text(text)
    return folder


@pytest.fixture
def mine(clean: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy to spoil."""
    folder = tmp_path / "project"
    shutil.copytree(clean, folder)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("SONOGENOMICS_MIRROR", raising=False)
    return folder


def said() -> str:
    return "\n".join(told("mine", check("mine", Path("studies"))))


def replace(file: str, old: str, new: str) -> None:
    text = Path(file).read_text()
    assert old in text
    Path(file).write_text(text.replace(old, new, 1))


def test_a_sound_cohort_passes(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [one for one in check("mine", Path("studies")) if one.grave] == []
    assert main(["study", "check", "mine"]) == 0
    assert "mine can be run:  dvc exp run -S study=mine" in capsys.readouterr().out


def write(file: str, content: bytes) -> None:
    Path(file).write_bytes(content)


def _phone(_: Path) -> None:
    exif = Image.Exif()
    exif[271], exif[272] = "Apple", "iPhone 15"
    Path("us/images/P001_1.png").unlink()
    picture(Path("us/images/P001_1.jpg"), exif=exif)
    replace("studies/mine/images.csv", "P001_1.png", "P001_1.jpg")


def _dicom(_: Path) -> None:
    data = examples.mr
    data.PatientName = "Mustermann^Erika"
    data.save_as("us/images/P001_1.png", enforce_file_format=True)


SPOILT: dict[str, tuple[Callable[[Path], None], str]] = {
    "a double patient": (
        lambda _: replace("p.csv", "P002,positive", "P001,positive"),
        "patients:\n  wrong  p.csv: patient P001 stands in rows 2, 3: keep one row",
    ),
    "a nameless patient": (
        lambda _: replace("p.csv", "P002,positive", ",positive"),
        "p.csv names no patient in row 3",
    ),
    "a level nobody knows": (
        lambda _: replace("p.csv", "P002,positive", "P002,borderline"),
        "column status: 'borderline' (1 rows) is neither positive nor negative",
    ),
    "a level that never occurs": (
        lambda _: replace("studies/mine/study.yaml", '["positive"]', '["positive", "Yes!"]'),
        "column status never holds 'Yes!'",
    ),
    "a column that is not there": (
        lambda _: replace("studies/mine/study.yaml", 'column: "status"', 'column: "her2"'),
        "p.csv has no column her2 (it has Patient ID, status)",
    ),
    "semicolons": (
        lambda _: write("p.csv", Path("p.csv").read_bytes().replace(b",", b";")),
        "its cells are parted by a semicolon: save it as `CSV UTF-8 (comma delimited)`",
    ),
    "a patient of the images who is on no list": (
        lambda _: replace("p.csv", "P002,positive\n", ""),
        "1 patients of the images are not in the patient list (P002): write their ids alike",
    ),
    "an image that is not there": (
        lambda _: Path("us/images/P001_1.png").unlink(),
        "1 listed images are not there (images/P001_1.png)",
    ),
    "an image that is cut off": (
        lambda _: write("us/images/P001_1.png", b"\x89PNG\r\n"),
        "images/P001_1.png is ",
    ),
    "an empty image": (
        lambda _: write("us/images/P001_1.png", b""),
        "images/P001_1.png is empty: export it anew",
    ),
    "a photograph": (
        _phone,
        "P001_1.jpg is a photograph (Apple iPhone 15), no export of a scanner",
    ),
    "a name in a header": (_dicom, "headers of 1 images hold"),
    "a mask of another size": (
        lambda _: mask(Path("us/masks/P001_1_mask.png"), 40, 64),
        "masks/P001_1_mask.png is 64 x 40 px, its image 64 x 48 px",
    ),
    "an image under two patients": (
        lambda _: replace("studies/mine/images.csv", "P002_1.png,P002", "P001_1.png,P002"),
        "stands under two patients",
    ),
    "a folder that moved": (
        lambda _: replace("studies/mine/study.yaml", '"../../p.csv"', '"../../gone.csv"'),
        "sources:\n  wrong  patients: no file ",
    ),
    "a misspelt key": (
        lambda _: replace("studies/mine/study.yaml", "id_column:", "id_colum:"),
        "patients.id_colum: Extra inputs are not permitted",
    ),
    "too few patients": (
        lambda _: write("p.csv", b"Patient ID,status\nP001,positive\nP002,negative\n"),
        "1 patients are tumour+, about 0 for training: too few for 5 folds: lower nested.folds",
    ),
}


@pytest.mark.parametrize("case", SPOILT)
def test_what_is_wrong_is_told_with_its_place(mine: Path, case: str) -> None:
    spoil, expected = SPOILT[case]
    spoil(mine)
    assert expected in said()


def test_everything_is_told_at_once(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace("p.csv", "P002,positive", "P001,positive")
    mask(Path("us/masks/P003_2_mask.png"), 40, 64)
    write("us/images/P001_1.png", b"")
    picture(Path("us/images/Erika_Mustermann.png"))
    replace("studies/mine/images.csv", "images/P003_1.png", "images/Erika_Mustermann.png")
    with pytest.raises(SystemExit) as stop:
        main(["study", "check", "mine"])
    assert stop.value.code == 1
    text = capsys.readouterr().out
    for part in ("patient P001 stands in rows", "64 x 40 px", "is empty", "look like a person's"):
        assert part in text
    assert "to mend; then check again" in text


def test_lines_a_draft_left_to_a_person_are_told_by_number(mine: Path) -> None:
    replace("studies/mine/study.yaml", "  name: tumour", "  name: TODO")
    lines = STUDY.read_text().splitlines()
    number = next(n for n, line in enumerate(lines, 1) if "name: TODO" in line)
    assert f"line {number} waits for you" in said()


def test_a_series_that_is_nowhere_and_an_address_that_is_none_are_told(mine: Path) -> None:
    text = STUDY.read_text()
    text = text.replace('origin: {path: "../../p.csv"}', "origin: {url: 'http://localhost'}")
    STUDY.write_text(text)
    assert "is no address that could be reached" in said()


def test_many_faults_of_a_kind_are_counted_not_poured_out() -> None:
    lines = told("mine", [Fault("images", f"{n}.png: empty") for n in range(40)])
    assert len(lines) == 16
    assert "  ... and 28 more of this part" in lines


def test_an_unknown_study_is_one_sentence(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["study", "check", "yours"]) == 1
    assert "There is no study 'yours'" in capsys.readouterr().err


@pytest.mark.realdata
@pytest.mark.parametrize("name", ["her2-scanb", "simulated"])
def test_the_studies_that_are_here_pass(
    name: str, mirror: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(PROJECT)
    monkeypatch.setenv("SONOGENOMICS_MIRROR", str(mirror))
    assert [one for one in check(name, Path("studies")) if one.grave] == []
