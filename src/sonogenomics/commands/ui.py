"""sonogenomics ui: open MLflow's pages on this project's runs."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time

from sonogenomics.errors import StudyError
from sonogenomics.tracking import pages
from sonogenomics.tracking.store import ARTIFACTS, DATABASE, connect, is_server, tracking_uri

HOST = "127.0.0.1"  # this machine only: MLflow's pages ask nobody for a password
PORT = 5000
# Pages only: no background workers for language-model features, which would double the start.
SETTINGS = {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false", "MLFLOW_DISABLE_TELEMETRY": "true"}


def main(argv: list[str]) -> None:
    """Serve the pages until interrupted; with a server set, say where it is.

    Raises
    ------
    StudyError
        Nothing has been recorded yet, or the port is taken.
    """
    parser = argparse.ArgumentParser(prog="sonogenomics ui", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT, help=f"default {PORT}")
    port = parser.parse_args(argv).port
    if is_server():
        print(f"Runs are kept on {tracking_uri()}: open that address.")
        return
    if not DATABASE.is_file():
        raise StudyError("There are no runs yet: `make repro` records the first one.")
    _check_free(port)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: no server stays behind
    environment = {**os.environ, **SETTINGS}
    with subprocess.Popen(_command(port), env=environment, start_new_session=True) as server:
        try:
            if _is_up(server, port):
                _say(port)
            if server.wait() != 0:
                raise StudyError("MLflow's pages ended by themselves; the message stands above.")
        except KeyboardInterrupt:
            os.killpg(server.pid, signal.SIGTERM)  # MLflow does not end its own workers


def _is_up(server: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until the pages answer; False if the server gave up first."""
    while server.poll() is None:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return True
    return False


def _say(port: int) -> None:
    with connect() as store:
        links = pages.addresses(f"http://{HOST}:{port}", store.experiment_id)
    told = [f"  {what}: {address}" for what, address in links.items()]
    print("MLflow's pages are open (Ctrl-C ends it):", *told, sep="\n", flush=True)


def _command(port: int) -> list[str]:
    place = ["--host", HOST, "--port", str(port), "--workers", "1"]
    store = ["--backend-store-uri", tracking_uri()]
    artifacts = ["--default-artifact-root", str(ARTIFACTS.resolve())]
    return [sys.executable, "-m", "mlflow", "server", *place, *store, *artifacts]


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise StudyError(
                f"Port {port} is in use (another `sonogenomics ui`?): choose another with --port."
            ) from None
