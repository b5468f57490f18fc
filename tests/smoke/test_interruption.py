"""A run that is killed, however often, ends with the bytes of one that was left alone."""

import os
import signal
import subprocess
import time

import numpy as np
import pandas as pd
import pytest

from tests.smoke.workspace import Workspace

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("finished")]
N_KILLS = 6


def kill_after(workspace: Workspace, seconds: float) -> bool:
    """Start a repro and kill its whole process group; True if it was still running."""
    process = workspace.start("python", "-m", "sonogenomics", "repro")
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
    fresh.run("python", "-m", "sonogenomics", "repro")
    assert kills >= 4
    assert fresh.hashes() == finished.hashes()


def test_a_stage_killed_while_it_writes_leaves_no_torn_file(fresh: Workspace) -> None:
    fresh.run("dvc", "repro", "cohort")
    process = fresh.start("python", "-m", "sonogenomics", "expression")
    written = fresh.folder / "data" / "genomics"
    while process.poll() is None and not written.exists():
        time.sleep(0.001)  # the first sign that it writes
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for path in written.rglob("[!.]*.parquet"):
        if not any(part.startswith(".") for part in path.relative_to(written).parts):
            assert len(pd.read_parquet(path)) > 0
    fresh.run("dvc", "repro", "expression")
    assert len(list((written / "expression").glob("*.parquet"))) == 4
