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
from tests.outcomes import HER2


def study(origin: dict[str, Any], sha256: str | None = None, **more: Any) -> Study:
    absent = {"absent": "not in this test"}
    return Study.model_validate(
        {
            "name": "toy",
            "title": "Toy",
            "citation": "none",
            "outcome": HER2,
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
                "outcome": {"column": "her2", "positive": ["1"], "negative": ["0"]},
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
    [one] = gather(study({"path": "own.txt"}), places, places.study / "out")
    assert (one.found_in, one.n_hidden) == (str(places.study / "own.txt"), 0)
    assert one.record == module.Record(
        name="table",
        file="table.txt",
        origin="path",
        origin_text="own.txt",
        sha256=hashlib.sha256(b"HER2").hexdigest(),
        bytes=4,
        n_files=1,
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
    [one] = gather(wanted, places, places.study / "out")
    assert one.found_in == "the simulation"
    assert (places.study / "out" / "table.txt").read_text() == "7.0"
    assert one.record.origin_text == "urfs.csv"


def test_a_folder_is_one_source_of_many_files(places: Places) -> None:
    for name in ("b.png", "a.png", "Thumbs.db"):
        (places.study / "own").mkdir(exist_ok=True)
        (places.study / "own" / name).write_text(name)
    wanted = study({"path": "own"})
    table = wanted.sources["table"].model_copy(update={"folder": ".", "file": "pictures"})
    folder = wanted.model_copy(update={"sources": {"table": table}})
    [one] = gather(folder, places, places.study / "out")
    assert (one.record.n_files, one.record.bytes, one.n_hidden) == (2, 10, 1)
    assert sorted(file.name for file in (places.study / "out" / "pictures").iterdir()) == [
        "a.png",
        "b.png",
    ]
    wrong = table.model_copy(update={"sha256": "0" * 64, "file": "again"})
    folder = wanted.model_copy(update={"sources": {"table": wrong}})
    with pytest.raises(StudyError, match=r"is not the folder \(2 files\) that was meant"):
        list(gather(folder, places, places.study / "out"))
