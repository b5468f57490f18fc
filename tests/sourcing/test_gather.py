import hashlib
from pathlib import Path
from typing import Any

import pytest

from sonogenomics.errors import StudyError
from sonogenomics.sourcing import gather as module
from sonogenomics.sourcing.gather import gather
from sonogenomics.sourcing.mirror import Mirror
from sonogenomics.sourcing.places import Places
from sonogenomics.study import Study


def study(origin: dict[str, Any], sha256: str | None = None, **more: Any) -> Study:
    absent = {"absent": "not in this test"}
    return Study.model_validate(
        {
            "name": "toy",
            "title": "Toy",
            "citation": "none",
            "sources": {
                "table": {
                    "origin": origin,
                    "file": "table.txt",
                    "sha256": sha256,
                    "licence": "CC0-1.0",
                    "citation": "nobody",
                }
            },
            "patients": {
                "source": "table",
                "her2": {"column": "her2", "positive": ["1"], "negative": ["0"]},
            },
            **dict.fromkeys(("images", "masks", "urfs", "expression", "gene_sets"), absent),
            **more,
        }
    )


@pytest.fixture
def places(tmp_path: Path) -> Places:
    (tmp_path / "own.txt").write_text("HER2")
    (tmp_path / "out").mkdir()
    return Places(tmp_path, Mirror(None, {}), tmp_path / "downloads")


def test_a_record_tells_what_the_file_is_and_not_when_or_where(places: Places) -> None:
    [(record, found_in)] = gather(study({"path": "own.txt"}), places, places.study / "out")
    assert found_in == str(places.study / "own.txt")
    assert record == module.Record(
        name="table",
        file="table.txt",
        origin="path",
        origin_text="own.txt",
        sha256=hashlib.sha256(b"HER2").hexdigest(),
        bytes=4,
        licence="CC0-1.0",
        citation="nobody",
    )


def test_another_fingerprint_is_told_with_both_and_the_remedy(places: Places) -> None:
    wanted = study({"path": "own.txt"}, "0" * 64)
    found = hashlib.sha256(b"HER2").hexdigest()
    with pytest.raises(
        StudyError,
        match=rf"table \(own\.txt; .* expected sha256 0{{64}}, found {found} .*run again",
    ):
        list(gather(wanted, places, places.study / "out"))


def test_the_simulation_gets_the_studys_settings(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def simulate(settings: dict[str, float], folder: Path) -> None:
        (folder / "urfs.csv").write_text(str(settings["seed"]))

    monkeypatch.setattr(module, "simulate", simulate)
    wanted = study({"simulated": "urfs.csv"}, simulation={"seed": 7.0})
    [(record, found_in)] = gather(wanted, places, places.study / "out")
    assert found_in == "the simulation"
    assert (places.study / "out" / "table.txt").read_text() == "7.0"
    assert record.origin_text == "urfs.csv"
