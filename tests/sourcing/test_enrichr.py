import importlib
import json
from pathlib import Path

import pytest

from sonogenomics.errors import StudyError
from sonogenomics.sourcing.enrichr import fetch_library
from tests.sourcing.server import Site

LIBRARY = "GO_Toy_2018"
TEXT = (
    "cell cycle (GO:1)\t\tCDK1,1.0\tNKX6-1,1.0\t\n"
    + "big\t\t"
    + "\t".join(f"G{n}" for n in range(3000))
)


@pytest.fixture
def enrichr(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("SONOGENOMICS_ENRICHR", f"{site.base}/Enrichr")
    monkeypatch.setattr(
        importlib.import_module("gseapy.enrichr"), "DEFAULT_CACHE_PATH", str(tmp_path / "cache")
    )
    names = json.dumps({"statistics": [{"libraryName": LIBRARY}]}).encode()
    site.files["/Enrichr/datasetStatistics"] = names
    site.files[f"/Enrichr/geneSetLibrary?mode=text&libraryName={LIBRARY}"] = TEXT.encode()
    return site


def test_a_library_comes_without_weights_and_with_its_largest_sets(enrichr: Site) -> None:
    sets = fetch_library(LIBRARY)
    assert sets["cell cycle (GO:1)"] == ["CDK1", "NKX6-1"]
    assert len(sets["big"]) == 3000  # gseapy's own default leaves sets above 2,000 genes out


def test_an_unknown_library_is_told(enrichr: Site) -> None:
    with pytest.raises(StudyError, match=r"Enrichr has no library 'GO_Toy_1999' any more"):
        fetch_library("GO_Toy_1999")


def test_a_library_that_does_not_arrive_is_told(enrichr: Site) -> None:
    del enrichr.files[f"/Enrichr/geneSetLibrary?mode=text&libraryName={LIBRARY}"]
    with pytest.raises(StudyError, match=rf"{LIBRARY} could not be fetched .*Try again later"):
        fetch_library(LIBRARY)


def test_a_library_that_breaks_off_is_told(enrichr: Site) -> None:
    enrichr.faults = ["", "cut"]
    with pytest.raises(StudyError, match=rf"{LIBRARY} could not be fetched .*SONOGENOMICS_MIRROR"):
        fetch_library(LIBRARY)


def test_an_answer_that_is_no_list_of_libraries_is_told(enrichr: Site) -> None:
    enrichr.faults = ["html"]
    with pytest.raises(StudyError, match="could not be fetched"):
        fetch_library(LIBRARY)
