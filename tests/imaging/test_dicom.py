import time
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    JPEGBaseline8Bit,
    UltrasoundImageStorage,
)

from sonogenomics.errors import StudyError
from sonogenomics.imaging.reading import read_ultrasound
from sonogenomics.imaging.ultrasound import Ultrasound

from . import handmade

PYDICOM_FILES = sorted((Path(pydicom.__file__).parent / "data" / "test_files").glob("*.dcm"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "P1.dcm"


def read(path: Path, pixels: handmade.Pixels, photometric: str, **tags: Any) -> Ultrasound:
    path.write_bytes(handmade.dicom(handmade.header(pixels, photometric, **tags)))
    return read_ultrasound(path)


def test_monochrome2_is_read_as_it_is(path: Path) -> None:
    frame = read(path, handmade.ramp(), "MONOCHROME2")
    np.testing.assert_array_equal(frame.grey, handmade.ramp())
    assert (frame.format, frame.frames, frame.spacing_mm) == ("DICOM", 1, None)


def test_monochrome1_is_turned_white_for_high(path: Path) -> None:
    frame = read(path, handmade.ramp(), "MONOCHROME1")
    np.testing.assert_array_equal(frame.grey, 255 - handmade.ramp().astype(int))


@pytest.mark.parametrize(("dtype", "lowest"), [(np.uint16, 0), (np.int16, -2048)])
def test_twelve_bits_are_scaled_by_what_is_stored(path: Path, dtype: Any, lowest: int) -> None:
    deep = handmade.ramp(4095)
    stored = (deep.astype(int) + lowest).astype(dtype)
    frame = read(path, stored, "MONOCHROME2", BitsStored=12, HighBit=11)
    np.testing.assert_array_equal(frame.grey, deep // 16)


def test_rgb_becomes_luma(path: Path) -> None:
    frame = read(path, handmade.rainbow(), "RGB")
    expected = handmade.rainbow() @ np.array([0.299, 0.587, 0.114])
    assert np.abs(frame.grey - expected).max() <= 0.51
    assert frame.colour


def test_ybr_full_gives_its_luma_back(path: Path) -> None:
    ybr = np.array(Image.fromarray(handmade.rainbow()).convert("YCbCr"))
    frame = read(path, ybr, "YBR_FULL")
    assert np.abs(frame.grey.astype(int) - ybr[..., 0]).max() <= 2  # but for clipping in RGB


def test_ybr_full_422_compressed_as_jpeg_is_read_frame_by_frame(path: Path) -> None:
    levels = (40, 200)
    coded = [handmade.saved(Image.new("RGB", (32, 24), (v, v, v)), "JPEG") for v in levels]
    made = handmade.header(handmade.rainbow(), "YBR_FULL_422", NumberOfFrames=2)
    made.PixelData = encapsulate(coded)
    made["PixelData"].is_undefined_length = True
    made.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
    path.write_bytes(handmade.dicom(made))
    for number, level in enumerate(levels):
        frame = read_ultrasound(path, frame=number)
        assert (frame.frames, frame.frame) == (2, number)
        assert np.abs(frame.grey.astype(int) - level).max() <= 2


@pytest.mark.parametrize("bits", [8, 16])
def test_a_palette_is_looked_up(path: Path, bits: int) -> None:
    red = (np.arange(256)[::-1] * (1 if bits == 8 else 257)).astype(f"<u{bits // 8}").tobytes()
    made = handmade.header(handmade.ramp(), "PALETTE COLOR")
    for colour in ("Red", "Green", "Blue"):
        setattr(made, f"{colour}PaletteColorLookupTableDescriptor", [256, 0, bits])
        setattr(made, f"{colour}PaletteColorLookupTableData", red)
    path.write_bytes(handmade.dicom(made))
    np.testing.assert_array_equal(read_ultrasound(path).grey, 255 - handmade.ramp().astype(int))


def test_of_several_frames_one_has_to_be_chosen(path: Path) -> None:
    clip = np.stack([handmade.ramp(), handmade.ramp()[::-1]])
    with pytest.raises(StudyError, match="holds 2 frames where one is asked"):
        read(path, clip, "MONOCHROME2")
    np.testing.assert_array_equal(read_ultrasound(path, frame=1).grey, clip[1])


def test_spacing_comes_from_the_largest_tissue_region(path: Path) -> None:
    regions = [
        handmade.region(0, 0, 11, 15, PhysicalDeltaX=-0.02, PhysicalDeltaY=0.01),
        handmade.region(12, 0, 23, 31, RegionDataType=10, PhysicalDeltaX=9.0),
        handmade.region(0, 16, 3, 19, PhysicalDeltaX=5.0),
    ]
    frame = read(
        path,
        handmade.ramp(),
        "MONOCHROME2",
        SequenceOfUltrasoundRegions=regions,
        PixelSpacing=[7, 7],
    )
    assert frame.spacing_mm == pytest.approx((0.1, 0.2))
    assert [region.tissue for region in frame.regions] == [True, False, True]
    assert not frame.regions_misfit


@pytest.mark.parametrize("tag", ["PixelSpacing", "ImagerPixelSpacing"])
def test_without_regions_spacing_comes_from_the_header(path: Path, tag: str) -> None:
    frame = read(path, handmade.ramp(), "MONOCHROME2", **{tag: [0.1, 0.2]})
    assert frame.spacing_mm == (0.1, 0.2)


@pytest.mark.parametrize("spacing", [[0, 0.1], [0.1, float("inf")]])
def test_a_spacing_that_cannot_be_is_unknown(path: Path, spacing: list[float]) -> None:
    region = handmade.region(0, 0, 23, 31, PhysicalDeltaY=spacing[0], PhysicalDeltaX=spacing[1])
    made = read(path, handmade.ramp(), "MONOCHROME2", SequenceOfUltrasoundRegions=[region])
    assert made.spacing_mm is None


def test_regions_beyond_the_frame_are_not_trusted(path: Path) -> None:
    region = handmade.region(0, 0, 480, 640)
    frame = read(path, handmade.ramp(), "MONOCHROME2", SequenceOfUltrasoundRegions=[region])
    assert (frame.regions, frame.regions_misfit, frame.spacing_mm) == ((), True, None)


def test_regions_in_seconds_have_no_spacing(path: Path) -> None:
    region = handmade.region(0, 0, 23, 31, PhysicalUnitsXDirection=4)
    frame = read(path, handmade.ramp(), "MONOCHROME2", SequenceOfUltrasoundRegions=[region])
    assert frame.spacing_mm is None


FAULTY: dict[str, tuple[dict[str, Any], str]] = {
    "without pixels": ({"PixelData": None}, "is DICOM without pixels"),
    "no rows": ({"Rows": 0}, "is 0 x 32 pixels"),
    "more rows than pixels": ({"Rows": 48}, "is truncated or damaged"),
    "rows left out": ({"Rows": None}, "is truncated or damaged"),
    "too large": ({"Rows": 65535, "Columns": 65535}, "more than 25 million pixels"),
    "more frames than pixels": ({"NumberOfFrames": 900}, "holds 900 frames"),
    "strange colour": ({"PhotometricInterpretation": "HSV"}, "neither grey nor RGB"),
    "colour of one sample": ({"PhotometricInterpretation": "RGB"}, "contradict|damaged"),
    "no bits": ({"BitsStored": 0}, "grey levels of over 16 bits|damaged"),
    "32 bits": ({"BitsAllocated": 32, "BitsStored": 32}, "over 16 bits"),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_header_gives_one_sentence_that_names_the_file(path: Path, name: str) -> None:
    tags, told = FAULTY[name]
    with pytest.raises(StudyError, match=told) as caught:
        read(path, handmade.ramp(), "MONOCHROME2", **tags)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    "syntax",
    ["1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.1.99"],
    ids=["JPEG-LS", "lossless JPEG", "deflated"],
)
def test_a_codec_that_is_not_read_is_named(path: Path, syntax: str) -> None:
    made = handmade.header(handmade.ramp(), "MONOCHROME2")
    content = handmade.dicom(made)
    real, claimed = b"1.2.840.10008.1.2.1\0", syntax.encode()
    claimed += b"\0" * (len(claimed) % 2)
    at = content.index(real)
    length = len(claimed).to_bytes(2, "little")
    path.write_bytes(content[: at - 2] + length + claimed + content[at + len(real) :])
    with pytest.raises(StudyError, match="is compressed by a codec that is not read|damaged"):
        read_ultrasound(path)


def test_an_unknown_transfer_syntax_is_said_to_be_unknown(path: Path) -> None:
    made = handmade.header(handmade.ramp(), "MONOCHROME2")
    path.write_bytes(handmade.dicom(made, "1.2.3.4.5.6.7.8.99"))
    with pytest.raises(StudyError, match="codec that is not read here|is truncated or damaged"):
        read_ultrasound(path)


def test_a_jpeg_larger_than_its_header_says_is_not_decoded(path: Path) -> None:
    made = handmade.header(handmade.rainbow(), "YBR_FULL_422")
    made.PixelData = encapsulate([handmade.saved(Image.new("RGB", (6000, 5000)), "JPEG")])
    made["PixelData"].is_undefined_length = True
    made.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
    path.write_bytes(handmade.dicom(made))
    start = time.monotonic()
    with pytest.raises(StudyError, match="is truncated or damaged|more than 25 million"):
        read_ultrasound(path)
    assert time.monotonic() - start < 2


@pytest.mark.parametrize("file", PYDICOM_FILES, ids=lambda file: file.stem)
def test_every_file_of_pydicom_is_read_or_refused_in_a_sentence(file: Path) -> None:
    told = handmade.refusal(lambda path: read_ultrasound(path, frame=0), file)
    assert told is None or str(file) in told


def test_the_ultrasound_files_of_pydicom_are_read() -> None:
    files = {file.stem: file for file in PYDICOM_FILES}
    shapes = {
        name: read_ultrasound(files[name], frame=0).shape
        for name in ("examples_palette", "examples_ybr_color", "examples_rgb_color")
    }
    assert shapes == {
        "examples_palette": (350, 800),
        "examples_ybr_color": (240, 320),
        "examples_rgb_color": (240, 320),
    }
    # both were reduced in size by pydicom; their regions were not
    assert read_ultrasound(files["examples_palette"]).regions_misfit
    assert read_ultrasound(files["examples_palette"]).grey.max() > 200


def test_no_zeroed_byte_of_the_file_meta_header_escapes(path: Path) -> None:
    # found by mutation: pydicom raises BytesLengthException, a kind of its own, for some
    content = handmade.dicom(handmade.header(handmade.ramp(), "MONOCHROME2"))
    told = []
    for at in range(128, 300):
        path.write_bytes(content[:at] + b"\0" + content[at + 1 :])
        told.append(handmade.refusal(read_ultrasound, path))
    refusals = [sentence for sentence in told if sentence is not None]
    assert 10 < len(refusals) < len(told)
    assert all(str(path) in sentence for sentence in refusals)


def test_a_palette_without_its_colours_is_refused(path: Path) -> None:
    with pytest.raises(StudyError, match="is truncated or damaged"):
        read(path, handmade.ramp(), "PALETTE COLOR")


def test_a_deflated_bomb_is_refused_before_it_is_inflated(tmp_path: Path) -> None:
    """A thousand times as large: pydicom would unpack it whole and read it element by element."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(packer.compress(bytes(2**24)) for _ in range(4)) + packer.flush()
    empty = Dataset()
    empty.file_meta = FileMetaDataset()
    empty.file_meta.MediaStorageSOPClassUID = UltrasoundImageStorage
    empty.file_meta.MediaStorageSOPInstanceUID = UID("1.2.3")
    empty.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    path = tmp_path / "bomb.dcm"
    empty.save_as(path, enforce_file_format=True)
    path.write_bytes(path.read_bytes() + packed)
    began = time.process_time()
    with pytest.raises(StudyError, match="codec that is not read here"):
        read_ultrasound(path)
    assert time.process_time() - began < 1
