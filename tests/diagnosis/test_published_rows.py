"""The rows that the study modelled, made up and real."""

from pathlib import Path

import pandas as pd
import pytest

from sonogenomics.diagnosis.published_rows import NAMELESS, modelled_rows, with_nameless
from sonogenomics.errors import StudyError
from sonogenomics.radiomics.table import read_cells
from sonogenomics.study import Published
from tests.diagnosis.her2_rows import LAYOUT, her2_rows

IDM = "original_glcm_Idm"
OUTCOME = pd.Series({"P1": 1, "P2": 0, "P3": 0})


def table(folder: Path, heading: str) -> Path:
    path = folder / "urfs.txt"
    path.write_text(f"feature\t{heading}\n{IDM}\t0.1\t0.2\t0.3\t0.4\n")
    return path


def test_the_nameless_patient_keeps_the_place_of_the_column(tmp_path: Path) -> None:
    cells = read_cells(table(tmp_path, "P2\tP1\t\tP3"), LAYOUT, call_nameless=NAMELESS)
    everyone = with_nameless(cells, [IDM], OUTCOME, Published(nameless="positive"))
    assert everyone.urfs.index.tolist() == ["P2", "P1", NAMELESS, "P3"]
    assert everyone.outcome.tolist() == [0, 1, 1, 0]
    kept = modelled_rows(*everyone, Published(nameless="positive", left_out=("P1",)))
    assert kept.urfs[IDM].to_dict() == {"P2": 0.1, NAMELESS: 0.3, "P3": 0.4}
    assert kept.outcome.to_dict() == {"P2": 0, NAMELESS: 1, "P3": 0}


def test_a_table_without_the_nameless_patient_is_refused(tmp_path: Path) -> None:
    cells = read_cells(table(tmp_path, "P2\tP1\tP4\tP3"), LAYOUT, call_nameless=NAMELESS)
    with pytest.raises(StudyError, match=r"urfs.txt has 0 patients without a name"):
        with_nameless(cells, [IDM], OUTCOME, Published(nameless="positive"))


def test_someone_left_out_who_was_never_in_is_told() -> None:
    urfs = pd.DataFrame({IDM: [0.1, 0.2, 0.3]}, index=["P1", "P2", "P3"])
    with pytest.raises(StudyError, match=r"P9 should be left out .* mend published.left_out"):
        modelled_rows(urfs, OUTCOME, Published(left_out=("P1", "P9")))


@pytest.mark.realdata
def test_the_study_modelled_320_rows_of_its_own_table(mirror: Path) -> None:
    modelled = her2_rows(mirror)
    assert modelled.urfs.shape == (320, 86)
    assert modelled.outcome.value_counts().to_dict() == {0: 175, 1: 145}
    names = modelled.urfs.index
    assert not {"pos28", "pos71"} & set(names)
    # the 141st of the table's 322 columns; pos71, which would have been the 48th, is not there
    assert names.get_loc(NAMELESS) == 140 - sum(
        name in {"pos28", "pos71"} for name in _columns(mirror)[:140]
    )


def _columns(mirror: Path) -> list[str]:
    with (mirror / "her2-urf" / "F-S_matrix.txt").open(encoding="utf-8") as file:
        return file.readline().rstrip("\n").split("\t")[1:]
