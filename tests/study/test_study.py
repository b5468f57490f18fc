"""A study file is checked whole; every fault is named by its key."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from sonogenomics.errors import StudyError
from sonogenomics.study import Source, Study
from tests.pipeline.graph import PROJECT

STUDIES = PROJECT / "studies"
MINIMAL: dict[str, Any] = {
    "name": "mine",
    "title": "URFs of one hospital",
    "citation": "unpublished",
    "outcome": {
        "name": "HER2",
        "positive": "HER2-positive",
        "negative": "HER2-negative",
    },
    "sources": {
        "urfs": {
            "origin": {"path": "urfs.csv"},
            "file": "urfs.csv",
            "licence": "own",
            "citation": "own",
        }
    },
    "patients": {"outcome": {"positive_id": "^pos", "negative_id": "^neg"}},
    "images": {"absent": "not collected"},
    "masks": {"absent": "not collected"},
    "urfs": {"source": "urfs"},
    "expression": {"absent": "no tissue"},
    "gene_sets": {"absent": "no expression"},
}


def load(tmp_path: Path, content: dict[str, Any]) -> Study:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "study.yaml").write_text(yaml.safe_dump(content))
    return Study.load("mine", tmp_path)


@pytest.mark.parametrize(
    ("name", "absent"),
    [
        ("simulated", {"urfs"}),
        ("simulated-urfs", {"images", "masks"}),
        ("her2", {"images", "masks"}),
        ("her2-scanb", {"images", "masks"}),
        ("bus-bra", {"urfs", "expression", "gene_sets"}),
    ],
)
def test_the_shipped_studies_are_valid(name: str, absent: set[str]) -> None:
    study = Study.load(name, STUDIES)
    assert study.name == name
    assert set(study.absences()) == absent


def test_a_study_may_enter_with_urfs_alone(tmp_path: Path) -> None:
    absences = load(tmp_path, MINIMAL).absences()
    assert absences["expression"] == "no tissue"
    assert "urfs" not in absences


def test_an_unknown_study_lists_the_known_ones(tmp_path: Path) -> None:
    load(tmp_path, MINIMAL)
    with pytest.raises(StudyError, match=r"no study 'yours': choose one of mine"):
        Study.load("yours", tmp_path)


def test_a_name_cannot_leave_the_folder_of_studies(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="There is no study"):
        Study.load("../../etc", tmp_path)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"urfs": {"source": "urf"}}, "no such source: urf"),
        ({"urfs": {"absent": "lost"}}, "never used: urfs"),
        ({"urfs": {"source": "urfs", "separator": "space"}}, "separator"),
        ({"image": {"absent": "typo"}}, "image"),
        ({"title": None}, "title"),
        ({"outcome": {"name": "HER2", "positive": "HER2-positive"}}, r"outcome\.negative"),
        ({"patients": {"her2": {"positive_id": "p", "negative_id": "n"}}}, r"patients\.outcome"),
        (
            {"patients": {**MINIMAL["patients"], "rows": "image"}},
            "`rows: image` says how a list is kept",
        ),
    ],
)
def test_a_fault_is_named(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    with pytest.raises(StudyError, match=told):
        load(tmp_path, MINIMAL | change)


def test_a_source_has_one_origin(tmp_path: Path) -> None:
    both = {"path": "urfs.csv", "url": "https://example.org/urfs.csv"}
    sources = {"urfs": MINIMAL["sources"]["urfs"] | {"origin": both}}
    with pytest.raises(StudyError, match="exactly one origin, not 2"):
        load(tmp_path, MINIMAL | {"sources": sources})


def test_a_file_name_cannot_leave_its_folder(tmp_path: Path) -> None:
    sources = {"urfs": MINIMAL["sources"]["urfs"] | {"file": "../urfs.csv"}}
    with pytest.raises(StudyError, match=r"sources\.urfs\.file"):
        load(tmp_path, MINIMAL | {"sources": sources})


def test_a_value_is_not_both_positive_and_negative(tmp_path: Path) -> None:
    rule = {"column": "her2", "positive": ["1", "2"], "negative": ["2"]}
    with pytest.raises(StudyError, match="2 cannot be both positive and negative"):
        load(tmp_path, MINIMAL | {"patients": {"outcome": rule}})


def test_python_tags_are_not_obeyed(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "study.yaml").write_text("name: !!python/object/apply:os.getcwd []\n")
    with pytest.raises(StudyError, match="not YAML"):
        Study.load("mine", tmp_path)


@pytest.mark.parametrize("origin", [{"enrichr": "GO"}, {"geo": {"accession": "GSE1"}}])
def test_a_folder_is_not_looked_for_where_there_is_one_file(origin: dict[str, object]) -> None:
    source = {"origin": origin, "file": "x", "folder": ".", "licence": "-", "citation": "-"}
    with pytest.raises(ValidationError, match="gives one file, not a folder"):
        Source.model_validate(source)
