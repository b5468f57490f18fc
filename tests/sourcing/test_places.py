import hashlib
import importlib
import json
from pathlib import Path

import pytest

from sonogenomics.errors import StudyError
from sonogenomics.sourcing.mirror import Mirror
from sonogenomics.sourcing.places import Places, bring
from sonogenomics.study import Geo, Origin, Source
from tests.sourcing.server import Site


@pytest.fixture
def places(tmp_path: Path) -> Places:
    folder = tmp_path / "mirror"
    folder.mkdir()
    gmt = b"b\tNA\tX\tA\na\tNA\tY,1.0\n"
    (folder / "GO_Toy.gmt").write_bytes(gmt)
    (folder / "MANIFEST.sha256").write_text(f"{hashlib.sha256(gmt).hexdigest()}  ./GO_Toy.gmt\n")
    (tmp_path / "study").mkdir()
    return Places(tmp_path / "study", Mirror.of(folder), tmp_path / "downloads")


def source(origin: Origin, sha256: str | None = None) -> Source:
    return Source(origin=origin, file="mine.txt", sha256=sha256, licence="none", citation="none")


def test_a_path_is_relative_to_the_study(places: Places, tmp_path: Path) -> None:
    (places.study / "own.csv").write_text("x")
    target = tmp_path / "target"
    bring(source(Origin(path=Path("own.csv"))), places, target)
    assert target.read_text() == "x"


def test_a_missing_path_is_told(places: Places, tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"study/own\.csv is missing: put the file there"):
        bring(source(Origin(path=Path("own.csv"))), places, tmp_path / "target")


def test_a_folder_where_a_file_is_meant_is_told(places: Places, tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"is a folder: give its source a `folder`"):
        bring(source(Origin(path=Path())), places, tmp_path / "target")


def test_a_mirrored_library_is_frozen_in_its_canonical_form(places: Places, tmp_path: Path) -> None:
    target = tmp_path / "target"
    assert bring(source(Origin(enrichr="GO_Toy")), places, target).startswith("mirror: ")
    assert target.read_text() == "a\t\tY\nb\t\tA\tX\n"


def test_a_fetched_library_is_frozen_in_the_same_form(
    places: Places, tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SONOGENOMICS_ENRICHR", site.base)
    gseapy_enrichr = importlib.import_module("gseapy.enrichr")
    monkeypatch.setattr(gseapy_enrichr, "DEFAULT_CACHE_PATH", str(tmp_path / "cache"))
    site.files = {
        "/datasetStatistics": json.dumps({"statistics": [{"libraryName": "Other"}]}).encode(),
        "/geneSetLibrary?mode=text&libraryName=Other": b"b\t\tX,1.0\tA,1.0\na\t\tY,1.0\n",
    }
    target = tmp_path / "target"
    assert bring(source(Origin(enrichr="Other")), places, target) == "Enrichr"
    assert target.read_text() == "a\t\tY\nb\t\tA\tX\n"


def test_a_damaged_copy_in_the_mirror_is_never_used(places: Places, tmp_path: Path) -> None:
    (tmp_path / "mirror" / "GO_Toy.gmt").write_text("a\t\tX\n")
    with pytest.raises(StudyError, match=r"GO_Toy\.gmt is damaged"):
        bring(source(Origin(enrichr="GO_Toy")), places, tmp_path / "target")


def test_a_file_without_an_address_asks_for_a_mirror(places: Places, tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"no public address \(GEO GSE2109\).*SONOGENOMICS_MIRROR"):
        bring(source(Origin(mirror="GEO GSE2109")), places, tmp_path / "target")


def test_a_table_the_simulation_does_not_make_is_told(places: Places, tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"The simulation makes no 'urfs\.csv'"):
        bring(source(Origin(simulated="urfs.csv")), places, tmp_path / "target")


def test_geo_is_fetched_from_its_place(
    places: Places, tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SONOGENOMICS_GEO", f"{site.base}/geo")
    site.files["/geo/series/GSE45nnn/GSE45827/suppl/matrix.csv.gz"] = b"data"
    target = tmp_path / "target"
    origin = Origin(geo=Geo(accession="GSE45827", file="matrix.csv.gz"))
    assert bring(source(origin), places, target) == site.base + site.asked[0][0]
    assert target.read_bytes() == b"data"


def test_a_download_of_another_fingerprint_is_fetched_afresh_next_time(
    places: Places, tmp_path: Path, site: Site
) -> None:
    site.files["/a.txt"] = b"wrong"
    wanted = source(Origin(url=f"{site.base}/a.txt"), hashlib.sha256(b"right").hexdigest())
    target = tmp_path / "target"
    bring(wanted, places, target)
    site.files["/a.txt"] = b"right"
    bring(wanted, places, target)
    assert target.read_bytes() == b"right"
    bring(wanted, places, target)
    assert [asked[2] for asked in site.asked] == [200, 200]
