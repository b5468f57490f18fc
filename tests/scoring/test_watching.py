"""An alias moves while requests are answered: the next version takes over, or the old one stays."""

import logging
import time
from pathlib import Path

import pytest

from sonogenomics.errors import StudyError
from sonogenomics.scoring.app import application
from sonogenomics.scoring.limits import Limits
from sonogenomics.scoring.served import Served, Shelf
from sonogenomics.scoring.watching import Watch
from sonogenomics.serving.servable import Servable
from tests.scoring.models import FEATURES, Client, write_model

WHERE = "models:/sonogenomics-her2@champion"
BODY = {"inputs": [dict.fromkeys(FEATURES, 0.5)]}


class Registry:
    """Holds an alias; may be out of reach."""

    def __init__(self, folder: Path) -> None:
        self.models = {str(n): Servable.load(write_model(folder / str(n), n)) for n in (1, 2)}
        self.version, self.fault = "1", ""

    def version_of(self, where: str) -> str:
        assert where == WHERE
        if self.fault:
            raise StudyError(self.fault)
        return self.version

    def take(self, where: str, version: str) -> Served:
        if version not in self.models:
            raise ConnectionResetError(104, "secret")
        return Served(self.models[version], where, version)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    return Registry(tmp_path_factory.mktemp("registry"))


@pytest.fixture
def registry(models: Registry) -> Registry:
    models.version, models.fault = "1", ""
    return models


@pytest.fixture
def shelf(registry: Registry) -> Shelf:
    return Shelf([registry.take(WHERE, "1")])


@pytest.fixture
def watch(registry: Registry, shelf: Shelf) -> Watch:
    return Watch(shelf, shelf.every()[0], registry.version_of, registry.take, seconds=0.01)


def test_a_new_version_takes_over_and_answers_say_so(
    registry: Registry, shelf: Shelf, watch: Watch
) -> None:
    client = Client(application(shelf, Limits()))
    before = client.ask(BODY)
    registry.version = "2"
    assert client.ask(BODY).headers["x-model-version"] == "1"  # nobody has looked yet
    watch.look()
    after = client.ask(BODY)
    assert (before.headers["x-model-version"], after.headers["x-model-version"]) == ("1", "2")
    assert after.json()["model"]["fingerprint"] == registry.models["2"].fingerprint
    assert before.json()["predictions"] != after.json()["predictions"]


def test_the_same_version_is_not_loaded_again(
    registry: Registry, shelf: Shelf, watch: Watch
) -> None:
    served = shelf.every()[0]
    watch.look()
    assert shelf.every()[0] is served


@pytest.mark.parametrize("what", ["the registry is out of reach", "the version cannot be loaded"])
def test_the_model_stays_and_the_log_says_so_once(
    what: str,
    registry: Registry,
    shelf: Shelf,
    watch: Watch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    if what == "the registry is out of reach":
        registry.fault = "The registry does not answer."
    else:
        registry.version = "9"
    with caplog.at_level(logging.WARNING, "sonogenomics.scoring"):
        logging.getLogger("sonogenomics.scoring").propagate = True
        for _ in range(3):
            watch.look()
    assert shelf.every()[0].version == "1"
    assert len({id(one) for one in caplog.records}) == 1
    assert "stays at version 1" in caplog.text
    assert "secret" not in caplog.text
    registry.fault, registry.version = "", "2"
    watch.look()
    assert shelf.every()[0].version == "2"


def test_it_looks_by_itself_until_it_is_ended(
    registry: Registry, shelf: Shelf, watch: Watch
) -> None:
    watch.begin()
    registry.version = "2"
    until = time.monotonic() + 10
    while shelf.every()[0].version == "1" and time.monotonic() < until:
        time.sleep(0.01)
    watch.end()
    assert shelf.every()[0].version == "2"
