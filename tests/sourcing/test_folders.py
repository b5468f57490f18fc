import os
import subprocess
from pathlib import Path

import pytest

from sonogenomics.errors import StudyError
from sonogenomics.sourcing.fingerprint import copy, sha256_of
from sonogenomics.sourcing.folders import files_below, fill, fingerprint, visible, whose_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = ["b.png", "a/c.png", "a-d.png", "B.png", "\u00e4 1.png", ".DS_Store", "__MACOSX/x.png"]
    for name in files:
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path / "in"


def test_the_fingerprint_is_what_the_command_line_prints(folder: Path) -> None:
    names, _ = visible(files_below(folder), "in")
    command = (
        "find . -type f ! -name .DS_Store ! -path './__MACOSX/*' -printf '%P\\n' | LC_ALL=C sort "
        "| xargs -d '\\n' sha256sum | sha256sum"
    )
    shell = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, check=True)
    printed = shell.stdout.decode().split()[0]
    assert fingerprint({name: sha256_of(folder / name) for name in names}) == printed


def test_hidden_files_are_left_out_and_counted(folder: Path, tmp_path: Path) -> None:
    names, n_hidden = visible(files_below(folder), "in")
    assert names == ["B.png", "a-d.png", "a/c.png", "b.png", "\u00e4 1.png"]
    contents = fill(tmp_path / "out", names, n_hidden, lambda name, to: copy(folder / name, to))
    assert (contents.n_files, contents.n_hidden) == (5, 2)
    assert contents.n_bytes == sum(len(name.encode()) for name in names)
    assert sorted(files_below(tmp_path / "out")) == names


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Thumbs.db").write_text("")
    with pytest.raises(StudyError, match="holds no file"):
        visible(files_below(tmp_path), "Images")
    with pytest.raises(StudyError, match="is no folder"):
        files_below(tmp_path / "gone")


@pytest.mark.parametrize("kind", ["folder link", "broken link", "pipe"])
def test_what_is_no_file_is_told(folder: Path, kind: str) -> None:
    odd = folder / "odd"
    if kind == "pipe":
        os.mkfifo(odd)
    else:
        odd.symlink_to(folder / ("a" if kind == "folder link" else "nowhere"))
    with pytest.raises(StudyError, match="'odd' is no file"):
        files_below(folder)


def test_a_name_of_two_lines_is_refused(folder: Path) -> None:
    (folder / "a\nb.png").write_text("")
    with pytest.raises(StudyError, match=r"not every system can write \('a\\nb\.png'\)"):
        visible(files_below(folder), "in")


def test_the_end_of_a_path_is_enough_where_it_is_clear() -> None:
    names = ["set/Images/a.png", "set/Masks/a.png", "old/Masks/a.png", "Images2/a.png"]
    assert whose_folder(names, "Images", "x.zip") == "set/Images/"
    assert whose_folder(names, "old/Masks", "x.zip") == "old/Masks/"
    assert whose_folder(names, ".", "x.zip") == ""
    assert whose_folder(names, "gone", "x.zip") == "gone/"
    with pytest.raises(StudyError, match=r"several folders Masks \(old/Masks, set/Masks\)"):
        whose_folder(names, "Masks", "x.zip")
    with pytest.raises(StudyError, match=r"'\.\./Masks' leads out"):
        whose_folder(names, "../Masks", "x.zip")
