"""`mlflow models serve` answers real requests with probabilities."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pandas as pd
import pytest

from sonogenomics.scoring.app import application
from sonogenomics.scoring.limits import Limits
from sonogenomics.scoring.served import Shelf
from sonogenomics.scoring.taking import take
from sonogenomics.serving.servable import Servable
from tests.ports import free_port
from tests.scoring.models import Client
from tests.tracking.made_up import record, release

pytestmark = pytest.mark.slow
PATIENCE = 180  # seconds; the server imports MLflow twice before it answers


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study whose model is champion."""
    return release(record(tmp_path_factory.mktemp("released") / "study"))


def environment(folder: Path) -> dict[str, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    uri = f"sqlite:///{folder / 'mlruns' / 'mlflow.db'}"
    return {**os.environ, "PATH": path, "MLFLOW_TRACKING_URI": uri}


def asked(port: int, path: str, body: object = None) -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        sent = json.dumps(body) if body is not None else None
        headers = {"Content-Type": "application/json"}
        connection.request("POST" if sent else "GET", path, sent, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def answers(port: int) -> bool:
    try:
        return asked(port, "/ping")[0] == 200
    except OSError:
        return False


@pytest.fixture(scope="module")
def port(released: Path) -> Iterator[int]:
    """Of a server that was started as a user starts it."""
    number = free_port()
    model = ["-m", "models:/sonogenomics-her2@champion", "--env-manager", "local"]
    command = ["mlflow", "models", "serve", *model, "--port", str(number)]
    log = released / "serve.log"
    with log.open("wb") as said:
        server = subprocess.Popen(
            command,
            cwd=released.parent,
            env=environment(released),
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    try:
        until = time.monotonic() + PATIENCE
        while not answers(number):
            if server.poll() is not None or time.monotonic() > until:
                pytest.fail(f"the server did not start:\n{log.read_text()}")
            time.sleep(0.2)
        yield number
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def request_of(released: Path) -> dict[str, dict[str, list[object]]]:
    content = json.loads((released / "models/servable/input_example.json").read_text())
    return {"dataframe_split": dict(content["dataframe_split"])}


def test_a_request_is_answered_with_the_models_probabilities(port: int, released: Path) -> None:
    request = request_of(released)
    status, body = asked(port, "/invocations", request)
    served = pd.DataFrame(json.loads(body)["predictions"])
    table = request["dataframe_split"]
    direct = Servable.load(released / "models" / "servable").predict(
        pd.DataFrame(table["data"], columns=table["columns"])
    )
    assert status == 200
    pd.testing.assert_frame_equal(served, direct)
    assert served["probability_her2_positive"].between(0, 1).all()


def test_ping_says_it_is_alive(port: int) -> None:
    assert asked(port, "/ping")[0] == 200


def test_a_value_that_is_missing_is_refused_by_name(port: int, released: Path) -> None:
    request = request_of(released)
    first, *others = request["dataframe_split"]["data"]
    request["dataframe_split"]["data"] = [[None, *list(first)[1:]], *others]  # type: ignore[call-overload]
    status, body = asked(port, "/invocations", request)
    assert status == 400
    assert "original_glszm_Feature0: not complete" in json.loads(body)["message"]


def test_a_feature_that_is_missing_is_refused_by_name(port: int) -> None:
    request = {"dataframe_split": {"columns": ["age"], "data": [[50]]}}
    status, body = asked(port, "/invocations", request)
    assert status == 400
    assert "missing inputs ['original_glszm_Feature0'" in json.loads(body)["message"]


def test_the_served_model_runs_the_code_it_was_published_with_and_unpickles_nothing(
    released: Path,
) -> None:
    code = (
        "import mlflow, sys\n"
        "model = mlflow.pyfunc.load_model('models:/sonogenomics-her2@champion')\n"
        "import sonogenomics\n"
        "print(sonogenomics.__file__)\n"
        "print(model.predict(model.input_example)['call'].tolist())\n"
    )
    forbidden = {"MLFLOW_ALLOW_PICKLE_DESERIALIZATION": "false"}
    said = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=released.parent,
        env=environment(released) | forbidden,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert Path(said[-2]).is_relative_to(released / "mlruns" / "artifacts" / "models")
    assert len(said[-1].split(",")) == 3


FORMS = ("dataframe_split", "dataframe_records", "inputs", "instances")


@pytest.mark.parametrize("form", FORMS)
def test_both_servers_give_the_same_predictions(form: str, port: int, released: Path) -> None:
    split = request_of(released)["dataframe_split"]
    table = pd.DataFrame(split["data"], columns=split["columns"])
    columns = table.to_dict("list")
    sent = {"dataframe_split": split, "dataframe_records": table.to_dict("records")}
    body = {form: sent.get(form, columns)}
    stock = asked(port, "/invocations", body)
    ours = Client(application(Shelf([take(str(released / "models/servable"))]), Limits())).ask(body)
    assert (stock[0], ours.status_code) == (200, 200)
    assert json.loads(stock[1])["predictions"] == ours.json()["predictions"]


def test_both_servers_say_that_they_are_alive_and_of_which_version(port: int) -> None:
    client = Client(application(Shelf([]), Limits()))
    for address in ("/ping", "/health", "/version"):
        assert asked(port, address) == (200, client.get(address).content)
