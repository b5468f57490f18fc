"""Whatever is sent, the answer is one sentence with a 4xx (or 503), and repeats nothing."""

import asyncio
import base64
import json
import random
import threading
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonogenomics.scoring.app import application
from sonogenomics.scoring.limits import Limits
from sonogenomics.scoring.served import Served, Shelf
from sonogenomics.serving.servable import Servable
from tests.scoring.models import FEATURES, HOME, Bright, Client, write_model

ECHO = "<script>ECHO</script>"
SMALL = Limits(
    body_bytes=200_000, held_bytes=300_000, values=20_000, rows=100, images=3, waiting=2, in_hand=4
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Served:
    return Served(Servable.load(write_model(tmp_path_factory.mktemp("model"))), "folder")


@pytest.fixture(scope="module")
def client(served: Served) -> Client:
    return Client(application(Shelf([served, Served(Bright(), "b")]), SMALL))


def refused(answer: httpx.Response, status: int = 400, says: str = "") -> str:
    """The sentence of a refusal, which repeats nothing and shows no trace."""
    assert answer.status_code == status, answer.text
    assert set(answer.json()) == {"error_code", "message"}
    message = str(answer.json()["message"])
    assert message.endswith((".", "all numbers.")), message
    assert "ECHO" not in answer.text
    assert "Traceback" not in answer.text
    assert len(message) < 600
    assert says in message
    return message


def row(**changed: Any) -> dict[str, Any]:
    return {**dict.fromkeys(FEATURES, 0.5), **changed}


F0, F1 = FEATURES[:2]
SPLIT = "dataframe_split"
BODIES: dict[str, tuple[Any, str]] = {
    "nothing": (b"", "not valid JSON"),
    "white space": (b"  \n ", "not valid JSON"),
    "no JSON": (ECHO.encode(), "not valid JSON"),
    "bytes that are no text": (b"\xff\xfe\x00", "not valid JSON"),
    "half a JSON": (b'{"inputs": [', "not valid JSON"),
    "nested lists": (b"[" * 10_000 + b"]" * 10_000, "not valid JSON"),
    "nested in a form": (b'{"inputs": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", "not valid"),
    "nested objects": (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "not valid JSON"),
    "not a number": (b'{"inputs": [{"a": NaN}]}', "not valid JSON"),
    "infinity": (b'{"inputs": [{"a": Infinity}]}', "not valid JSON"),
    "a list": ([1, 2], "exactly one of"),
    "a bare text": ("ECHO", "not valid JSON"),
    "null": (b"null", "exactly one of"),
    "no form": ({ECHO: 1}, "exactly one of"),
    "two forms": ({"inputs": [row()], "instances": [row()]}, "exactly one of"),
    "split of a list": ({SPLIT: [1]}, "needs columns and data"),
    "split with more": ({SPLIT: {"columns": [], "data": [], ECHO: 1}}, "needs columns and data"),
    "split without names": ({SPLIT: {"data": [[1]]}}, "Name the columns"),
    "names that are none": ({SPLIT: {"columns": [1], "data": [[1]]}}, "Name the columns"),
    "ragged": ({SPLIT: {"columns": FEATURES, "data": [[1]]}}, "Every row needs"),
    "rows that are none": ({SPLIT: {"columns": FEATURES, "data": [ECHO]}}, "Every row needs"),
    "no rows": ({SPLIT: {"columns": FEATURES, "data": []}}, "has no rows"),
    "no records": ({"dataframe_records": []}, "has no rows"),
    "records of lists": ({"dataframe_records": [[1, 2]]}, "Name the columns"),
    "records of a text": ({"dataframe_records": ECHO}, "list of records"),
    "instances without names": ({"instances": [[1.0] * len(FEATURES)]}, "Name the columns"),
    "inputs of a number": ({"inputs": 5}, "list of records"),
    "columns of two lengths": ({"inputs": {"a": [1], "b": [1, 2]}}, "Every row needs"),
    "columns, some of them lists": ({"inputs": {"a": [1], "b": 2}}, "Every row needs"),
    "nothing as inputs": ({"inputs": {}}, "has no rows"),
    "an empty record": ({"inputs": [{}]}, "missing"),
    "a feature missing": ({"inputs": [dict.fromkeys(FEATURES[1:], 1)]}, f"{F0}: missing"),
    "a feature unknown": ({"inputs": [row(**{ECHO: 1})]}, "1 column: unknown to the model"),
    "a feature twice": (
        {SPLIT: {"columns": [*FEATURES, F0], "data": [[1] * (len(FEATURES) + 1)]}},
        "there more than once",
    ),
    "a value missing": ({"inputs": [row(), row(**{F1: None})]}, f"{F1}: missing values"),
    "a value left out": ({"inputs": [row(), dict.fromkeys(FEATURES[1:], 1)]}, f"{F0}: missing v"),
    "a text": ({"inputs": [row(**{F1: "1.0"})]}, f"{F1}: not numeric"),
    "a boolean": ({"inputs": [row(**{F1: True})]}, f"{F1}: not numeric"),
    "a list as value": ({"inputs": [row(**{F1: [1]})]}, f"{F1}: not numeric"),
    "an object as value": ({"inputs": [row(**{F1: {ECHO: 1}})]}, f"{F1}: not numeric"),
    "beyond any number": (json.dumps({"inputs": [row()]}).replace("0.5", "1e999", 1), ""),
    "beyond any image": ({"inputs": [row(**{F1: 1e200})]}, f"{F1}: infinite or beyond"),
    "a giant whole number": ({"inputs": [row(**{F1: 10**300})]}, ""),
    "too many rows": ({"inputs": [row()] * 101}, "more than 100 rows"),
    "too many columns": ({"inputs": [{str(n): 1 for n in range(1001)}]}, "1000 columns"),
    "a column for each row": (
        {"inputs": [{f"{n}-{m}": 1 for m in range(9)} for n in range(111)]},
        "Every row needs",
    ),
    "too many images": ({"inputs": [{"image": "AAAA"}] * 4}, "More than 3 images"),
    "an image that is no base64": ({"inputs": [{"image": ECHO}]}, "not base64"),
    "an image with its address": ({"inputs": [{"image": "data:image/png;base64,AA=="}]}, "base64"),
    "an image in other letters": ({"inputs": [{"image": "ÄÖÜß"}]}, "not base64"),
    "an empty image": ({"inputs": [{"image": ""}]}, "no text"),
    "an image of nothing": ({"inputs": [{"image": "\n"}]}, "is empty"),
    "no image": ({"inputs": [{"image": None}]}, "no text"),
    "an image of numbers": ({"inputs": [{"image": [1, 2]}]}, "no text"),
    "a mask that is no base64": ({"inputs": [{"image": "AAAA", "mask": "!"}]}, "mask of row 1"),
    "a patient that is a list": ({"inputs": [{"image": "AA==", "patient": [1]}]}, "no name"),
    "a patient that is a truth": ({"inputs": [{"image": "AA==", "patient": True}]}, "no name"),
    "a patient of many letters": ({"inputs": [{"image": "AA==", "patient": "x" * 201}]}, "no name"),
    "an image beside a feature": ({"inputs": [{"image": "AA==", F0: 1}]}, "Images come with"),
    "an image and a stranger": ({"inputs": [{"image": "AA==", ECHO: 1}]}, "Images come with"),
    "an image that the model refuses": (
        {"inputs": [{"image": base64.b64encode(b"all bad").decode(), "patient": ECHO}]},
        "No image of patient 1 can be read",
    ),
}


@pytest.mark.parametrize("what", BODIES)
def test_a_body_at_fault_is_one_sentence(what: str, client: Client) -> None:
    body, says = BODIES[what]
    refused(client.ask(body), says=says)


CSVS = {
    "nothing": ("", "is empty"),
    "names alone": (",".join(FEATURES), "has no rows"),
    "ragged": ("a,b\n1\n", "Every row needs"),
    "a quote left open": ('a,b\n"1,2\n', "not valid CSV"),
    "a null byte": ("a\n\x00\n", ""),
    "a text": (f"{','.join(FEATURES)}\n{ECHO},{','.join(['1'] * 25)}", f"{F0}: not numeric"),
    "as Python writes": (f"{','.join(FEATURES)}\n1_0,{','.join(['1'] * 25)}", "not numeric"),
    "a gap": (f"{','.join(FEATURES)}\n,{','.join(['1'] * 25)}", f"{F0}: missing values"),
    "infinity": (f"{','.join(FEATURES)}\ninf,{','.join(['1'] * 25)}", f"{F0}: infinite"),
    "a formula": (f"{','.join(FEATURES)}\n=1+1,{','.join(['1'] * 25)}", "not numeric"),
    "many columns": (",".join(map(str, range(5000))) + "\n", "1000 columns"),
    "one giant cell": ("a\n" + "x" * 150_000, "not valid CSV"),
}


@pytest.mark.parametrize("what", CSVS)
def test_a_csv_at_fault_is_one_sentence(what: str, client: Client) -> None:
    body, says = CSVS[what]
    refused(client.ask(body, "text/csv"), says=says)


def test_a_csv_in_another_encoding_is_one_sentence(client: Client) -> None:
    refused(client.ask("a\nä\n".encode("latin-1"), "text/csv"), says="not valid CSV in UTF-8")


KINDS = ["", "text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"]
KINDS += [
    "application/json; charset=utf-16",
    f"application/{ECHO}",
    "application/vnd.apache.parquet",
]


@pytest.mark.parametrize("kind", KINDS)
def test_another_content_type_is_refused(kind: str, client: Client) -> None:
    refused(client.ask(b"{}", kind), 415)


def test_no_content_type_is_refused(client: Client) -> None:
    refused(client.request("POST", "/invocations", content=b"{}"), 415)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "ECHO"])
def test_other_methods_are_refused(method: str, client: Client) -> None:
    refused(client.request(method, "/invocations"), 405)


@pytest.mark.parametrize("path", ["/ECHO", "/../etc/passwd", "/page/index.html", "/%00", "/ping/"])
def test_other_addresses_are_refused(path: str, client: Client) -> None:
    refused(client.get(path), 404)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:5001", "", "10.1.2.3"])
def test_a_page_that_rebinds_its_name_to_this_machine_is_refused(host: str, client: Client) -> None:
    refused(client.get("/model", headers={"host": host}), 403)


def test_a_page_from_elsewhere_is_refused(client: Client) -> None:
    refused(client.ask(b"{}", origin="http://evil.example"), 403)
    refused(client.ask(b"{}", origin="null"), 403)
    assert client.get("/ping", headers={"origin": HOME}).status_code == 200


def test_beyond_the_loopback_any_host_name_is_taken(served: Served) -> None:
    client = Client(application(Shelf([served]), SMALL, local=False))
    assert client.get("/ping", headers={"host": "hospital.example"}).status_code == 200


def test_a_model_that_is_not_served_is_told(served: Served) -> None:
    one, other = ([served], "not images"), ([Served(Bright(), "b")], "takes images")
    images, urfs = {"inputs": [{"image": "AA=="}]}, {"inputs": [row()]}
    for (models, says), body in ((one, images), (other, urfs)):
        refused(Client(application(Shelf(models), SMALL)).ask(body), says=says)


async def pieces(n: int, size: int) -> AsyncIterator[bytes]:
    for _ in range(n):
        yield b"x" * size


@pytest.mark.parametrize("length", [None, "10", "99999999999", "-1", "9" * 5000])
def test_a_body_too_large_is_refused_while_it_is_read(length: str | None, client: Client) -> None:
    headers = {"content-type": "application/json"}
    if length is not None:
        headers["content-length"] = length
    answer = client.request("POST", "/invocations", content=pieces(100, 50_000), headers=headers)
    refused(answer, 413, "larger than")


def test_values_beyond_the_limit_are_refused_before_they_are_read(client: Client) -> None:
    refused(client.ask(b'{"inputs": [' + b"{}," * 20_001 + b"{}]}"), says="20,000 values")


def test_slow_clients_are_given_up(served: Served) -> None:
    limits = Limits(pause_seconds=0.1, body_seconds=0.3)
    client = Client(application(Shelf([served]), limits))

    async def slowly(pause: float) -> AsyncIterator[bytes]:
        for _ in range(50):
            yield b" "
            await asyncio.sleep(pause)

    for pause in (5, 0.05):
        answer = client.request(
            "POST",
            "/invocations",
            content=slowly(pause),
            headers={"content-type": "application/json"},
        )
        refused(answer, 408, "too slowly")
        assert answer.headers["connection"] == "close"


class Held(Bright):
    """Works until it is let go."""

    def __init__(self) -> None:
        self.go = threading.Event()

    def predict(self, table: Any) -> Any:
        self.go.wait(20)
        return super().predict(table)


def test_a_crowd_is_asked_to_come_again_while_others_are_answered(served: Served) -> None:
    model = Held()
    app = application(Shelf([served, Served(model, "b")]), SMALL)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    image = {"inputs": [{"image": "/w=="}]}

    async def crowd() -> None:
        async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
            asked = [asyncio.create_task(client.post("/invocations", json=image)) for _ in range(9)]
            await asyncio.sleep(0.2)
            early = [one.result() for one in asked if one.done()]
            assert len(early) == 9 - SMALL.waiting
            for answer in early:
                refused(answer, 503, "come again")
                assert answer.headers["retry-after"] == "1"
            assert (await client.get("/ping")).status_code == 200
            urfs = await client.post("/invocations", json={"inputs": [row()]})
            assert urfs.status_code == 200
            model.go.set()
            late = [(await one).status_code for one in asked]
            assert sorted(late) == [200] * SMALL.waiting + [503] * (9 - SMALL.waiting)
            assert (await client.post("/invocations", json=image)).status_code == 200

    asyncio.run(crowd())


def test_bodies_that_are_held_at_once_have_a_limit_together(served: Served) -> None:
    app = application(Shelf([served]), SMALL)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    headers = {"content-type": "application/json"}

    async def heavy(last: asyncio.Event) -> AsyncIterator[bytes]:
        yield b" " * 180_000
        await last.wait()
        yield b"{}"

    async def crowd() -> None:
        async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
            last = asyncio.Event()
            asked = [
                asyncio.create_task(
                    client.post("/invocations", content=heavy(last), headers=headers)
                )
                for _ in range(3)
            ]
            await asyncio.sleep(0.2)
            last.set()
            statuses = sorted([(await one).status_code for one in asked])
            assert statuses == [400, 503, 503]
            again = await client.post("/invocations", content=b" " * 180_000, headers=headers)
            assert again.status_code == 400  # what was held is free again

    asyncio.run(crowd())


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)
FORM = st.sampled_from(["dataframe_split", "dataframe_records", "instances", "inputs", "x"])


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(FORM, VALUES, max_size=2))
def test_any_json_is_refused_with_a_sentence(client: Client, body: dict[str, Any]) -> None:
    refused(client.ask(body))


def test_damaged_requests_are_answered_or_refused_but_never_fail(client: Client) -> None:
    rng = random.Random(1)
    whole = json.dumps({"dataframe_split": {"columns": FEATURES, "data": [[0.5] * 26]}}).encode()
    seen = set()
    for _ in range(300):
        body = bytearray(whole)
        for _ in range(rng.randint(1, 4)):
            body[rng.randrange(len(body))] = rng.randrange(256)
        seen.add(client.ask(bytes(body)).status_code)
    assert seen == {200, 400}
