import os
import signal
import subprocess
import sys
import time
from pathlib import Path

SLEEPERS = """
import os, sys, time
from pathlib import Path
import numpy as np
from sonogenomics.compute.spread import Plan, spread

def sleep(folder, items):
    Path(folder, str(os.getpid())).touch()
    time.sleep(60)
    return {"item": np.array(items)}

spread(sleep, sys.argv[1], 2, Plan(2, chunk=1), "sleep")
"""
PATIENCE_S = 30


def is_there(process: int) -> bool:
    status = Path(f"/proc/{process}/stat")
    try:
        return status.read_text().split()[2] not in {"Z", "X"}
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", SLEEPERS, str(tmp_path)])
    until = time.monotonic() + PATIENCE_S
    while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < until:
        time.sleep(0.1)
    workers = [int(path.name) for path in tmp_path.iterdir()]
    assert len(workers) == 2
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    while any(map(is_there, workers)) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(map(is_there, workers))
