from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sonogenomics.imaging.intake import Asked, Taken, take_all, take_in
from sonogenomics.imaging.traits import Whose
from tests.imaging.handmade import dicom, header, region
from tests.imaging.scenes import SHAPE, save, scene, square


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    frames, outlines = tmp_path / "frames", tmp_path / "outlines"
    frames.mkdir()
    outlines.mkdir()
    return frames, outlines


def asked(tmp_path: Path, number: int, *, outlined: bool = True) -> Asked:
    file, mask = tmp_path / f"in/{number}.png", tmp_path / f"masks/{number}.png"
    save(file, scene(number))
    save(mask, square())
    whose = Whose(f"image-{number}", f"P{number}", "train")
    return Asked(whose, file, outlined=mask if outlined else None)


def pixels(path: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.array(Image.open(path))


def test_frame_and_outline_have_the_images_own_size(
    tmp_path: Path, folders: tuple[Path, Path]
) -> None:
    taken = take_in(asked(tmp_path, 1), *folders)
    np.testing.assert_array_equal(pixels(folders[0] / "image-1.png"), scene(1))
    np.testing.assert_array_equal(pixels(folders[1] / "image-1.png"), square(value=1))
    assert (taken.n_outlined, taken.shape, taken.format) == (1, SHAPE, "PNG")
    assert taken.spacing_mm is None
    assert not taken.faults


def test_a_mask_at_fault_leaves_the_image_in_the_study(
    tmp_path: Path, folders: tuple[Path, Path]
) -> None:
    one = asked(tmp_path, 1)
    save(tmp_path / "masks/1.png", square(side=3))
    taken = take_in(one, *folders)
    assert [(fault.part, fault.reason) for fault in taken.faults] == [("mask", "too_small")]
    assert taken.traits is not None
    assert taken.n_outlined == 0
    assert (folders[0] / "image-1.png").is_file()
    assert not (folders[1] / "image-1.png").exists()


def test_an_image_at_fault_is_told_and_nothing_is_written(
    tmp_path: Path, folders: tuple[Path, Path]
) -> None:
    one = asked(tmp_path, 1)
    one.file.write_bytes(one.file.read_bytes()[:300])
    taken = take_in(one, *folders)
    assert taken.traits is None
    [fault] = taken.faults
    assert (fault.image, fault.patient_id, fault.reason) == ("image-1", "P1", "damaged")
    assert not list(folders[0].iterdir())


def test_what_is_burned_in_outside_the_ultrasound_is_blanked(
    tmp_path: Path, folders: tuple[Path, Path]
) -> None:
    made = header(scene(1), "MONOCHROME2", PatientName="Doe^Jane")
    made.SequenceOfUltrasoundRegions = [region(10, 0, 59, 79)]
    (tmp_path / "P1.dcm").write_bytes(dicom(made))
    whose = Whose("P1", "P1", "train")
    taken = take_in(Asked(whose, tmp_path / "P1.dcm", spacing_mm=(9.0, 9.0)), *folders)
    frame = pixels(folders[0] / "P1.png")
    assert not frame[:10].any()
    np.testing.assert_array_equal(frame[10:], scene(1)[10:])
    assert taken.spacing_mm == pytest.approx((0.1, 0.2))  # the file's, not the list's
    assert b"Doe" not in (folders[0] / "P1.png").read_bytes()


def test_spacing_of_the_list_serves_files_that_do_not_say(
    tmp_path: Path, folders: tuple[Path, Path]
) -> None:
    file = asked(tmp_path, 1).file
    taken = take_in(Asked(Whose("a", "P1", None), file, spacing_mm=(0.1, 0.2)), *folders)
    assert taken.spacing_mm == (0.1, 0.2)
    assert taken.traits is not None
    assert taken.traits.spacing_known


def test_any_number_of_workers_gives_the_same(tmp_path: Path) -> None:
    images = [asked(tmp_path, number, outlined=number % 2 == 0) for number in range(6)]

    def run(workers: int) -> tuple[list[Taken], dict[str, bytes]]:
        frames, outlines = tmp_path / f"frames{workers}", tmp_path / f"outlines{workers}"
        frames.mkdir()
        outlines.mkdir()
        taken = list(take_all(images, frames, outlines, workers))
        files = [file for folder in (frames, outlines) for file in sorted(folder.iterdir())]
        return taken, {f"{file.parent.name[:-1]}/{file.name}": file.read_bytes() for file in files}

    one, two = run(1), run(2)
    assert one[1] == two[1]
    assert len(one[1]) == 9
    assert [taken.whose for taken in one[0]] == [taken.whose for taken in two[0]]
    for first, second in zip(one[0], two[0], strict=True):
        assert first.traits is not None
        assert second.traits is not None
        assert first.traits.pixel_sha256 == second.traits.pixel_sha256
        np.testing.assert_array_equal(first.traits.fingerprint, second.traits.fingerprint)
