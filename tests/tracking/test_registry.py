"""The registered model: one version a content, no pickle, a card, and aliases that move."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sonogenomics import catalog
from sonogenomics.commands import promote, publish
from sonogenomics.errors import StudyError
from sonogenomics.params.promotion import Promotion
from sonogenomics.serving.bundle import described
from sonogenomics.serving.seal import read_card
from sonogenomics.tracking import model_card, registry
from sonogenomics.tracking.examination import examine_packaged
from sonogenomics.tracking.packaged import REQUIREMENTS, packaged_models
from sonogenomics.tracking.promotion import judged
from sonogenomics.tracking.registration import FORBIDDEN, Published
from sonogenomics.tracking.registration import publish as register
from sonogenomics.tracking.store import SETTING, Store, connect
from tests.outcomes import MALIGNANCY
from tests.tracking import study_files
from tests.tracking.conftest import recorded
from tests.tracking.project import inside

MODEL = "sonogenomics-her2"  # of the made-up study


@pytest.fixture(scope="module")
def released(made_up: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy whose model was published twice and promoted once."""
    folder = tmp_path_factory.mktemp("released") / "study"
    shutil.copytree(made_up, folder)
    for name in ("uv.lock", "pyproject.toml"):  # as in the project: not to be taken along
        (folder / name).touch()
    with inside(folder):
        publish.main([])
        publish.main([])
        promote.main([])
    return folder


@pytest.fixture
def store(released: Path) -> Iterator[Store]:
    with inside(released), connect() as opened:
        yield opened


def test_publishing_twice_makes_one_version(store: Store) -> None:
    versions = store.client.search_model_versions(f"name = '{MODEL}'")
    assert [str(version.version) for version in versions] == ["1"]
    models = packaged_models()
    again = register(store, models, examine_packaged(models[0].card))
    assert again == [Published(MODEL, "1", is_new=False)]


def test_a_version_says_what_it_was_made_from(store: Store, released: Path) -> None:
    version = store.client.get_model_version(MODEL, "1")
    assert version.tags["fingerprint"] == registry.fingerprint(Path(catalog.SERVABLE.path))
    named = ("study", "profile", "auc", "auc_nested", "held_out.opened")
    assert {name: version.tags[name] for name in named} == {
        "study": "made-up",
        "profile": "honest",
        "auc": "0.710",
        "auc_nested": "0.640",
        "held_out.opened": "1",
    }
    assert version.run_id == recorded(released)[0].children["package"].run_id
    for word in (
        "not for diagnosis",
        "95 % interval 0.47 to 0.95",
        "AUC 0.64 (95 % interval 0.53 to 0.75)",
        "The quoted score was not chosen on test data.",
        "Held-out patients opened once",
        "chance is 0.50",
        "60 patients",
    ):
        assert word in str(version.description)


def test_the_run_of_the_package_stage_is_left_as_it_was(released: Path, made_up: Path) -> None:
    before = recorded(made_up)[0].children["package"]
    after = recorded(released)[0].children["package"]
    assert (after.status, after.times_ms) == (before.status, before.times_ms)


def test_nothing_kept_of_the_model_is_a_pickle(store: Store, released: Path) -> None:
    source = store.client.get_model_version(MODEL, "1").source
    files = [path for path in Path(str(source)).rglob("*") if path.is_file()]
    assert Path(str(source)).is_relative_to(released)
    assert any(path.name == "model.skops" for path in files)
    assert not [path.name for path in files if path.suffix in {".pkl", ".pickle", ".joblib"}]
    starts = {path.read_bytes()[:2] for path in files}
    assert not starts & {b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05"}


def test_requirements_are_pinned_and_given(store: Store) -> None:
    source = Path(str(store.client.get_model_version(MODEL, "1").source))
    lines = (source / "requirements.txt").read_text().split()
    assert [line.partition("==")[0] for line in lines] == list(REQUIREMENTS)
    assert all("==" in line for line in lines)
    assert not (source / "uv.lock").exists()


def test_publishing_leaves_the_settings_as_they_were(released: Path) -> None:
    with inside(released):
        publish.main([])
        assert not {SETTING, *FORBIDDEN} & set(os.environ)


def test_nothing_more_can_be_promoted_and_it_says_so(store: Store) -> None:
    assert registry.holder(store, MODEL, "champion") == "1"
    with pytest.raises(StudyError, match="version 1 of sonogenomics-her2 is challenger and"):
        judged(store, [MODEL], Promotion.load())


def test_another_content_is_another_version_and_promotion_says_whom_it_replaces(
    released: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(released, tmp_path / "later"))
    with inside(folder):
        study_files.write_servable(np.random.default_rng(2))
        publish.main([])
        promote.main([])
    said = capsys.readouterr().out
    assert "registered as version 2" in said
    assert "Version 2 of sonogenomics-her2 is champion, in place of version 1" in said
    assert "Checked: No patient is on both sides of a split." in said
    assert "Held-out patients opened once" in said


def test_each_outcome_has_a_registered_model_of_its_own(made_up: Path) -> None:
    with inside(made_up):
        her2 = read_card(Path(catalog.SERVABLE.path))
    benign_or_not = her2 | {"outcome": described(MALIGNANCY)}
    assert registry.model_name(her2) == "sonogenomics-her2"
    assert registry.model_name(benign_or_not) == "sonogenomics-malignancy"
    assert registry.model_name(her2, of_images=True) == "sonogenomics-her2-image"
    purpose = model_card.purpose(benign_or_not)
    assert purpose.startswith("malignancy (malignant or benign) from ultrasound radiomic features")
    assert "It does not replace histology." in purpose


def test_a_model_may_be_promoted_by_its_name(released: Path) -> None:
    with (
        inside(released),
        pytest.raises(StudyError, match=r"No model is registered as 'sonogenomics-malignancy'"),
    ):
        promote.main(["sonogenomics-malignancy"])


def test_without_a_challenger_there_is_nothing_to_promote(made_up: Path) -> None:
    with inside(made_up), pytest.raises(StudyError, match="none was published yet"):
        promote.main([])


def test_a_model_whose_run_is_not_recorded_is_not_published(made_up: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(made_up, tmp_path / "changed"))
    lock = folder / "dvc.lock"
    lock.write_text(lock.read_text().replace('"cmd": "package"', '"cmd": "package again"'))
    with inside(folder), pytest.raises(StudyError, match="sonogenomics mirror"):
        publish.main([])


def test_without_a_packaged_model_nothing_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StudyError, match="dvc repro package"):
        publish.main([])
    assert list(tmp_path.iterdir()) == []
