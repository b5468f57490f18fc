import base64
import io
import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from sklearn.datasets import load_sample_image

from sonogenomics.errors import StudyError
from sonogenomics.serving.image_servable import ImageServable
from tests.segmentation.bright import BRIGHT
from tests.serving.imaged import FEATURES, SHAPE, drawn, png

pytestmark = pytest.mark.xdist_group("imaged")


def frame(imaged: Path, name: str) -> bytes:
    return (imaged / "frames" / f"{name}.png").read_bytes()


def outline(imaged: Path, name: str) -> bytes:
    return (imaged / "outlines" / f"{name}.png").read_bytes()


def ask(model: ImageServable, *images: bytes, **columns: object) -> pd.DataFrame:
    return model.predict(pd.DataFrame({"image": images, **columns}))


def test_an_answer_holds_all_that_was_promised(seeing: ImageServable, imaged: Path) -> None:
    told = ask(seeing, frame(imaged, "P36-1")).iloc[0]
    assert told["probability_low"] < told["probability_her2_positive"] < told["probability_high"]
    assert told["call"] in {"HER2-positive", "HER2-negative"}
    assert 0 < told["quality"] <= 1
    assert set(FEATURES) <= set(told["urfs"])
    assert "not for diagnosis" in told["statement"]
    assert told["model"]["fingerprint"] == seeing.fingerprint
    (image,) = told["images"]
    assert image["drawn_by"] == "network"
    assert image["area_px"] == pytest.approx(
        np.asarray(Image.open(imaged / "outlines" / "P36-1.png")).sum(), rel=0.1
    )
    assert len(image["contour"]) == 1
    json.dumps(told.drop("outside_training_range").to_dict(), allow_nan=False)


def test_a_clean_held_out_image_is_not_flagged(seeing: ImageServable, imaged: Path) -> None:
    names = [f"P{number}-1" for number in range(36, 40)]
    told = ask(seeing, *(frame(imaged, name) for name in names))
    assert told["outside_training_range"].sum() <= 1, told["reasons"].tolist()


def test_images_of_one_patient_are_averaged_before_they_are_scored(
    seeing: ImageServable, imaged: Path
) -> None:
    images = [frame(imaged, "P36-1"), frame(imaged, "P37-1")]
    alone = ask(seeing, *images)
    together = ask(seeing, *images, patient=["P", "P"]).iloc[0]
    assert alone["patient"].tolist() == ["image-1", "image-2"]
    for name in FEATURES:
        mean = np.mean([urfs[name] for urfs in alone["urfs"]])
        assert together["urfs"][name] == pytest.approx(mean, rel=1e-12)
    assert len(together["images"]) == 2


def test_a_mask_that_is_given_takes_the_networks_place(
    packaged: ImageServable, imaged: Path
) -> None:
    image, mask = frame(imaged, "P36-1"), outline(imaged, "P36-1")
    told = ask(packaged, image, mask=[mask]).iloc[0]
    without = ask(packaged, image, mask=[b""]).iloc[0]
    assert told["images"][0]["drawn_by"] == "mask"
    assert told["call"] is not None
    assert without["call"] is None
    assert without["probability_her2_positive"] is None
    assert "found no lesion" in without["reasons"][0]


def test_base64_gives_what_bytes_give(seeing: ImageServable, imaged: Path) -> None:
    image = frame(imaged, "P36-1")
    text = base64.encodebytes(image).decode()  # wrapped as the command base64 does
    one, other = ask(seeing, image).iloc[0], ask(seeing, text).iloc[0]  # type: ignore[arg-type]
    assert one.drop("images").to_dict() == other.drop("images").to_dict()


def test_an_unreadable_image_is_told_and_the_others_are_scored(
    seeing: ImageServable, imaged: Path
) -> None:
    image = frame(imaged, "P36-1")
    told = ask(seeing, image, b"not an image", image[:200], patient=["P", "P", "P"]).iloc[0]
    alone = ask(seeing, image).iloc[0]
    assert told["probability_her2_positive"] == alone["probability_her2_positive"]
    assert told["outside_training_range"]
    faults = [one["fault"] for one in told["images"]]
    assert faults[0] is None
    assert "Image 2 of patient P is not an image" in faults[1]
    assert "Image 3 of patient P is truncated or damaged" in faults[2]


def test_a_request_of_unreadable_images_alone_is_refused(seeing: ImageServable) -> None:
    with pytest.raises(StudyError, match="Image 1 is not an image"):
        ask(seeing, b"not an image")


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"image": []}, "no rows"),
        ({"picture": [b"x"]}, "no column `image`"),
        ({"image": [b"x"], "age": [50]}, "it has age"),
        ({"image": ["%%%"]}, "not base64"),
        ({"image": [None]}, "Row 1 has no image"),
        ({"image": [12]}, "holds no bytes"),
        ({"image": [b"x"], "patient": [["P"]]}, "is no text"),
        ({"image": [b"x"] * 501}, "more than 500"),
    ],
)
def test_a_request_at_fault_is_one_sentence(
    table: dict[str, list[object]], said: str, seeing: ImageServable
) -> None:
    with pytest.raises(StudyError, match=said):
        seeing.predict(pd.DataFrame(table))


def photograph() -> np.ndarray:
    """A real photograph, as a telephone takes it."""
    picture: np.ndarray = load_sample_image("china.jpg")
    return picture


def saved(picture: Image.Image, kind: str) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind)
    return buffer.getvalue()


def test_a_photograph_is_flagged_in_colour_and_in_grey(seeing: ImageServable) -> None:
    colour = ask(seeing, png(photograph())).iloc[0]
    assert colour["outside_training_range"]
    assert any("is coloured" in reason for reason in colour["reasons"])
    grey = Image.fromarray(photograph()).convert("L").resize(SHAPE[::-1])
    told = ask(seeing, saved(grey, "PNG")).iloc[0]
    assert any("does not look like the training images" in reason for reason in told["reasons"])


def test_a_cmyk_picture_a_screen_and_a_blank_frame_are_flagged(seeing: ImageServable) -> None:
    cmyk = saved(Image.fromarray(photograph()).convert("CMYK"), "JPEG")
    screen = np.full((300, 400, 3), 250, np.uint8)
    screen[:40] = (30, 60, 160)
    screen[60:280:9, 20:380:3] = 20
    blank = np.full(SHAPE, 7, np.uint8)
    told = ask(seeing, cmyk, png(screen), png(blank))
    assert told["outside_training_range"].all()
    assert any("is coloured" in reason for reason in told["reasons"][0])
    assert any("does not look like" in reason for reason in told["reasons"][1])
    assert any("nearly one grey level" in reason for reason in told["reasons"][2])


def test_sixteen_bits_and_a_palette_give_what_eight_bits_give(
    seeing: ImageServable, imaged: Path
) -> None:
    grey = np.asarray(Image.open(imaged / "frames" / "P36-1.png"))
    deep = png(grey.astype(np.uint16) * 256)
    palette = saved(Image.fromarray(grey).convert("P"), "PNG")
    told = ask(seeing, png(grey), deep, palette)["probability_her2_positive"]
    assert told[0] == told[1] == told[2]


def test_an_image_of_200_megapixels_is_refused_before_it_is_decoded(
    seeing: ImageServable,
) -> None:
    huge = saved(Image.new("1", (20_000, 10_000)), "PNG")
    with pytest.raises(StudyError, match="more than 25 million pixels"):
        ask(seeing, huge)


def test_a_second_lesion_and_one_at_the_edge_are_told(seeing: ImageServable) -> None:
    rng = np.random.default_rng(5)
    grey, inside = drawn(rng, 1.0)
    level = int(255 * BRIGHT) + 20
    two = grey.copy()
    two[4:16, 4:16] = level + rng.integers(0, 8, (12, 12))
    edge = np.roll(grey, -int(np.flatnonzero(inside.any(axis=1))[0]), axis=0)
    told = ask(seeing, png(two), png(edge))["reasons"]
    assert any("2 lesions are seen" in reason for reason in told[0])
    assert any("touches the edge" in reason for reason in told[1])


def test_tampering_with_any_file_is_refused(imaged: Path, tmp_path: Path) -> None:
    names = json.loads((imaged / "model" / "servable.json").read_text())["files"]
    assert {"network/weights.safetensors", "urfs/model.skops", "README.md"} <= set(names)
    for number, name in enumerate(names):
        copy = shutil.copytree(imaged / "model", tmp_path / str(number))
        content = bytearray((copy / name).read_bytes())
        content[len(content) // 2] ^= 1
        (copy / name).write_bytes(content)
        with pytest.raises(StudyError, match="is damaged or not to be trusted"):
            ImageServable.load(copy)


def test_no_file_outside_the_folder_is_ever_read(imaged: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(imaged / "model", tmp_path / "model")
    card = json.loads((copy / "servable.json").read_text())
    card["files"]["../../etc/passwd"] = "0" * 64
    (copy / "servable.json").write_text(json.dumps(card))
    with pytest.raises(StudyError, match=r"etc/passwd"):
        ImageServable.load(copy)


def test_nothing_in_the_folder_is_a_pickle_or_a_patients_image(imaged: Path) -> None:
    frames = [path.read_bytes() for path in (imaged / "frames").iterdir()]
    for path in filter(Path.is_file, (imaged / "model").rglob("*")):
        assert path.suffix in {".safetensors", ".skops", ".json", ".md"}
        assert path.suffix == ".safetensors" or not path.read_bytes().startswith(b"\x80")
    example = json.loads((imaged / "model" / "input_example.json").read_text())
    image = base64.b64decode(example["dataframe_split"]["data"][0][0])
    assert image not in frames


def test_a_mask_that_is_no_picture_is_named_as_the_mask(
    seeing: ImageServable, imaged: Path
) -> None:
    image = frame(imaged, "P36-1")
    told = ask(seeing, image, image, mask=[b"AAAA", b""], patient=["P", "P"]).iloc[0]
    assert told["images"][0]["fault"].startswith("The mask of image 1 of patient P is not an image")
