"""Promotion moves all aliases or none, says why not, and can be undone step by step."""

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from sonogenomics import catalog
from sonogenomics.commands import promote, publish, registry, rollback
from sonogenomics.errors import StudyError
from sonogenomics.params.promotion import Promotion
from sonogenomics.tracking import audit, dossier, packaged, promotion
from sonogenomics.tracking.examination import examine_packaged
from sonogenomics.tracking.packaged import Packaged, packaged_models
from sonogenomics.tracking.registration import publish as register
from sonogenomics.tracking.registry import aliases, point, versions
from sonogenomics.tracking.store import connect
from tests.tracking.challengers import BETTER, WORSE, package, package_truly
from tests.tracking.project import inside

MODEL, IMAGES = "sonogenomics-her2", "sonogenomics-her2-image"
WHY = ["--because", "a reason"]


@pytest.fixture(scope="module")
def first(made_up: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a first champion; look, do not touch."""
    folder = Path(shutil.copytree(made_up, tmp_path_factory.mktemp("first") / "study"))
    with inside(folder):
        publish.main([])
        promote.main([])
    return folder


@pytest.fixture(scope="module")
def second(first: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, with a better challenger; look, do not touch."""
    folder = Path(shutil.copytree(first, tmp_path_factory.mktemp("second") / "study"))
    with inside(folder):
        package(2, BETTER)
        publish.main([])
    return folder


@pytest.fixture
def project(first: Path, tmp_path: Path) -> Iterator[Path]:
    """The first, to be touched."""
    folder = Path(shutil.copytree(first, tmp_path / "study"))
    with inside(folder):
        yield folder


@pytest.fixture
def better(second: Path, tmp_path: Path) -> Iterator[Path]:
    """The second, to be touched."""
    folder = Path(shutil.copytree(second, tmp_path / "study"))
    with inside(folder):
        yield folder


def held(model: str = MODEL) -> dict[str, str]:
    with connect() as store:
        return aliases(store, model)


def trail() -> list[str]:
    with connect() as store:
        return [line.event.what for line in audit.history(store)]


def with_images() -> list[Packaged]:
    """The model on URFs, and the same files under the name of the model on images."""
    both = packaged_models()[:1]
    folder = Path(shutil.copytree(catalog.SERVABLE.path, "models/second", dirs_exist_ok=True))
    return [*both, replace(both[0], folder=folder, of_images=True)]


def publish_both() -> None:
    models = with_images()
    with connect() as store:
        register(store, models, examine_packaged(models[0].card))


def test_a_dry_run_shows_the_table_and_changes_nothing(
    better: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, told = held(), trail()
    capsys.readouterr()
    promote.main(["--dry-run"])
    said = capsys.readouterr().out
    assert "Only shown, nothing changed: all gates hold" in said
    assert "challenger version 2, beside champion version 1" in said
    assert (held(), trail()) == (before, told)


def test_columns_of_the_table_stand_under_their_headings(
    better: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    promote.main(["--dry-run"])
    lines = capsys.readouterr().out.splitlines()
    head = next(line for line in lines if line.strip().startswith("measure"))
    auc = next(line for line in lines if line.strip().startswith("AUC"))
    for column in ("challenger", "champion", "difference"):
        place = head.index(column)
        assert auc[place - 2 : place] == "  "
        assert auc[place] != " "


def test_models_on_urfs_and_images_move_together(project: Path) -> None:
    package(2, BETTER)
    publish_both()
    promote.main([])
    assert held()["champion"] == "2"
    assert held(IMAGES)["champion"] == "1"
    rollback.main(WHY)
    assert held()["champion"] == "1"
    assert "champion" not in held(IMAGES)


def test_a_name_promotes_one(project: Path) -> None:
    package(2, BETTER)
    publish_both()
    promote.main([IMAGES])
    assert held()["champion"] == "1"
    assert held(IMAGES)["champion"] == "1"


def test_if_the_second_alias_cannot_move_the_first_is_put_back(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package(2, BETTER)
    publish_both()
    before = held(), held(IMAGES)
    moved: list[str] = []

    def breaks(store: object, model: str, alias: str, version: str | None) -> None:
        if model == IMAGES and version == "1":
            raise StudyError("the server went away")
        moved.append(model)
        point(store, model, alias, version)  # type: ignore[arg-type]

    monkeypatch.setattr(promotion, "point", breaks)
    with pytest.raises(StudyError, match="went away"):
        promote.main([])
    assert MODEL in moved
    assert (held(), held(IMAGES)) == before
    with connect() as store:
        assert audit.history(store)[-1].status == "FAILED"


class Killed(BaseException):
    """Stands for SIGKILL: nothing of the program runs any more."""


def test_a_process_killed_between_two_aliases_is_undone_by_the_next_command(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    package(2, BETTER)
    publish_both()
    dead = False
    with monkeypatch.context() as patch:

        def dies(store: object, model: str, alias: str, version: str | None) -> None:
            nonlocal dead
            dead = dead or model == IMAGES
            if dead:
                raise Killed
            point(store, model, alias, version)  # type: ignore[arg-type]

        patch.setattr(promotion, "point", dies)
        patch.setattr("mlflow.MlflowClient.set_terminated", lambda *_: None)
        with pytest.raises(Killed):
            promote.main([])
    assert held()["champion"] == "2"  # the half state that a kill leaves
    assert "champion" not in held(IMAGES)
    promote.main([])
    assert (held()["champion"], held(IMAGES)["champion"]) == ("2", "1")
    with connect() as store:
        told = [(line.event.what, line.status) for line in audit.history(store)]
    assert told[-2:] == [("promoted", "KILLED"), ("promoted", "FINISHED")]
    rollback.main(WHY)
    assert held()["champion"] == "1"


def test_a_refusal_names_the_gates_and_is_on_the_trail(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package(2, WORSE)
    publish.main([])
    with pytest.raises(StudyError, match="Not promoted: .*not worse than champion"):
        promote.main([])
    assert held()["champion"] == "1"
    assert trail()[-1] == "refused"
    registry.main([])
    assert "gates not held: sonogenomics-her2: " in capsys.readouterr().out


def test_what_a_promotion_saw_stands_on_its_run(better: Path) -> None:
    promote.main([])
    with connect() as store:
        line = audit.history(store)[-1]
        run = store.client.get_run(line.run_id)
        files = {one.path for one in store.client.list_artifacts(line.run_id)}
        version = store.client.get_model_version(MODEL, "2")
    assert run.data.tags["kind"] == "promotion"
    assert {"gates.json", "comparison.json", "comparison.md"} <= files
    assert run.data.metrics["difference.auc"] == pytest.approx(
        run.data.metrics["challenger.auc"] - run.data.metrics["champion.auc"], abs=1e-5
    )
    assert [text for key, text in version.tags.items() if key.startswith("audit.")] == [
        f"promoted by {line.who}, run {line.run_id}"
    ]


def test_rollback_goes_back_step_by_step_until_nothing_is_left(project: Path) -> None:
    for seed in (2, 3):
        package(seed, BETTER)
        publish.main([])
        promote.main([])
    assert held() == {"challenger": "3", "champion": "3", "previous": "2"}
    rollback.main(WHY)
    assert held() == {"challenger": "3", "champion": "2", "previous": "1"}
    rollback.main(WHY)
    assert held() == {"challenger": "3", "champion": "1"}
    rollback.main(WHY)
    assert held() == {"challenger": "3"}
    with pytest.raises(StudyError, match="Nothing to roll back"):
        rollback.main(WHY)
    promote.main([])
    assert held() == {"challenger": "3", "champion": "3"}


@pytest.mark.parametrize("because", [[], ["--because", "  "]])
def test_a_rollback_without_a_reason_is_refused(project: Path, because: Sequence[str]) -> None:
    with pytest.raises(StudyError, match="needs its reason"):
        rollback.main(list(because))
    assert held()["champion"] == "1"


def test_a_champion_that_was_moved_by_hand_is_not_rolled_back(better: Path) -> None:
    with connect() as store:
        point(store, MODEL, "champion", "2")
    with pytest.raises(StudyError, match="moved past this program"):
        rollback.main(WHY)
    assert held()["champion"] == "2"


def test_a_version_that_was_deleted_cannot_come_back(better: Path) -> None:
    promote.main([])
    with connect() as store:
        store.client.delete_model_version(MODEL, "1")
    with pytest.raises(StudyError, match="Version 1 of sonogenomics-her2 was deleted"):
        rollback.main(WHY)
    assert held()["champion"] == "2"


@pytest.mark.parametrize("command", [promote, rollback, registry])
def test_a_name_that_is_not_registered_is_a_sentence(project: Path, command: object) -> None:
    given = ["sonogenomics-malignancy", *(WHY if command is rollback else [])]
    with pytest.raises(StudyError, match=r"No model is registered .*: there are sonogenomics-her2"):
        command.main(given)  # type: ignore[attr-defined]


def test_a_champion_is_scored_anew_where_its_features_are_what_they_were(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package_truly(5)
    publish.main([])
    with connect() as store:  # by hand, as the first champion of its kind
        point(store, MODEL, "champion", "2")
    package_truly(6)
    publish.main([])
    promote.main(["--dry-run"])
    assert "Champion scored anew on this project's held-out patients." in capsys.readouterr().out


def test_a_champion_whose_features_changed_keeps_its_scores(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package_truly(5)
    publish.main([])
    with connect() as store:
        point(store, MODEL, "champion", "2")
    catalog.URFS.write(catalog.URFS.read() + 0.5)
    package_truly(6)
    publish.main([])
    promote.main(["--dry-run"])
    assert "patients are measured otherwise since)" in capsys.readouterr().out


def test_a_registry_is_promoted_in_without_the_studys_data(
    better: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("data", "models", "reports"):
        shutil.rmtree(name)
    promote.main([MODEL])
    assert held()["champion"] == "2"
    assert "as kept when it was published (this project has no URF table)" in (
        capsys.readouterr().out
    )


def test_scores_under_another_salt_are_a_sentence(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package(2, BETTER)
    monkeypatch.setenv(dossier.SETTING, "ours")
    publish.main([])
    with pytest.raises(StudyError, match=r"version 1 .* under another salt: set SONOGENOMICS_SALT"):
        promote.main([])
    assert held()["champion"] == "1"


def test_a_version_registered_by_hand_is_not_promoted(project: Path) -> None:
    with connect() as store:
        source = str(versions(store, MODEL)[0].source)
        store.client.create_model_version(MODEL, source=str(Path(source) / "code"))
        point(store, MODEL, "challenger", "2")
    with pytest.raises(StudyError, match="was not published by `sonogenomics publish`"):
        promote.main([])
    assert held()["champion"] == "1"


def test_no_patient_is_named_in_what_is_kept(project: Path) -> None:
    with connect() as store:
        source = Path(str(versions(store, MODEL)[0].source))
    text = (source / dossier.SCORES).read_text()
    names = [str(name) for name in catalog.PATIENTS.read().index]
    assert len(json.loads(text)["held_out"]["patient"]) == 20
    assert not [name for name in names if name in text]


def test_params_without_the_section_say_so(project: Path) -> None:
    Path("params.yaml").write_text("study: made-up\n")
    with pytest.raises(StudyError, match="no section `promotion`"):
        promote.main([])


def test_every_fault_of_the_section_is_told(project: Path) -> None:
    Path("params.yaml").write_text("promotion: {fewest_an_arm: 0, auc_above: 2, margin: 1}\n")
    with pytest.raises(StudyError, match=r"promotion in params.yaml has 8 fault") as error:
        Promotion.load()
    assert "fewest_an_arm" in str(error.value)
    assert packaged.this_model() == MODEL
