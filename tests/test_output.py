"""A file is there whole, or as it was before."""

import errno
import json
from pathlib import Path

import pytest

from sonogenomics.output import whole_file, whole_folder, write_json, write_text


def test_a_finished_file_stands_under_its_name_alone(tmp_path: Path) -> None:
    write_text(tmp_path / "new" / "a.txt", "whole")
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["a.txt"]
    assert (tmp_path / "new" / "a.txt").read_text() == "whole"


def test_an_error_midway_leaves_the_earlier_file_intact(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("earlier")

    def fill_until_the_disk_is_full() -> None:
        with whole_file(target) as partial:
            partial.write_text("half")
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        fill_until_the_disk_is_full()
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
    assert target.read_text() == "earlier"


def test_an_error_midway_leaves_the_earlier_folder_intact(tmp_path: Path) -> None:
    target = tmp_path / "set"
    with whole_folder(target) as partial:
        (partial / "one").write_text("1")

    def break_off() -> None:
        with whole_folder(target) as partial:
            (partial / "two").write_text("2")
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        break_off()
    assert [p.name for p in tmp_path.iterdir()] == ["set"]
    assert [p.name for p in target.iterdir()] == ["one"]


def test_a_folder_is_replaced_as_a_whole(tmp_path: Path) -> None:
    for name in ("one", "two"):
        with whole_folder(tmp_path / "set") as partial:
            (partial / name).write_text(name)
    assert [p.name for p in (tmp_path / "set").iterdir()] == ["two"]


def test_what_an_interrupted_run_left_is_not_taken_over(tmp_path: Path) -> None:
    (tmp_path / ".set.partial").mkdir()
    (tmp_path / ".set.partial" / "stale").write_text("from a killed run")
    with whole_folder(tmp_path / "set") as partial:
        (partial / "fresh").write_text("new")
    assert [p.name for p in (tmp_path / "set").iterdir()] == ["fresh"]


def test_numbers_are_written_to_six_digits_and_nan_as_null(tmp_path: Path) -> None:
    write_json(tmp_path / "m.json", {"p": 0.000379123456, "n": 146, "none": float("nan")})
    assert json.loads((tmp_path / "m.json").read_text()) == {
        "p": 0.000379123,
        "n": 146,
        "none": None,
    }
