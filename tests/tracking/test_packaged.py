"""What is registered: the model on URFs, and the one on images that holds it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sonogenomics import catalog
from sonogenomics.errors import StudyError
from sonogenomics.output import write_json
from sonogenomics.serving.seal import CARD, read_card, sealed
from sonogenomics.tracking import dossier, model_card
from sonogenomics.tracking.examination import examine_packaged
from sonogenomics.tracking.model_card import LONGEST, Subject
from sonogenomics.tracking.packaged import packaged_models
from sonogenomics.tracking.provenance import Provenance
from tests.tracking.project import inside

SECTIONS = (
    *("Intended use", "Users", "Out of scope", "Data", "Model", "Performance", "Calibration"),
    *("Intervals", "When it refuses or warns", "Checked", "Limits", "Ethics", "Versions"),
)


@pytest.fixture
def project(made_up: Path, tmp_path: Path) -> Iterator[Path]:
    """The made-up study with a folder that looks like the packaged model on images."""
    folder = Path(shutil.copytree(made_up, tmp_path / "study"))
    with inside(folder):
        pictures = Path(catalog.SERVABLE_IMAGE.path)
        shutil.copytree(catalog.SERVABLE.path, pictures / "urfs")
        card = read_card(Path(catalog.SERVABLE.path)) | {"kind": "image", "files": sealed(pictures)}
        write_json(pictures / CARD, card)
        yield folder


def subject(*, of_images: bool) -> Subject:
    one = packaged_models()[int(of_images)]
    examined = examine_packaged(one.card)
    return dossier.subject(one, examined, Provenance.here(one.content, examined.held_out, 1))


def test_both_models_are_found_under_their_names(project: Path) -> None:
    names = [one.name for one in packaged_models()]
    assert names == ["sonogenomics-her2", "sonogenomics-her2-image"]


def test_a_folder_that_only_says_why_there_is_no_image_model_is_passed_over(project: Path) -> None:
    (catalog.SERVABLE_IMAGE / CARD).unlink()
    assert [one.of_images for one in packaged_models()] == [False]


def test_an_image_model_around_another_urf_model_is_a_sentence(project: Path) -> None:
    path = catalog.SERVABLE / CARD
    path.write_text(json.dumps(json.loads(path.read_text()) | {"cut_off": 0.4}))
    with pytest.raises(StudyError, match=r"servable-image holds another model on URFs"):
        packaged_models()


def test_an_image_model_with_an_altered_file_is_a_sentence(project: Path) -> None:
    (catalog.SERVABLE_IMAGE / "urfs" / "README.md").write_text("altered")
    with pytest.raises(StudyError, match="damaged or not to be trusted"):
        packaged_models()


@pytest.mark.parametrize("of_images", [False, True])
def test_a_card_has_every_section_and_says_research_use_only(
    project: Path, of_images: bool
) -> None:
    page = model_card.page(subject(of_images=of_images))
    assert [line[3:] for line in page.splitlines() if line.startswith("## ")] == list(SECTIONS)
    for words in (
        "Research use only, not for diagnosis",
        "chance is 0.50",
        "60 patients, 50 % HER2-positive",
        "Slope ",
        "Held-out patients opened once",
    ):
        assert words in page
    assert ("Mask R-CNN" in page) == of_images


def test_the_description_of_a_large_model_fits_the_registrys_column(project: Path) -> None:
    about = subject(of_images=False)
    features = [{"name": f"original_glszm_Feature{i}"} for i in range(500)]
    large = Subject(
        {**about.card, "features": features, "citation": "Nobody. " * 350},
        about.of_images,
        about.held_out,
        about.made,
        about.opened,
    )
    description = model_card.description(large)
    assert len(description) <= LONGEST
    assert "500 URFs" in description
    assert description.endswith("model_card.md among the model's files.")
    assert "original_glszm_Feature499" in model_card.page(large)
