"""Mutated files of every format are read or refused in a sentence: nothing else, and soon."""

import json
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import SimpleITK
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pydicom.encaps import encapsulate
from pydicom.uid import JPEGBaseline8Bit, RLELossless

from sonogenomics.errors import StudyError
from sonogenomics.imaging.coco import read_coco
from sonogenomics.imaging.labelme import read_labelme
from sonogenomics.imaging.mask_files import read_mask
from sonogenomics.imaging.masks import Expected
from sonogenomics.imaging.reading import read_ultrasound

from . import handmade
from .test_coco import annotation, coco

MUTANTS = 60  # of each format; 1,000 of each were tried by hand
MOST_SECONDS = 2.0


def coded_dicom() -> bytes:
    made = handmade.header(handmade.rainbow(), "YBR_FULL_422", NumberOfFrames=2)
    frame = handmade.saved(Image.fromarray(handmade.rainbow()), "JPEG")
    made.PixelData = encapsulate([frame, frame])
    made["PixelData"].is_undefined_length = True
    made.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
    return handmade.dicom(made)


def rle_dicom() -> bytes:
    made = handmade.header(handmade.ramp(), "MONOCHROME1")
    made.compress(RLELossless, generate_instance_uid=False)
    return handmade.dicom(made)


def palette_dicom() -> bytes:
    made = handmade.header(handmade.ramp(), "PALETTE COLOR")
    made.SequenceOfUltrasoundRegions = [handmade.region(0, 0, 20, 30)]
    for colour in ("Red", "Green", "Blue"):
        setattr(made, f"{colour}PaletteColorLookupTableDescriptor", [256, 0, 16])
        setattr(made, f"{colour}PaletteColorLookupTableData", bytes(512))
    return handmade.dicom(made)


def picture(kind: str, **options: object) -> bytes:
    return handmade.saved(Image.fromarray(handmade.rainbow()), kind, **options)


def outlines() -> bytes:
    packed = {"size": [20, 30], "counts": "[1<8000000000000000000000m9"}
    return json.dumps(coco(annotation(), annotation(id=2, segmentation=packed))).encode()


def labelme() -> bytes:
    shapes = [
        {"label": "c", "points": [[1, 1], [9, 9]], "shape_type": kind}
        for kind in ("circle", "rectangle")
    ]
    content = {"imagePath": "a.png", "imageHeight": 20, "imageWidth": 30, "shapes": shapes}
    return json.dumps(content).encode()


FRAMES: dict[str, bytes] = {
    "P1.png": picture("PNG"),
    "P2.png": handmade.saved(Image.fromarray(handmade.ramp(65535)), "PNG"),
    "P1.jpg": picture("JPEG"),
    "P2.jpg": picture("JPEG", progressive=True),
    "P1.bmp": picture("BMP"),
    "P1.tif": picture("TIFF"),
    "P2.tif": picture("TIFF", compression="tiff_lzw"),
    "P3.tif": picture("TIFF", compression="jpeg"),
    "P1.dcm": handmade.dicom(handmade.header(handmade.ramp(4095), "MONOCHROME2", BitsStored=12)),
    "P2.dcm": coded_dicom(),
    "P3.dcm": rle_dicom(),
    "P4.dcm": palette_dicom(),
}
MASK = np.kron(np.eye(3, dtype=np.uint8), np.ones((12, 12), np.uint8))


@pytest.fixture(scope="module")
def niftis(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("nifti")
    made = {}
    for name in ("m.nii", "m.nii.gz"):
        SimpleITK.WriteImage(SimpleITK.GetImageFromArray(MASK), str(folder / name))
        made[name] = (folder / name).read_bytes()
    return made


def coco_lesions(path: Path) -> None:
    for drawing in read_coco(path).values():
        drawing.lesions(path)


@st.composite
def mutations(draw: st.DrawFn) -> list[tuple[str, float, int]]:
    """Cut, change or repeat bytes, mostly near the start, where headers are."""
    place = st.floats(0, 1).map(lambda share: share**2)
    kinds = st.sampled_from(["byte", "byte", "byte", "bit", "cut", "zeros", "ones", "repeat"])
    return draw(st.lists(st.tuples(kinds, place, st.integers(0, 255)), min_size=1, max_size=6))


def mutated(content: bytes, changes: list[tuple[str, float, int]]) -> bytes:
    made = bytearray(content)
    for kind, share, value in changes:
        at = int(share * max(len(made) - 1, 0))
        if kind == "cut":
            del made[max(at, 1) :]
        elif kind == "repeat":
            made[at:at] = made[at : at + value]
        elif kind in ("zeros", "ones"):
            n_bytes = len(made[at : at + 4])
            made[at : at + n_bytes] = (b"\0" if kind == "zeros" else b"\xff") * n_bytes
        elif made:
            made[at] = value if kind == "byte" else made[at] ^ (1 << value % 8)
    return bytes(made)


def read_or_refuse(read: Callable[[Path], object], path: Path, content: bytes) -> None:
    path.write_bytes(content)
    start = time.monotonic()
    told = handmade.refusal(read, path)
    assert told is None or (path.name in told and "\n" not in told)
    assert time.monotonic() - start < MOST_SECONDS


profile = settings(
    max_examples=MUTANTS,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.mark.parametrize("name", FRAMES)
@profile
@given(changes=mutations())
def test_a_mutated_image_is_read_or_refused(
    tmp_path: Path, name: str, changes: list[tuple[str, float, int]]
) -> None:
    content = mutated(FRAMES[name], changes)
    read_or_refuse(lambda path: read_ultrasound(path, frame=0), tmp_path / name, content)


@pytest.mark.parametrize("name", ["m.nii", "m.nii.gz"])
@profile
@given(changes=mutations())
def test_a_mutated_nifti_is_read_or_refused(
    tmp_path: Path, niftis: dict[str, bytes], name: str, changes: list[tuple[str, float, int]]
) -> None:
    content = mutated(niftis[name], changes)
    read_or_refuse(lambda path: read_mask(path, Expected()), tmp_path / name, content)


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP"])
@profile
@given(changes=mutations())
def test_a_mutated_mask_is_read_or_refused(
    tmp_path: Path, kind: str, changes: list[tuple[str, float, int]]
) -> None:
    content = mutated(handmade.saved(Image.fromarray(MASK), kind), changes)
    read_or_refuse(lambda path: read_mask(path, Expected()), tmp_path / "m.png", content)


@pytest.mark.parametrize(("made", "read"), [(outlines(), coco_lesions), (labelme(), read_labelme)])
@profile
@given(changes=mutations())
def test_mutated_outlines_are_read_or_refused(
    tmp_path: Path,
    made: bytes,
    read: Callable[[Path], object],
    changes: list[tuple[str, float, int]],
) -> None:
    read_or_refuse(read, tmp_path / "outlines.json", mutated(made, changes))


def bombs() -> Iterator[tuple[str, bytes]]:
    """Small files that unfold to much."""
    yield "square.png", handmade.png_header(65535, 65535)
    header = handmade.header(handmade.ramp(), "MONOCHROME2", Rows=65535, Columns=65535)
    yield "square.dcm", handmade.dicom(header)
    yield "flat.png", handmade.saved(Image.new("1", (5001, 5000)), "PNG")
    yield "flat.tif", handmade.saved(Image.new("1", (5001, 5000)), "TIFF", compression="group4")


@pytest.mark.parametrize(("name", "content"), list(bombs()), ids=lambda value: str(value)[:12])
def test_a_bomb_is_refused_before_it_unfolds(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    tracemalloc.start()
    try:
        with pytest.raises(StudyError, match=name):
            read_ultrasound(path, frame=0)
        assert tracemalloc.get_traced_memory()[1] < 20e6
    finally:
        tracemalloc.stop()
