"""Whoever changes the registry is alone in it; the others wait, or read who is at it."""

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sonogenomics.errors import StudyError
from sonogenomics.tracking import turn as module
from sonogenomics.tracking.store import Store, connect
from sonogenomics.tracking.turn import TAG, turn
from tests.tracking.project import inside

HOLDER = """\
import fcntl, sys
with open(sys.argv[1], "a+") as lock:
    fcntl.flock(lock, fcntl.LOCK_EX)
    lock.write("A Radiologist promotes on ward-3 (process 7) since 12:00:00 UTC")
    lock.flush()
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def store(empty_record: Path, tmp_path: Path) -> Iterator[Store]:
    folder = Path(shutil.copytree(empty_record, tmp_path / "record"))
    with inside(folder), connect() as opened:
        yield opened


@pytest.fixture
def served(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The same record, told apart from a file only by its address."""
    monkeypatch.setattr(module, "SETTLE_S", 0.3)
    monkeypatch.setattr(module, "LOOK_S", 0.02)
    return replace(store, uri="http://registry.example.org")


def test_a_turn_that_another_process_holds_is_a_sentence_and_free_after_its_kill(
    store: Store,
) -> None:
    path = f"{store.uri.removeprefix('sqlite:///')}.turn"
    command = [sys.executable, "-c", HOLDER, path]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with (
            pytest.raises(StudyError, match=r"now \(A Radiologist promotes on ward-3"),
            turn(store, "me", patience_s=0),
        ):
            pytest.fail("two at once")
        other.kill()
    with turn(store, "me", patience_s=0):
        pass


def test_on_a_server_a_held_turn_is_a_sentence(served: Store) -> None:
    with (
        turn(served, "A Radiologist promotes"),
        pytest.raises(StudyError, match=r"now \(A Radiologist promotes on .*Nothing was changed"),
        turn(served, "me", patience_s=0),
    ):
        pytest.fail("two at once")
    with turn(served, "me", patience_s=0):
        pass


def test_on_a_server_a_turn_of_somebody_killed_ends_by_itself(served: Store) -> None:
    served.client.set_experiment_tag(served.experiment_id, TAG, "abc 1000000000 somebody")
    with turn(served, "me", patience_s=0):
        assert " me on " in served.client.get_experiment(served.experiment_id).tags[TAG]
    assert served.client.get_experiment(served.experiment_id).tags[TAG] == ""


def test_on_a_server_takers_at_the_same_moment_go_one_after_the_other(served: Store) -> None:
    inside_, most = [], []

    def act(name: str) -> None:
        with turn(served, name):
            inside_.append(name)
            most.append(len(inside_))
            inside_.remove(name)

    takers = [threading.Thread(target=act, args=(f"taker {i}",)) for i in range(3)]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join()
    assert most == [1, 1, 1]


def test_an_error_inside_frees_the_turn(store: Store, served: Store) -> None:
    for one in (store, served):
        with pytest.raises(ZeroDivisionError), turn(one, "me"):
            raise ZeroDivisionError
        with turn(one, "me", patience_s=0):
            pass
