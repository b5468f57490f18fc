from pathlib import Path

import pytest

from sonogenomics.checking import telling
from sonogenomics.commands import studies
from sonogenomics.errors import StudyError
from sonogenomics.sourcing.mirror import Mirror
from sonogenomics.study import Absent, Study

FOLDER = Path(__file__).parents[2] / "studies"


@pytest.fixture(autouse=True)
def _project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER.parent)
    monkeypatch.delenv("SONOGENOMICS_MIRROR", raising=False)


def test_studies_are_listed_with_what_is_given_and_what_is_absent(
    capsys: pytest.CaptureFixture[str],
) -> None:
    studies.main([])
    text = capsys.readouterr().out
    for name in ("her2", "her2-scanb", "simulated"):
        assert f"\n{name}\n  " in f"\n{text}"
    assert "given:  urfs, expression, gene sets" in text
    assert "absent: images (no ultrasound image with a HER2 label is public" in text


def test_a_study_at_fault_is_listed_with_its_fault(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "study.yaml").write_text("name: mine\n")
    text = "\n".join(telling.list_studies(tmp_path))
    assert "mine\n  at fault: " in text
    assert "title: Field required" in text


def test_a_study_is_told_with_licence_citation_and_where_its_files_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    studies.main(["her2-scanb"])
    text = capsys.readouterr().out
    assert (
        "gse96058: discovery, GPL11154, 75 perturbations; HER2 by 'her2_status': positive 1" in text
    )
    assert "licence:  academic use, no redistribution" in text
    assert "citation: Brueffer et al., JCO Precis Oncol 2018" in text
    assert text.count(telling.NOWHERE) == 5  # expression has no address without a mirror
    assert text.count(telling.MISSING) == 5
    assert "Run it:  dvc exp run -S study=her2-scanb" in text


@pytest.mark.realdata
def test_with_a_mirror_every_file_of_the_offline_study_is_found(mirror: Path) -> None:
    text = "\n".join(telling.describe(Study.load("her2-scanb"), Mirror.of(mirror)))
    assert telling.NOWHERE not in text
    assert telling.MISSING not in text
    assert str(mirror / "her2-urf" / "F-S_matrix.txt") in text


def test_a_folder_is_told_with_how_many_files_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "STUDIES", tmp_path)
    own = tmp_path / "simulated" / "pictures"
    own.mkdir(parents=True)
    for name in ("a.png", "b.png", ".DS_Store"):
        (own / name).write_text(name)
    study = Study.load("simulated", FOLDER)
    name, source = next(iter(study.sources.items()))
    origin = source.origin.model_validate({"path": "pictures"})
    mine = source.model_copy(update={"origin": origin, "folder": "."})
    text = "\n".join(
        telling.describe(study.model_copy(update={"sources": {name: mine}}), Mirror(None, {}))
    )
    assert "simulated/pictures: 2 files (1 hidden ones left out)" in text
    gone = mine.model_copy(update={"folder": "gone"})
    text = "\n".join(
        telling.describe(study.model_copy(update={"sources": {name: gone}}), Mirror(None, {}))
    )
    assert "NOT on this machine: " in text


@pytest.mark.realdata
def test_the_folders_of_bus_bra_are_found_in_the_mirror(mirror: Path) -> None:
    text = "\n".join(telling.describe(Study.load("bus-bra"), Mirror.of(mirror)))
    assert text.count(": 707 files") == 2
    assert "NOT the folder" not in text


def test_the_simulation_needs_no_mirror(capsys: pytest.CaptureFixture[str]) -> None:
    studies.main(["simulated"])
    text = capsys.readouterr().out
    assert "found:    made by the simulation" in text
    assert "sha256" not in text


def test_an_unknown_study_lists_those_there_are() -> None:
    with pytest.raises(StudyError, match=r"There is no study 'nope': choose one of bus-bra, her2"):
        studies.main(["nope"])


def test_the_help_teaches_how_to_bring_ones_own(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        studies.main(["--help"])
    text = capsys.readouterr().out
    assert "sonogenomics study new mine" in text
    assert "SONOGENOMICS_MIRROR" in text


def test_the_published_study_expects_the_published_arms() -> None:
    published = Study.load("her2")
    if isinstance(published.expression, Absent):
        raise TypeError
    arms = {spec.name: tuple(spec.expected.values()) for spec in published.expression}
    # Fig2/gene-geo.txt of the authors' repository
    assert arms == {
        "GSE45827": (30, 70),
        "GSE129559": (21, 94),
        "GSE162228": (46, 63),
        "GSE81538": (87, 314),
    }
