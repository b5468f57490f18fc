"""What the page says of images."""

from collections.abc import Callable

import pytest

from sonogenomics.reporting import imaging_tables
from sonogenomics.reporting.imaging_run import Imaging
from sonogenomics.reporting.imaging_sections import imaging_sections, imaging_sentences
from sonogenomics.reporting.page import page
from sonogenomics.reporting.section import Section
from sonogenomics.reporting.sections import sections
from sonogenomics.reporting.tables import View
from tests.reporting import fake_images, fake_run
from tests.reporting.reported import read
from tests.reporting.test_page import Outline

SELECTED = fake_run.SELECTED
MAKERS: dict[str, Callable[[Imaging], View | str]] = {
    "scanners": imaging_tables.scanners_table,
    "image-faults": imaging_tables.image_faults_table,
    "hygiene": imaging_tables.findings_table,
    "agreement": imaging_tables.agreement_table,
    "origins": imaging_tables.origins_table,
    "losses": imaging_tables.losses_table,
    "reliability": lambda run: imaging_tables.reliability_table(run, SELECTED),
    "scanner-effects": imaging_tables.scanner_table,
}


@pytest.mark.parametrize("name", MAKERS)
def test_a_table_has_a_title_a_note_and_a_cell_for_every_head(name: str) -> None:
    view = MAKERS[name](fake_images.imaging())
    assert isinstance(view, View)
    assert view.name == name
    assert view.note.endswith(".")
    assert all(len(row) == len(view.heads) for row in view.rows)


@pytest.mark.parametrize("name", MAKERS)
def test_an_empty_table_is_told_in_a_sentence(name: str) -> None:
    said = MAKERS[name](Imaging())
    assert isinstance(said, str)
    assert said.endswith(".")


@pytest.fixture(scope="module")
def parts() -> list[Section]:
    """The page's sections; drawn once, as that takes seconds."""
    return sections(fake_images.imaged_run())


def rows_of(view: View | str) -> dict[str, tuple[str, ...]]:
    assert isinstance(view, View)
    return {row[0]: row for row in view.rows}


def test_scanners_are_counted() -> None:
    # 80 patients in turn on two scanners, two views each, every second with a pixel size
    row = rows_of(imaging_tables.scanners_table(fake_images.imaging()))["Aixplorer"]
    assert row[:3] == ("Aixplorer", "80", "40")
    assert row[-1] == "40"


def test_the_agreement_table_gives_all_then_folds_held_out_and_scanners() -> None:
    imaging = fake_images.imaging()
    rows = rows_of(imaging_tables.agreement_table(imaging))
    assert list(rows) == [
        "All",
        "Fold 1 (unseen)",
        "Fold 2 (unseen)",
        "Held out",
        "Scanner Aixplorer",
        "Scanner Vision 500",
    ]
    assert rows["All"][1] == str(imaging.unseen()["patient_id"].nunique())


def test_unreviewed_outlines_are_marked() -> None:
    view = imaging_tables.origins_table(fake_images.imaging())
    assert isinstance(view, View)
    assert [view.rows[i][0] for i in view.marked] == ["Predicted, unreviewed"]


def test_sections_stand_between_patients_and_features(parts: list[Section]) -> None:
    assert [part.title for part in parts][:5] == [
        "Patients",
        "Images",
        "Lesions",
        "How far each feature can be trusted",
        "Ultrasound radiomic features",
    ]


def test_a_study_without_images_says_so_in_one_sentence() -> None:
    (only,) = imaging_sections(fake_run.full_run())
    assert only.lead == (
        "The study has no images (no image is public): its features come ready made."
    )
    assert (only.figures, only.tables) == ((), ())
    assert imaging_sentences(fake_run.full_run()) == []


def test_the_abstract_says_how_many_images_how_good_from_what_and_who_looked() -> None:
    told = fake_run.sentences(fake_images.imaged_run())[1:4]
    lesions = fake_images.lesions()
    n = int((lesions["origin"] == "unreviewed").sum())
    assert told[0].startswith("160 images of 80 patients from 2 scanners could be used, 3 could")
    assert "2 images also stand under another patient" in told[0]
    assert "trained from random weights" in told[1]
    assert "95 % interval" in told[1]
    assert told[2].startswith(f"{n} of 160 lesions")
    assert "nobody has reviewed" in told[2]


def test_masks_that_all_were_reviewed_are_said_to_be() -> None:
    lesions = fake_images.lesions().assign(origin="accepted")
    run = fake_images.imaged_run(imaging=fake_images.imaging(lesions=lesions))
    assert "Each of 160 lesions was outlined or reviewed by a person." in fake_run.sentences(run)


def test_the_page_with_images_is_well_formed_and_needs_nothing_from_elsewhere(
    parts: list[Section],
) -> None:
    text = page(fake_images.imaged_run(), parts)
    outline = Outline(text)
    assert outline.open == []
    assert len(outline.ids) == len(set(outline.ids))
    assert "<script" not in read(text)
    loaded = [str(value) for key, value in outline.attributes if key in {"src", "xlink:href"}]
    assert sum(value.startswith("data:image/png") for value in loaded) >= 8
    assert all(value.startswith(("data:image/png", "#")) for value in loaded)


def test_a_study_whose_images_are_all_unusable_has_a_page_all_the_same() -> None:
    run = fake_images.imaged_run(imaging=Imaging())
    text = page(run, sections(run))
    assert "No image can be used, so no lesion was outlined." in text
    assert Outline(text).open == []
