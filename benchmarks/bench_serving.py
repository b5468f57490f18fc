"""The model's server beside MLflow's own: same model, same client, one worker each, one run."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

import pandas as pd

from benchmarks import Row
from benchmarks.keep_alive import Pace, pace
from sonogenomics.catalog import SERVABLE
from sonogenomics.serving.bundle import EXAMPLE
from sonogenomics.serving.servable import Servable

TIMES, MOST_GROWTH = 8, 1.05
CONNECTIONS, ROUNDS = 8, 3
N_STOCK, N_OURS, N_SOAK = 300, 3000, 100_000
PATIENCE_SECONDS = 180
QUIET = {"MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_UV_AUTO_DETECT": "false"}


def run() -> list[Row]:
    """Single URF vectors over kept-alive connections; then memory over 100,000 requests."""
    example = json.loads((SERVABLE / EXAMPLE).read_text(encoding="utf-8"))["dataframe_split"]
    one = {"columns": example["columns"], "data": example["data"][:1]}
    body = json.dumps({"dataframe_split": one}).encode()
    with tempfile.TemporaryDirectory() as folder, _stock(Path(folder)) as stock, _ours() as ours:
        paces = [_round(stock[0], ours[0], body) for _ in range(ROUNDS)]
        theirs, own = (
            max(each, key=lambda one: one.per_second) for each in zip(*paces, strict=True)
        )
        before = _rss_mib(ours[1])
        soak = pace(ours[0], body, N_SOAK, CONNECTIONS)
        after = _rss_mib(ours[1])
    what = f"one URF vector over HTTP, {CONNECTIONS} connections"
    ratio = own.per_second / theirs.per_second
    return [
        Row(
            what,
            1 / own.per_second,
            "mlflow models serve",
            1 / theirs.per_second,
            ratio,
            f">= {TIMES}",
            ratio >= TIMES,
            f"{own.per_second:,.0f} against {theirs.per_second:,.0f} requests/s; 99 % within "
            f"{1000 * own.slowest_seconds:.1f} against {1000 * theirs.slowest_seconds:.0f} ms",
        ),
        Row(
            f"memory over {N_SOAK:,} requests",
            soak.seconds,
            "before them",
            soak.seconds,
            after / before,
            f"< {MOST_GROWTH}",
            after < MOST_GROWTH * before,
            f"{before:.0f} MiB, then {after:.0f} MiB; {soak.per_second:,.0f} requests/s",
        ),
    ]


def _round(stock: int, ours: int, body: bytes) -> tuple[Pace, Pace]:
    return pace(stock, body, N_STOCK, CONNECTIONS), pace(ours, body, N_OURS, CONNECTIONS)


@contextmanager
def _stock(folder: Path) -> Iterator[tuple[int, int]]:
    """MLflow's server with the packaged model, as `publish` logs it."""
    import mlflow  # noqa: PLC0415 - seconds

    import sonogenomics.serving.pyfunc as served  # noqa: PLC0415 - imports MLflow

    example = pd.DataFrame(**json.loads((SERVABLE / EXAMPLE).read_text())["dataframe_split"])
    mlflow.pyfunc.save_model(
        path=str(folder / "model"),
        python_model=served.__file__,
        signature=mlflow.models.infer_signature(
            example, Servable.load(SERVABLE.path).predict(example)
        ),
        artifacts={"servable": SERVABLE.path},
        pip_requirements=["mlflow"],
    )
    port = _free_port()
    command = [str(Path(sys.executable).with_name("mlflow")), "models", "serve", "--env-manager"]
    command += ["local", "-m", str(folder / "model"), "--port", str(port), "--workers", "1"]
    with _running(command, port) as process:
        yield port, process.pid


@contextmanager
def _ours() -> Iterator[tuple[int, int]]:
    port = _free_port()
    command = [sys.executable, "-m", "sonogenomics", "serve", "--model", SERVABLE.path]
    with _running([*command, "--port", str(port)], port) as process:
        yield port, process.pid


@contextmanager
def _running(command: list[str], port: int) -> Iterator["subprocess.Popen[bytes]"]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, **QUIET, "PATH": path}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, env=environment, stdout=quiet, stderr=quiet, start_new_session=True
    ) as process:
        try:
            until = time.monotonic() + PATIENCE_SECONDS
            while not _answers(port):
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"{command[:5]} did not start")
                time.sleep(0.2)
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/ping")
        return connection.getresponse().status == 200  # noqa: PLR2004
    except OSError:
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _rss_mib(pid: int) -> float:
    """Memory a process holds."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024
