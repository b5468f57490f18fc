"""The server as a process: its start, its end, and what slow clients and floods do to it."""

import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import numpy as np
import pytest

from sonogenomics.commands import serve
from sonogenomics.errors import StudyError
from sonogenomics.scoring.limits import Limits
from tests.conftest import PROJECT
from tests.scoring.models import FEATURES, patients, write_model
from tests.scoring.serving import WAIT, Server, serving

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("scoring")]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("server") / "model")


@pytest.fixture(scope="module")
def server(model: Path) -> Iterator[Server]:
    with serving("--model", str(model), cwd=model.parent) as started:
        yield started


def split(n: int) -> dict[str, object]:
    x = patients(np.random.default_rng(n), n)[0]
    return {"dataframe_split": {"columns": FEATURES, "data": x.to_numpy().tolist()}}


def heard(server: Server, sent: bytes, seconds: float = 15) -> bytes:
    """What comes back until the server closes, having read whatever was sent."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=seconds) as connection:
        connection.sendall(sent)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return answer


def test_it_says_what_it_serves_to_whom_and_what_for(server: Server, model: Path) -> None:
    said = "\n".join(server.said)
    assert said.startswith("Research use only, not for diagnosis.")
    assert f"{model}: URFs in, probability of HER2-positive out" in said
    assert "trained on 120 patients of study made-up, 50% HER2-positive" in said
    assert "AUC 0.70 (0.50 to 0.90)" in said
    assert "64 MiB" in said
    assert server.address.startswith("http://127.0.0.1:")


def test_a_request_over_the_wire_is_answered(server: Server) -> None:
    with server.client() as client:
        answer = client.post("/invocations", json=split(3))
    assert answer.status_code == 200
    assert len(answer.json()["predictions"]) == 3
    assert "server" not in answer.headers


GARBAGE = {
    "no HTTP": b"\x16\x03\x01\x02\x00garbage\r\n\r\n",
    "endless headers": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"a: b\r\n" * 20_000,
    "an endless header": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\na: " + b"b" * 200_000,
    "an endless address": b"GET /" + b"a" * 200_000,
    "two lengths": b"POST /invocations HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "a length that is none": b"POST /invocations HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
    "a length and pieces": (
        b"POST /invocations HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
    ),
    "pieces that are none": (
        b"POST /invocations HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"
    ),
    "an address of many kinds": b"GET http://[::1/ HTTP/1.1\r\nHost: x\r\n\r\n",
    "letters beyond ASCII": b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("what", GARBAGE)
def test_what_is_no_request_is_refused_at_once(what: str, server: Server) -> None:
    try:
        answer = heard(server, GARBAGE[what])
    except ConnectionError:  # closed while the rest was being sent
        answer = b"HTTP/1.1 400"
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 403"))
    assert b"Traceback" not in answer
    assert httpx.get(f"{server.address}/ping").status_code == 200


def test_a_body_without_end_is_refused_while_it_comes(server: Server) -> None:
    piece = b"100000\r\n" + b" " * 2**20 + b"\r\n"
    head = (
        f"POST /invocations HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    before = server.rss_mib()
    with socket.create_connection(("127.0.0.1", server.port), timeout=WAIT) as connection:
        connection.sendall(head.encode())
        sent = 0
        with suppress(ConnectionError):  # told once, and cut off in the end
            while sent < 1000:
                connection.sendall(piece)
                sent += 1
        limit = Limits().body_bytes // 2**20
        assert limit <= sent < 3 * limit
    assert server.rss_mib() < before + 3 * limit


def test_clients_that_send_nothing_or_a_byte_a_second_are_left(server: Server) -> None:
    """Ten seconds for the headers; all of them at once, and others are answered meanwhile."""
    began = time.monotonic()
    idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(50)]
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(50)]
    left: set[socket.socket] = set()
    while len(left) < 100 and time.monotonic() < began + 2 * Limits().head_seconds:
        for one in set(idle + slow) - left:
            one.setblocking(False)
            try:
                if one in slow:
                    one.send(b"G" if time.monotonic() < began + 1 else b"a")
                if one.recv(100) == b"":
                    left.add(one)
            except BlockingIOError:
                pass
            except ConnectionError:
                left.add(one)
        assert httpx.get(f"{server.address}/ping").status_code == 200
        time.sleep(0.5)
    for one in idle + slow:
        one.close()
    assert len(left) == 100


def test_a_crowd_of_clients_gets_answers_or_is_asked_to_come_again(server: Server) -> None:
    statuses: list[int] = []
    body = json.dumps(split(5000))

    def ask() -> None:
        headers = {"content-type": "application/json"}
        answer = httpx.post(
            f"{server.address}/invocations", content=body, headers=headers, timeout=WAIT
        )
        statuses.append(answer.status_code)
        if answer.status_code == 503:
            assert answer.headers["retry-after"] == "1"

    crowd = [threading.Thread(target=ask) for _ in range(40)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert len(statuses) == 40
    assert set(statuses) <= {200, 503}
    assert 200 in statuses


def test_a_thousand_requests_hold_memory_flat(server: Server) -> None:
    body = json.dumps(split(1))
    headers = {"content-type": "application/json"}
    with server.client() as client:

        def ask(n: int) -> None:
            for _ in range(n):
                assert client.post("/invocations", content=body, headers=headers).is_success

        ask(200)
        before = server.rss_mib()
        ask(1000)
        assert server.rss_mib() < 1.02 * before


def test_it_finishes_what_is_in_flight_and_ends_without_a_word(model: Path) -> None:
    with serving("--model", str(model), cwd=model.parent) as server:
        answers: list[int] = []
        body = json.dumps(split(9000))

        def ask() -> None:
            with server.client() as client:
                headers = {"content-type": "application/json"}
                answer = client.post("/invocations", content=body, headers=headers)
                answers.append(len(answer.json()["predictions"]))

        idle = server.client()
        assert idle.get("/ping").is_success  # and stays connected
        asking = threading.Thread(target=ask)
        asking.start()
        time.sleep(0.2)
        server.process.send_signal(signal.SIGTERM)
        asking.join()
        began = time.monotonic()
        _, complaint = server.process.communicate(timeout=WAIT)
        idle.close()
        assert answers == [9000]
        assert (server.process.returncode, complaint) == (0, "")
        assert time.monotonic() - began < 20  # half a second where nobody else is at work


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_several_workers_share_a_port_and_one_that_dies_is_replaced(model: Path) -> None:
    with serving("--model", str(model), "--workers", "2", cwd=model.parent) as server:
        first = children(server.process.pid)
        assert len(first) == 2
        os.kill(first[0], signal.SIGKILL)
        until = time.monotonic() + WAIT
        while children(server.process.pid)[-1:] == first[1:] and time.monotonic() < until:
            time.sleep(0.1)
        now = children(server.process.pid)
        assert len(now) == 2
        assert first[1] in now
        for _ in range(4):
            assert httpx.post(f"{server.address}/invocations", json=split(2)).is_success
        server.process.send_signal(signal.SIGTERM)
        _, complaint = server.process.communicate(timeout=WAIT)
        assert server.process.returncode == 0
        assert complaint.count("\n") == 1
        assert "A worker died (exit code -9) and is started again." in complaint
        assert not any(Path(f"/proc/{pid}").exists() for pid in now)


def test_workers_that_cannot_load_the_model_say_so_once(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="no folder"):
        serve.main(["--model", str(tmp_path / "none"), "--workers", "2", "--port", "0"])


def test_a_port_in_use_is_one_sentence_before_anything_is_loaded(model: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        with pytest.raises(StudyError, match=f"Port {port} is in use"):
            serve.main(["--model", "nowhere", "--port", port])


def test_a_folder_that_holds_no_model_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StudyError, match="no folder models/servable"):
        serve.main(["--port", "0"])


@pytest.mark.parametrize("given", [["--workers", "0"], ["--workers", "x"], ["--port", "x"]])
def test_an_option_that_makes_no_sense_is_refused(
    given: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        serve.main(given)
    assert "usage: sonogenomics serve" in capsys.readouterr().err


def test_two_models_of_one_kind_are_refused(model: Path) -> None:
    with pytest.raises(StudyError, match="Two of these models take URFs"):
        serve.main(["--model", str(model), "--model", str(model), "--port", "0"])


def test_help_does_not_wait_for_the_models() -> None:
    text = (PROJECT / "src/sonogenomics/commands/serve.py").read_text()
    assert "import uvicorn" not in text
    assert text.index("def main") < text.index("from sonogenomics.scoring")
