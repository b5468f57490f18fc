"""Images through HTTP: the model's own numbers, and files that are none, too large or not ours."""

import io
import json
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sonogenomics.scoring import schema
from sonogenomics.scoring.app import application
from sonogenomics.scoring.limits import Limits
from sonogenomics.scoring.served import Shelf
from sonogenomics.scoring.taking import take
from sonogenomics.serving.image_servable import ImageServable
from tests.scoring.image_model import b64, png, record, shown, write_image_model
from tests.scoring.models import Client
from tests.scoring.serving import Server, serving
from tests.scoring.test_hostile import refused

pytestmark = pytest.mark.xdist_group("scoring-images")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_image_model(tmp_path_factory.mktemp("images"))


@pytest.fixture(scope="module")
def client(folder: Path) -> Client:
    return Client(application(Shelf([take(str(folder))]), Limits()))


def test_the_same_images_give_the_same_numbers_through_http(client: Client, folder: Path) -> None:
    asked = [record(1, patient="A"), record(2, patient="A"), record(3, patient="B")]
    answer = client.ask({"dataframe_records": asked})
    assert answer.status_code == 200, answer.text
    schema.Answer.model_validate(answer.json())
    table = pd.DataFrame(
        [{**shown(n), "patient": who} for n, who in ((1, "A"), (2, "A"), (3, "B"))]
    )
    direct = ImageServable.load(folder).predict(table)
    told = answer.json()["predictions"]
    for name in ("patient", "probability_her2_positive", "probability_low", "urfs", "quality"):
        assert [one[name] for one in told] == direct[name].tolist()
    assert told[0]["images"][0]["contour"] == direct["images"][0][0]["contour"]
    assert [len(one["images"]) for one in told] == [2, 1]


def bomb() -> bytes:
    """A PNG of 200 megapixels in a few hundred bytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 20_000, 10_000, 8, 0, 0, 0, 0)
    data = zlib.compress(bytes(20_001) * 20, 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


def pixels() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 255, (64, 64), np.uint8)


UNREADABLE = {
    "a text": b"This is no image.",
    "half a PNG": png(pixels())[:300],
    "a bomb of pixels": bomb(),
    "a web page": b"<html><script>ECHO</script></html>",
    "a GIF": png(pixels(), "GIF"),
    "a DICOM without anything": bytes(128) + b"DICM",
    "a pickle": b"\x80\x04\x95\x10\x00\x00\x00\x00\x00\x00\x00\x8c\x02os\x94\x8c\x06system\x94.",
    "an SVG": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "a zip": b"PK\x03\x04" + bytes(60),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_a_file_that_is_no_image_is_one_sentence(what: str, client: Client) -> None:
    sent = {"image": b64(UNREADABLE[what]), "patient": "ECHO"}
    refused(client.ask({"dataframe_records": [sent]}))


def test_one_unreadable_image_of_several_is_told_and_the_others_are_scored(
    client: Client,
) -> None:
    sent = [record(1, patient="A"), {"image": b64(b"nothing"), "patient": "A"}]
    told = client.ask({"dataframe_records": sent}).json()["predictions"]
    assert told[0]["probability_her2_positive"] is not None
    assert [one["fault"] is None for one in told[0]["images"]] == [True, False]


def test_a_mask_of_another_size_or_of_nothing_is_a_sentence(client: Client) -> None:
    for mask in (png(pixels()), b"nothing", png(np.zeros((72, 80), np.uint8))):
        answer = client.ask({"dataframe_records": [{**record(1), "mask": b64(mask)}]})
        assert answer.status_code in {200, 400}
        if answer.status_code == 200:
            assert answer.json()["predictions"][0]["images"][0]["fault"]


PHOTOS = {
    "colour": png(np.random.default_rng(2).integers(0, 255, (90, 90, 3), np.uint8), "JPEG"),
    "CMYK": png(np.random.default_rng(2).integers(0, 255, (90, 90, 3), np.uint8), "JPEG", "CMYK"),
    "16 bits": png(np.random.default_rng(2).integers(0, 65535, (90, 90), np.uint16)),
    "one pixel": png(np.zeros((1, 1), np.uint8)),
    "blank": png(np.zeros((90, 90), np.uint8)),
}


@pytest.mark.parametrize("what", PHOTOS)
def test_a_picture_that_is_no_ultrasound_is_flagged_or_refused(what: str, client: Client) -> None:
    answer = client.ask({"dataframe_records": [{"image": b64(PHOTOS[what])}]})
    if answer.status_code == 200:
        told = answer.json()["predictions"][0]
        assert told["outside_training_range"]
        assert told["reasons"]
    else:
        refused(answer)


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with serving("--model", str(folder), cwd=folder.parent) as started:
        yield started


@pytest.mark.slow
def test_images_one_after_the_other_hold_memory_flat(server: Server) -> None:
    bodies = [json.dumps({"dataframe_records": [record(n)]}) for n in range(5)]
    bodies += [json.dumps({"dataframe_records": [{"image": b64(bomb())}]})]
    headers = {"content-type": "application/json"}
    with server.client() as client:

        def ask(n: int) -> None:
            for number in range(n):
                body = bodies[number % len(bodies)]
                status = client.post("/invocations", content=body, headers=headers).status_code
                assert status == (400 if number % len(bodies) == 5 else 200)

        ask(30)
        before = server.rss_mib()
        ask(90)
        assert server.rss_mib() < 1.05 * before


def test_a_dicom_bomb_is_refused(client: Client) -> None:
    """Zeros, deflated a thousandfold: the transfer syntax that unpacks the whole data set."""
    from pydicom.dataset import Dataset, FileMetaDataset
    from pydicom.uid import UID, DeflatedExplicitVRLittleEndian, UltrasoundImageStorage

    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UltrasoundImageStorage
    meta.MediaStorageSOPInstanceUID = UID("1.2.3")
    meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    head = io.BytesIO()
    empty = Dataset()
    empty.file_meta = meta
    empty.save_as(head, enforce_file_format=True)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(packer.compress(bytes(2**24)) for _ in range(4)) + packer.flush()
    sent = head.getvalue()[:-2] + packed
    refused(client.ask({"dataframe_records": [{"image": b64(sent)}]}))
