import stat
import zipfile
from pathlib import Path

import pytest

from sonogenomics.errors import StudyError
from sonogenomics.sourcing import archive
from sonogenomics.sourcing.archive import unpack
from sonogenomics.sourcing.folders import files_below


def packed(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "out"


def test_only_files_below_the_folder_are_unpacked(tmp_path: Path, target: Path) -> None:
    members = {"S/Images/a.png": b"A", "S/Images/x/b.png": b"BB", "S/Images/.DS_Store": b"-"}
    path = packed(tmp_path / "s.zip", {**members, "S/Masks/a.png": b"M", "README": b"-"})
    contents = unpack(path, "Images", target)
    assert sorted(files_below(target)) == ["a.png", "x/b.png"]
    assert (target / "x/b.png").read_bytes() == b"BB"
    assert (contents.n_files, contents.n_bytes, contents.n_hidden) == (2, 3, 1)


@pytest.mark.parametrize(
    "name", ["../a.png", "/etc/a.png", "x/../../a.png", "C:/a.png", "a\\..\\b.png", "a//b.png"]
)
def test_names_that_lead_out_are_refused(tmp_path: Path, target: Path, name: str) -> None:
    path = packed(tmp_path / "s.zip", {"ok.png": b"A", name: b"B"})
    with pytest.raises(StudyError, match="holds names that lead out of it"):
        unpack(path, ".", target)
    assert not target.exists()


def test_links_are_refused(tmp_path: Path, target: Path) -> None:
    path = packed(tmp_path / "s.zip", {"a.png": b"A"})
    link = zipfile.ZipInfo("l.png")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as made:
        made.writestr(link, "/etc/passwd")
    with pytest.raises(StudyError, match=r"holds links or devices \(l\.png\)"):
        unpack(path, ".", target)
    assert not target.exists()


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, target: Path) -> None:
    path = packed(tmp_path / "s.zip", {"a.bmp": bytes(3_000_000)})
    with pytest.raises(StudyError, match="more than 200 times its own bytes"):
        unpack(path, ".", target)


@pytest.mark.parametrize(
    ("limit", "told"),
    [("MAX_MEMBERS", "2 files"), ("MAX_MEMBER_BYTES", "files above"), ("MAX_TOTAL_BYTES", "bytes")],
)
def test_limits_hold(
    tmp_path: Path, target: Path, monkeypatch: pytest.MonkeyPatch, limit: str, told: str
) -> None:
    monkeypatch.setattr(archive, limit, 1)
    with pytest.raises(StudyError, match=told):
        unpack(packed(tmp_path / "s.zip", {"a": b"AA", "b": b"B"}), ".", target)


def test_a_name_that_is_file_and_folder_is_refused(tmp_path: Path, target: Path) -> None:
    path = packed(tmp_path / "s.zip", {"a": b"A", "a/b": b"B"})
    with pytest.raises(StudyError, match=r"file and folder at once \(a\)"):
        unpack(path, ".", target)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused(tmp_path: Path, target: Path) -> None:
    path = packed(tmp_path / "s.zip", {"a": b"A"})
    with zipfile.ZipFile(path, "a") as made:
        made.writestr("a", b"B")
    with pytest.raises(StudyError, match=r"two files of one name \(a\)"):
        unpack(path, ".", target)


def test_what_is_no_zip_is_told(tmp_path: Path, target: Path) -> None:
    (tmp_path / "s.zip").write_bytes(b"PK no")
    with pytest.raises(StudyError, match=r"s\.zip is not a \.zip that can be read"):
        unpack(tmp_path / "s.zip", ".", target)


def test_a_damaged_member_is_told(tmp_path: Path, target: Path) -> None:
    path = packed(tmp_path / "s.zip", {"a.png": bytes(range(256)) * 4})
    content = bytearray(path.read_bytes())
    content[60:90] = bytes(30)
    path.write_bytes(content)
    with pytest.raises(StudyError, match=r"a\.png of the archive is damaged"):
        unpack(path, ".", target)


def test_an_encrypted_member_is_refused(tmp_path: Path, target: Path) -> None:
    path = packed(tmp_path / "s.zip", {"a.png": b"A" * 50})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(StudyError, match=r"encrypted files \(a\.png\)"):
        unpack(path, ".", target)
