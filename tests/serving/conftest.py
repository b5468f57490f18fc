"""One small packaged image model, for all tests that look at it."""

from dataclasses import replace
from pathlib import Path

import pytest

from sonogenomics.serving.image_servable import ImageServable
from tests.segmentation.bright import BrightParts
from tests.serving.imaged import write_image_model


@pytest.fixture(scope="session")
def imaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Frames, outlines, and the packaged model in `model`; look, do not touch."""
    return write_image_model(tmp_path_factory.mktemp("imaged") / "study")


@pytest.fixture(scope="session")
def packaged(imaged: Path) -> ImageServable:
    """That model as loaded: its network, never trained, sees nothing worth a mask."""
    return ImageServable.load(imaged / "model")


@pytest.fixture(scope="session")
def seeing(packaged: ImageServable) -> ImageServable:
    """The same with a network that sees exactly the bright parts of an image."""
    return replace(packaged, network=BrightParts())
