import errno
import gzip
import json
from pathlib import Path

import pytest

from sonogenomics.errors import StudyError
from sonogenomics.genomics.soft import read_soft
from sonogenomics.sourcing import fingerprint
from sonogenomics.stages import sources
from sonogenomics.study import Study
from tests.sourcing.server import serving
from tests.sourcing.test_gather import study

STUDIES = Path(__file__).parents[2] / "studies"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SONOGENOMICS_MIRROR", raising=False)
    own = tmp_path / "studies" / "toy"
    own.mkdir(parents=True)
    (own / "own.txt").write_text("HER2")
    return tmp_path


def test_sources_are_described_beside_them(capsys: pytest.CaptureFixture[str]) -> None:
    metrics = sources.main(study({"path": "own.txt"}))
    [record] = json.loads(Path("data/sources/sources.json").read_text())
    assert list(record) == [
        "name",
        "file",
        "origin",
        "origin_text",
        "sha256",
        "bytes",
        "n_files",
        "licence",
        "citation",
    ]
    assert metrics["n_sources"] == 1
    assert (metrics["n_files"], metrics["n_hidden"], metrics["bytes_total"]) == (1, 0, 4)
    assert metrics["absent"] == dict.fromkeys(
        ("images", "masks", "urfs", "expression", "gene_sets"), "not in this test"
    )
    assert "table: table.txt, 4 bytes, from studies/toy/own.txt" in capsys.readouterr().out


def files(folder: Path) -> list[str]:
    return sorted(str(f.relative_to(folder)) for f in folder.rglob("*") if f.is_file())


@pytest.mark.parametrize("origin", [{"path": "gone.txt"}, {"mirror": "nowhere"}])
def test_a_failure_leaves_the_earlier_sources_as_they_were(
    folder: Path, origin: dict[str, str]
) -> None:
    sources.main(study({"path": "own.txt"}))
    before = files(folder)
    with pytest.raises(StudyError):
        sources.main(study(origin))
    assert files(folder) == before


def test_a_full_disk_leaves_nothing_half_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(origin: Path, target: Path) -> str:
        target.write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device", str(target))

    monkeypatch.setattr("sonogenomics.sourcing.places.copy", full)
    with pytest.raises(OSError, match="No space left"):
        sources.main(study({"path": "own.txt"}))
    assert fingerprint.copy is not full
    assert files(folder) == ["studies/toy/own.txt"]


def test_a_broken_download_is_kept_outside_the_output(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sonogenomics.sourcing.download.WAITS_S", ())
    monkeypatch.setattr("sonogenomics.sourcing.download.PIECE", 500)
    with serving() as site:
        site.files["/table.txt"] = b"x" * 3000
        site.faults = ["cut"]
        with pytest.raises(StudyError, match="1,000 bytes are kept"):
            sources.main(study({"url": f"{site.base}/table.txt"}))
        assert not Path("data/sources").exists()
        sources.main(study({"url": f"{site.base}/table.txt"}))
        assert site.asked[-1][1:] == ("bytes=1000-", 206)
    assert Path("data/sources/table.txt").read_bytes() == b"x" * 3000


@pytest.mark.realdata
def test_the_offline_study_is_gathered_from_the_mirror_with_equal_bytes(
    mirror: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SONOGENOMICS_MIRROR", str(mirror))
    offline = Study.load("her2-scanb", STUDIES)
    metrics = sources.main(offline)  # every file has the sha256 that study.yaml gives
    assert metrics["n_sources"] == 10
    first = Path("data/sources/sources.json").read_bytes()
    sources.main(offline)
    assert Path("data/sources/sources.json").read_bytes() == first


@pytest.mark.realdata
def test_a_real_family_file_comes_from_geo_whole(
    mirror: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = gzip.compress((mirror / "geo-soft" / "soft_ex_family.soft").read_bytes())
    with serving() as site:
        monkeypatch.setenv("SONOGENOMICS_GEO", site.base)
        site.files["/series/GSE4nnn/GSE4000/soft/GSE4000_family.soft.gz"] = packed
        sources.main(study({"geo": {"accession": "GSE4000"}}))
    series = read_soft(Path("data/sources/table.txt"), "Murine 15K long oligo array version 2.0")
    assert series.matrix.shape == (20, 3)
