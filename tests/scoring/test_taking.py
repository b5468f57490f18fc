"""Models from the registry: by alias and by version, followed when the alias moves."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sonogenomics.errors import StudyError
from sonogenomics.scoring.served import Shelf
from sonogenomics.scoring.taking import introduced, take, take_all, version_of
from sonogenomics.scoring.watching import Watch
from sonogenomics.tracking.store import connect
from tests.tracking.made_up import record, release
from tests.tracking.project import inside

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("made-up")]
NAME = "sonogenomics-her2"
CHAMPION = f"models:/{NAME}@champion"


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = release(record(tmp_path_factory.mktemp("taking") / "study"))
    with inside(folder):
        yield folder


def test_an_alias_gives_the_packaged_model_and_its_version(released: Path) -> None:
    taken = take(CHAMPION)
    assert (taken.kind, taken.version, taken.where) == ("urfs", "1", CHAMPION)
    assert taken.packaged.fingerprint == take("models/servable").packaged.fingerprint
    assert introduced(taken)[0].startswith(f"{CHAMPION}, version 1: URFs in")


def test_a_version_and_a_folder_are_taken_as_they_are(released: Path) -> None:
    assert take(f"models:/{NAME}/1").version == "1"
    assert take("models/servable").version == ""


def test_without_a_wish_the_packaged_models_are_served(released: Path) -> None:
    assert [model.where for model in take_all(())] == ["models/servable"]


@pytest.mark.parametrize(
    ("where", "says"),
    [
        (f"models:/{NAME}@nobody", "has no alias nobody"),
        ("models:/nothing@champion", "has no model nothing"),
        (f"models:/{NAME}/99", "has no version 99"),
        ("models:/", "names no model"),
    ],
)
def test_what_does_not_exist_is_one_sentence(released: Path, where: str, says: str) -> None:
    with pytest.raises(StudyError, match=says):
        take(where)


def test_an_alias_that_moves_is_followed_and_a_lost_registry_changes_nothing(
    released: Path,
) -> None:
    served = take(CHAMPION)
    shelf = Shelf([served])
    watch = Watch(shelf, served, version_of, take)
    with connect() as store:
        first = store.client.get_model_version(NAME, "1")
        second = store.client.create_model_version(NAME, str(first.source), first.run_id)
        watch.look()
        assert shelf.every()[0].version == "1"
        store.client.set_registered_model_alias(NAME, "champion", second.version)
    watch.look()
    assert shelf.every()[0].version == str(second.version)
    database = released / "mlruns" / "mlflow.db"
    away = database.rename(database.with_suffix(".away"))
    watch.look()
    assert shelf.every()[0].version == str(second.version)
    assert not database.exists()  # looking makes no registry
    away.rename(database)
