"""A run that is killed, however often, ends with the bytes of one that was left alone."""

import os
import signal
import subprocess

import numpy as np
import pytest

from tests.smoke.workspace import Workspace

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("finished")]
N_KILLS = 6


def kill_after(workspace: Workspace, seconds: float) -> bool:
    """Start a repro and kill its whole process group; True if it was still running."""
    process = workspace.start("dvc", "repro")
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


def test_a_run_killed_again_and_again_ends_with_the_same_bytes(
    fresh: Workspace, finished: Workspace, rng: np.random.Generator
) -> None:
    kills = sum(kill_after(fresh, float(rng.uniform(4, 14))) for _ in range(N_KILLS))
    fresh.run("dvc", "repro")
    assert kills >= 4
    assert fresh.hashes() == finished.hashes()


def test_a_killed_stage_leaves_earlier_outputs_whole(fresh: Workspace) -> None:
    fresh.run("dvc", "repro", "cohort")
    before = {p.name: p.read_bytes() for p in (fresh.folder / "data/cohort").iterdir()}
    process = fresh.start("python", "-m", "sonogenomics", "expression")
    try:
        process.wait(timeout=1.0)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    after = {p.name: p.read_bytes() for p in (fresh.folder / "data/cohort").iterdir()}
    assert after == before
    assert not (fresh.folder / "data/genomics/samples.parquet").exists()
