import numpy as np
import pytest
from PIL import Image, ImageDraw
from scipy import ndimage

from sonogenomics.imaging.overlays import count_strokes, stroke_labels
from sonogenomics.imaging.ultrasound import Grey, Ultrasound


def speckle(rng: np.random.Generator, gain: float = 1.0) -> Grey:
    """Rayleigh speckle, log-compressed; as smeared sideways as the finest of BUS-BRA."""
    noise = rng.normal(size=(2, 300, 240))
    field = np.stack([ndimage.gaussian_filter(part, (1.0, 3.5)) for part in noise])
    envelope = np.hypot(*field)
    level = 90 + 45 * gain * np.log10(envelope / envelope.mean() + 1e-3) * 2
    grey: Grey = np.clip(level, 0, 255).astype(np.uint8)
    return grey


def frame(grey: Grey, chroma: Grey | None = None) -> Ultrasound:
    return Ultrasound(grey, chroma, None, "PNG", 1, 0, "")


def annotated(grey: Grey, level: int = 255) -> Grey:
    image = Image.fromarray(grey)
    draw = ImageDraw.Draw(image)
    for x, y in ((60, 80), (140, 80)):
        draw.line((x - 4, y, x + 4, y), level)
        draw.line((x, y - 4, x, y + 4), level)
    draw.text((20, 250), "MAMA DIR.", level)
    return np.array(image)


def test_speckle_alone_has_no_stroke(rng: np.random.Generator) -> None:
    counts = [count_strokes(frame(speckle(rng, gain))).outside for gain in (0.7, 1.0, 1.3) * 4]
    assert sum(counts) <= 1


def test_callipers_and_text_are_found(rng: np.random.Generator) -> None:
    grey = annotated(speckle(rng))
    labels, n_strokes = stroke_labels(frame(grey))
    assert n_strokes >= 8  # two crosses, six or more uprights of letters
    for x, y in ((60, 80), (140, 80)):
        assert labels[y - 3 : y + 4, x].any()


def test_a_stroke_is_inside_where_it_touches_the_lesion(rng: np.random.Generator) -> None:
    grey = annotated(speckle(rng))
    lesion = np.zeros(grey.shape, bool)
    lesion[60:100, 40:101] = True  # around the first cross
    strokes = count_strokes(frame(grey), lesion)
    assert strokes.inside == 1
    assert 6 <= strokes.inside_px <= 18
    assert strokes.outside >= 7


def test_a_coloured_stroke_is_found_where_its_grey_is_not(rng: np.random.Generator) -> None:
    grey = speckle(rng)
    chroma = annotated(np.zeros_like(grey), 200)
    assert count_strokes(frame(grey)).outside == 0
    assert count_strokes(frame(grey, chroma)).outside >= 8


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_flat_frame_has_no_stroke(level: int) -> None:
    labels, n_strokes = stroke_labels(frame(np.full((40, 50), level, np.uint8)))
    assert n_strokes == 0
    assert not labels.any()


def test_the_edge_of_a_frame_is_no_stroke() -> None:
    grey = np.zeros((100, 100), np.uint8)
    grey[10:90, 20:80] = 120
    assert stroke_labels(frame(grey))[1] == 0
