"""Images fitted once."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sonogenomics.errors import StudyError
from sonogenomics.segmentation.cache import Picture, build, content_key
from tests.segmentation.tiny import SIDE, pictures


def test_every_image_and_outline_is_found_at_its_number(tmp_path: Path) -> None:
    made = pictures(tmp_path / "p", 5)
    cache = build(made, SIDE, tmp_path / "cache")
    assert cache.names == [f"P{i}" for i in range(5)]
    for number, picture in enumerate(made):
        grey = np.asarray(Image.open(picture.frame))
        assert cache.fits[number].n_rows == grey.shape[0]
        assert (cache.images[number] == cache.fits[number].forward(grey)).all()
    assert cache.most_lesions == 1
    assert isinstance(cache.images, np.memmap)


def test_the_same_content_is_not_fitted_again(tmp_path: Path) -> None:
    made = pictures(tmp_path / "p", 3)
    first = build(made, SIDE, tmp_path / "cache")
    written = (tmp_path / "cache" / first.key / "images.u8").stat().st_mtime_ns
    again = build(made, SIDE, tmp_path / "cache")
    assert (tmp_path / "cache" / again.key / "images.u8").stat().st_mtime_ns == written


def test_another_outline_makes_another_cache_and_the_old_one_goes(tmp_path: Path) -> None:
    made = pictures(tmp_path / "p", 3)
    first = build(made, SIDE, tmp_path / "cache")
    Image.fromarray(np.ones((60, 80), np.uint8)).save(made[0].frame.with_name("o0.png"))
    second = build(made, SIDE, tmp_path / "cache")
    assert first.key != second.key
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [second.key]


def test_a_kill_while_fitting_leaves_no_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = pictures(tmp_path / "p", 3)
    monkeypatch.setattr(
        "sonogenomics.segmentation.cache.write_json",
        lambda *_: (_ for _ in ()).throw(KeyboardInterrupt),
    )
    with pytest.raises(KeyboardInterrupt):
        build(made, SIDE, tmp_path / "cache")
    assert not [path for path in (tmp_path / "cache").iterdir() if not path.name.startswith(".")]


def test_an_image_without_outline_has_an_empty_one(tmp_path: Path) -> None:
    (made, *_) = pictures(tmp_path / "p", 1)
    cache = build([Picture(made.name, made.frame, None)], SIDE, tmp_path / "cache")
    assert not cache.outlines.any()


def test_faults_are_one_sentence_each(tmp_path: Path) -> None:
    (made, *_) = pictures(tmp_path / "p", 1)
    with pytest.raises(StudyError, match="There is no image"):
        build([], SIDE, tmp_path / "cache")
    with pytest.raises(StudyError, match=r"gone.png is missing: restore it"):
        content_key([Picture("x", tmp_path / "gone.png", None)], SIDE)
    Image.fromarray(np.ones((3, 4), np.uint8)).save(tmp_path / "small.png")
    with pytest.raises(StudyError, match=r"small.png is 3 x 4 px and its image 60 x 80"):
        build([Picture("x", made.frame, tmp_path / "small.png")], SIDE, tmp_path / "cache")
    (tmp_path / "torn.png").write_bytes(made.frame.read_bytes()[:200])
    with pytest.raises(StudyError, match=r"torn.png cannot be read"):
        build([Picture("x", tmp_path / "torn.png", None)], SIDE, tmp_path / "cache")
