import hashlib
import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sonogenomics.errors import StudyError
from sonogenomics.sourcing.folders import fingerprint
from sonogenomics.sourcing.many import bring_folder, mirrored_folder
from sonogenomics.sourcing.mirror import Mirror
from sonogenomics.sourcing.places import Places
from sonogenomics.study import Source
from tests.sourcing.server import Site

CONTENT = {"a.png": b"A", "x/b.png": b"BB"}
SHA256 = fingerprint({name: hashlib.sha256(data).hexdigest() for name, data in CONTENT.items()})


def source(origin: dict[str, Any], folder: str = ".", sha256: str | None = None) -> Source:
    return Source.model_validate(
        {
            "origin": origin,
            "file": "ultrasound",
            "folder": folder,
            "sha256": sha256,
            "licence": "none",
            "citation": "none",
        }
    )


def written(folder: Path) -> Path:
    for name, data in CONTENT.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def places(tmp_path: Path) -> Places:
    mirror = tmp_path / "mirror"
    written(mirror / "set" / "Images")
    lines = [
        f"{hashlib.sha256(data).hexdigest()}  ./set/Images/{name}\n"
        for name, data in CONTENT.items()
    ]
    (mirror / "MANIFEST.sha256").write_text("".join(lines))
    written(tmp_path / "study" / "own")
    return Places(tmp_path / "study", Mirror.of(mirror), tmp_path / "downloads")


def without_mirror(places: Places) -> Places:
    return replace(places, mirror=Mirror(None, {}))


def brought(source: Source, places: Places) -> tuple[str, str, dict[str, bytes]]:
    target = places.study / "target"
    found_in, contents = bring_folder(source, places, target)
    files = {
        file.relative_to(target).as_posix(): file.read_bytes()
        for file in target.rglob("*")
        if file.is_file()
    }
    assert contents.n_files == len(files)
    return found_in, contents.sha256, files


@pytest.mark.parametrize(
    ("origin", "folder"),
    [
        ({"mirror": "a colleague"}, "set/Images"),
        ({"url": "https://example.org/set.zip"}, "Images"),
        ({"path": "own"}, "."),
        ({"path": "."}, "own"),
        ({"simulated": "images"}, "."),
    ],
)
def test_every_origin_gives_the_same_folder(
    places: Places, tmp_path: Path, origin: dict[str, Any], folder: str
) -> None:
    written(tmp_path / "made" / "images")
    everywhere = replace(places, simulated=tmp_path / "made")
    _, sha256, files = brought(source(origin, folder), everywhere)
    assert (sha256, files) == (SHA256, CONTENT)


def test_a_zip_is_fetched_where_no_mirror_has_the_folder(places: Places, site: Site) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, data in CONTENT.items():
            made.writestr(f"Images/{name}", data)
    site.files["/set.zip"] = buffer.getvalue()
    wanted = source({"url": f"{site.base}/set.zip"}, "Images", SHA256)
    found_in, sha256, files = brought(wanted, without_mirror(places))
    assert (found_in, sha256, files) == (f"{site.base}/set.zip", SHA256, CONTENT)
    assert len(list(places.downloads.glob("*.zip"))) == 1  # kept for the next run


def test_a_zip_of_another_fingerprint_is_not_kept(places: Places, site: Site) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("a.png", b"another")
    site.files["/set.zip"] = buffer.getvalue()
    brought(source({"url": f"{site.base}/set.zip"}, ".", SHA256), without_mirror(places))
    assert not list(places.downloads.glob("*.zip"))


def test_a_mirrored_folder_of_another_fingerprint_is_passed_over(places: Places) -> None:
    url = {"url": "https://example.org/set.zip"}
    assert mirrored_folder(source(url, "Images", SHA256), places.mirror) is not None
    assert mirrored_folder(source(url, "Images", "0" * 64), places.mirror) is None
    near = mirrored_folder(source({"mirror": "-"}, "Images", "0" * 64), places.mirror)
    assert near is not None  # it has no other place: gather tells both fingerprints
    assert near.sha256 == SHA256


def test_a_damaged_file_of_the_mirror_is_told(places: Places, tmp_path: Path) -> None:
    (tmp_path / "mirror/set/Images/a.png").write_bytes(b"x")
    with pytest.raises(StudyError, match=r"a\.png is damaged"):
        brought(source({"mirror": "-"}, "Images"), places)


def test_a_missing_file_of_the_mirror_is_told(places: Places, tmp_path: Path) -> None:
    (tmp_path / "mirror/set/Images/a.png").unlink()
    with pytest.raises(StudyError, match=r"a\.png is in the mirror's manifest but not"):
        brought(source({"mirror": "-"}, "Images"), places)


@pytest.mark.parametrize(
    ("origin", "folder", "told"),
    [
        ({"mirror": "Zenodo 1"}, "gone", r"ultrasound has no public address \(Zenodo 1\)"),
        ({"path": "own"}, "..", r"'\.\.' of ultrasound leads out of"),
        ({"path": "gone"}, ".", "is no folder: put the files there"),
        ({"simulated": "images"}, ".", "makes no folder 'images'; it makes none"),
    ],
)
def test_what_cannot_be_had_is_told(
    places: Places, origin: dict[str, Any], folder: str, told: str
) -> None:
    with pytest.raises(StudyError, match=told):
        brought(source(origin, folder), places)


def test_the_copies_are_no_links(places: Places) -> None:
    brought(source({"path": "own"}), places)
    (places.study / "target" / "a.png").write_bytes(b"edited")
    assert (places.study / "own" / "a.png").read_bytes() == b"A"
