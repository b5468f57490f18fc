import re
from pathlib import Path

import pytest

from sonogenomics.compute.shelf import kept
from sonogenomics.compute.spread import Plan, spread
from sonogenomics.errors import StudyError
from tests.compute.counted import Draws, draw, expected, refuse


@pytest.mark.parametrize("workers", [1, 2, 3])
@pytest.mark.parametrize("chunk", [None, 1, 7, 100])
def test_the_result_depends_on_neither_workers_nor_pieces(
    workers: int, chunk: int | None, tmp_path: Path
) -> None:
    done = spread(draw, Draws(5, tmp_path), 20, Plan(workers, chunk=chunk), "draws")
    assert done["value"].tolist() == expected(5, 20)
    assert done["item"].tolist() == list(range(20))


def test_pieces_cover_every_item_once_whatever_their_size() -> None:
    assert Plan(chunk=4).pieces(10) == [range(4), range(4, 8), range(8, 10)]
    assert len(Plan().pieces(10_000)) <= 64
    assert Plan().pieces(3) == [range(1), range(1, 2), range(2, 3)]


def test_no_item_gives_arrays_without_rows(tmp_path: Path) -> None:
    assert spread(draw, Draws(5, tmp_path), 0, Plan(2), "draws")["value"].shape == (0,)


@pytest.mark.parametrize("workers", [1, 2])
def test_what_the_work_refuses_is_told_as_it_says(workers: int, tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"Items \d+ to \d+ cannot be done"):
        spread(refuse, Draws(1, tmp_path), 8, Plan(workers, chunk=2), "draws")


def test_a_killed_worker_is_told_and_finished_pieces_are_not_done_again(tmp_path: Path) -> None:
    marks, shelf = tmp_path / "marks", tmp_path / "shelf"
    marks.mkdir()
    shared, plan = Draws(3, marks, dies_at=9), Plan(2, chunk=1, shelf=shelf)
    with pytest.raises(StudyError, match=r"killed while it was at draws.*run the same command"):
        spread(draw, shared, 12, plan, "draws")
    finished = {int(path.stem.split("-")[0]) for path in shelf.rglob("*.npz")}
    assert finished, "nothing was kept"
    before = {path.name: path.read_text().count("begun") for path in marks.glob("[0-9]*")}
    done = spread(draw, shared, 12, plan, "draws")
    assert done["value"].tolist() == expected(3, 12)
    for item in finished:
        assert (marks / str(item)).read_text().count("begun") == before[str(item)]


def test_other_data_have_another_shelf(tmp_path: Path) -> None:
    plan = Plan(chunk=2, shelf=tmp_path / "shelf")
    (tmp_path / "marks").mkdir()
    for seed in (1, 2):
        done = spread(draw, Draws(seed, tmp_path / "marks"), 4, plan, "draws")
        assert done["value"].tolist() == expected(seed, 4)


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 torn", b"\x93NUMPY"])
def test_a_damaged_piece_is_done_again(damage: bytes, tmp_path: Path) -> None:
    plan = Plan(chunk=2, shelf=tmp_path / "shelf")
    (tmp_path / "marks").mkdir()
    shared = Draws(4, tmp_path / "marks")
    spread(draw, shared, 6, plan, "draws")
    for path in (tmp_path / "shelf").rglob("*.npz"):
        path.write_bytes(damage)
    assert spread(draw, shared, 6, plan, "draws")["value"].tolist() == expected(4, 6)


def test_a_stage_that_ends_well_leaves_no_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with kept("chance") as shelf:
        spread(draw, Draws(4, tmp_path), 6, Plan(chunk=2, shelf=shelf), "draws")
        assert list(shelf.rglob("*.npz"))
    assert not shelf.exists()


def _write_nothing(marks: Path) -> None:
    with kept("chance") as shelf:
        spread(draw, Draws(4, marks), 6, Plan(chunk=2, shelf=shelf), "draws")
        raise StudyError("The disk is full.")


def test_a_stage_that_fails_keeps_its_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StudyError):
        _write_nothing(tmp_path)
    assert len(list(Path("data/.kept/chance").rglob("*.npz"))) == 3


@pytest.mark.slow
def test_a_cluster_gives_the_same_numbers_though_a_worker_is_killed_in_the_middle(
    tmp_path: Path,
) -> None:
    shared = Draws(7, tmp_path, dies_at=11)
    done = spread(draw, shared, 24, Plan(2, "dask", chunk=2), "draws")
    assert (tmp_path / "died").exists(), "no worker was killed"
    assert done["value"].tolist() == expected(7, 24)


@pytest.mark.slow
def test_a_cluster_that_runs_elsewhere_is_found_by_its_address(tmp_path: Path) -> None:
    from distributed import LocalCluster

    with LocalCluster(1, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster:
        plan = Plan(scheduler=cluster.scheduler_address, chunk=5)
        done = spread(draw, Draws(2, tmp_path), 10, plan, "draws")
    assert done["value"].tolist() == expected(2, 10)


def test_a_cluster_that_does_not_answer_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sonogenomics.compute.cluster.SECONDS", 0.5)
    address = "tcp://127.0.0.1:9"
    with pytest.raises(StudyError, match=re.escape(f"No Dask scheduler answers at {address}")):
        spread(draw, Draws(2, tmp_path), 10, Plan(scheduler=address), "draws")
