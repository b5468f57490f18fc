"""A shared MLflow server as a hospital runs one: PostgreSQL, and files on S3's protocol."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.ports import free_port

HOST = "127.0.0.1"
DEBIAN = Path("/usr/lib/postgresql")
BUCKET = "sonogenomics"
PATIENCE_S = 180
KEYS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
    "NO_PROXY": HOST,
    "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
    "MLFLOW_DISABLE_TELEMETRY": "true",
}


def postgres_programs() -> Path:
    """Folder of initdb and postgres; in CI they must be there."""
    found = sorted(DEBIAN.glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    if found or on_path:
        return (found[-1] if found else Path(str(on_path))).parent
    told = "no PostgreSQL here: apt-get install postgresql"
    if os.environ.get("CI"):
        pytest.fail(told)
    pytest.skip(told)


def waited(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a server answers, or fail with what it said."""
    until = time.monotonic() + PATIENCE_S
    while not ready():
        if process.poll() is not None or time.monotonic() > until:
            pytest.fail(f"a server did not start:\n{log.read_text()[-4000:]}")
        time.sleep(0.2)


@contextmanager
def started(
    command: list[str], log: Path, environment: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """A process with its children, ended with the block."""
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, env=environment, stdout=said, stderr=said, start_new_session=True
        )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)  # PostgreSQL: fast shutdown
        process.wait(timeout=60)


@contextmanager
def postgres() -> Iterator[str]:
    """Address of an empty database in a real PostgreSQL; it refuses to run as root."""
    import psycopg2

    programs, port = postgres_programs(), free_port()
    folder = Path(tempfile.mkdtemp(prefix="sonogenomics-postgres-"))
    as_user: list[str] = []
    if os.geteuid() == 0:
        user = next(u for u in pwd.getpwall() if u.pw_name in {"postgres", "nobody"} and u.pw_uid)
        os.chown(folder, user.pw_uid, user.pw_gid)
        ids = (f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}")
        as_user = ["setpriv", *ids, "--clear-groups"]
    data = folder / "data"
    made = [str(programs / "initdb"), "-D", str(data), "-U", "sono", "-A", "trust", "-E", "UTF8"]
    subprocess.run([*as_user, *made, "--no-sync"], check=True, capture_output=True, cwd=folder)
    place = ["-D", str(data), "-h", HOST, "-p", str(port), "-k", str(folder), "-F"]

    def ready() -> bool:
        try:
            psycopg2.connect(host=HOST, port=port, user="sono", dbname="postgres").close()
        except psycopg2.OperationalError:
            return False
        return True

    log = folder.with_suffix(".log")
    try:
        command = [*as_user, str(programs / "postgres"), *place]
        with started(command, log, dict(os.environ)) as server:
            waited(ready, server, log)
            yield f"postgresql+psycopg2://sono@{HOST}:{port}/postgres"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        log.unlink(missing_ok=True)


@contextmanager
def s3() -> Iterator[str]:
    """Address of a store that speaks S3's protocol, with one empty bucket."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address=HOST, port=0)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    try:
        client = boto3.client(
            "s3",
            endpoint_url=address,
            region_name=KEYS["AWS_DEFAULT_REGION"],
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        client.create_bucket(Bucket=BUCKET)
        yield address
    finally:
        server.stop()


def answers(port: int) -> bool:
    """Whether MLflow's server is there."""
    connection = HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@contextmanager
def mlflow_server(log: Path) -> Iterator[str]:
    """Address of an MLflow server on PostgreSQL that keeps files on S3's protocol."""
    port = free_port()
    with ExitStack() as stack:
        database, store = stack.enter_context(postgres()), stack.enter_context(s3())
        environment = {**os.environ, **KEYS, "MLFLOW_S3_ENDPOINT_URL": store}
        environment.pop("MLFLOW_TRACKING_URI", None)
        places = ["--backend-store-uri", database, "--artifacts-destination", f"s3://{BUCKET}"]
        place = ["--host", HOST, "--port", str(port), "--workers", "2", "--serve-artifacts"]
        command = [sys.executable, "-m", "mlflow", "server", *places, *place]
        server = stack.enter_context(started(command, log, environment))
        waited(lambda: answers(port), server, log)
        yield f"http://{HOST}:{port}"
