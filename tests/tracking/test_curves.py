"""Training curves are read as far as they are written."""

import shutil
from pathlib import Path

from sonogenomics.tracking.curves import Row, log_training, read_rows
from sonogenomics.tracking.store import Store, connect
from tests.tracking.project import inside

HEAD = "epoch,step,rate,loss,validation_dice\n"


def test_a_line_that_is_not_yet_whole_waits(tmp_path: Path) -> None:
    file = tmp_path / "curves.csv"
    file.write_text(f"{HEAD}1,20,0.001,2.5,0.4\n2,40,0.001,1.")
    assert read_rows(file) == [Row(1, {"rate": 0.001, "loss": 2.5, "validation_dice": 0.4})]


def test_an_empty_cell_and_one_that_is_not_finite_are_left_out(tmp_path: Path) -> None:
    file = tmp_path / "curves.csv"
    file.write_text(f"{HEAD}1,20,0.001,nan,\n")
    assert read_rows(file) == [Row(1, {"rate": 0.001})]


def test_curves_that_are_gone_are_no_rows(tmp_path: Path) -> None:
    assert read_rows(tmp_path / "curves.csv") == []


def steps(store: Store, run_id: str) -> list[tuple[int, float]]:
    return [(m.step, m.value) for m in store.client.get_metric_history(run_id, "curves/loss")]


def test_a_finished_training_is_logged_once_however_often_it_is_completed(
    tmp_path: Path, empty_record: Path
) -> None:
    shutil.copytree(empty_record / "mlruns", tmp_path / "mlruns")
    folder = tmp_path / "network"
    (folder / "overlays").mkdir(parents=True)
    (folder / "overlays" / "epoch-0001.png").write_bytes(b"png")
    lines = [f"{epoch},{epoch * 10},0.001,{1 / epoch},0.5\n" for epoch in range(1, 401)]
    (folder / "curves.csv").write_text(HEAD + "".join(lines))
    with inside(tmp_path), connect() as store:
        run = store.client.create_run(store.experiment_id)
        for _ in range(2):
            log_training(store, run.info.run_id, folder)
        seen = steps(store, run.info.run_id)
        kept = [file.path for file in store.client.list_artifacts(run.info.run_id, "overlays")]
    assert seen == [(epoch, float(f"{1 / epoch}")) for epoch in range(1, 401)]
    assert kept == ["overlays/epoch-0001.png"]
