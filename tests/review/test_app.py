"""The review page's server, asked without a browser: what it tells, and whom it refuses."""

import asyncio
import re
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from starlette.types import ASGIApp

from sonogenomics.catalog import FRAMES, MASKS, REVIEW, UNCERTAINTY
from sonogenomics.imaging.outlines import fill_polygon
from sonogenomics.review.app import PAGE, application
from sonogenomics.review.decisions import FILE, read_decisions, redrawn_path
from sonogenomics.review.desk import Desk
from sonogenomics.review.guard import HEADERS, MOST_BYTES
from sonogenomics.review.labels import fingerprint, read_labels, write_labels
from sonogenomics.review.proposals import worst_first
from tests.review.project import SHAPE, disc, proposed

HOME = "http://127.0.0.1:5050"
FOLDER = REVIEW / "demo"
SQUARE = [[10, 10], [40, 10], [40, 40], [10, 40]]


class Client:
    """Ask an application without a network."""

    def __init__(self, app: ASGIApp) -> None:
        self.transport = httpx.ASGITransport(app, raise_app_exceptions=False)

    def request(self, method: str, address: str, **sent: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=self.transport, base_url=HOME) as client:
                return await client.request(method, address, **sent)

        return asyncio.run(ask())

    def get(self, address: str, **sent: Any) -> httpx.Response:
        return self.request("GET", address, **sent)

    def post(self, address: str, **sent: Any) -> httpx.Response:
        return self.request("POST", address, **sent)


class Page:
    """What the page in a browser does."""

    def __init__(self) -> None:
        made = tuple(worst_first(proposed().values()))
        desk = Desk("demo", made, Path(FRAMES.path), Path(UNCERTAINTY.path), FOLDER)
        self.client = Client(application(desk, "Dr A"))
        self.token = self.client.get("/api/review").json().get("token", "")

    def judge(self, image: str, verdict: str, /, **changes: Any) -> Any:
        sheet = self.client.get(f"/api/images/{image}").json()
        body = {
            "image": image,
            "verdict": verdict,
            "reviewer": "Dr A",
            "mask_sha256": sheet["mask_sha256"],
            "seen": sheet["decision"],
        }
        return self.post(body | changes)

    def post(self, body: object, **headers: str) -> Any:
        sent = {"x-review-token": self.token} | headers
        return self.client.post("/api/verdicts", json=body, headers=sent)


@pytest.fixture
def page(project: Path) -> Page:
    return Page()


def test_the_queue_is_worst_first_with_nothing_decided(page: Page) -> None:
    told = page.client.get("/api/review").json()
    assert [row["image"] for row in told["queue"]] == ["P3-a", "P2-a", "P4-a", "P1-a", "P1-b"]
    assert {row["standing"] for row in told["queue"]} == {"undecided"}
    assert (told["study"], told["reviewer"]) == ("demo", "Dr A")


def test_a_sheet_outlines_the_mask_to_the_pixel(page: Page) -> None:
    sheet = page.client.get("/api/images/P1-a").json()
    ((ring,),) = sheet["lesions"]
    labels = proposed()["P1-a"].labels()
    np.testing.assert_array_equal(fill_polygon(np.array(ring), SHAPE), labels > 0)
    assert sheet["mask_sha256"] == fingerprint(labels)
    assert sheet["uncertainty"] is True
    assert page.client.get("/api/images/P3-a").json()["lesions"] == []


def test_a_verdict_is_on_file_at_once(page: Page) -> None:
    row = page.judge("P1-a", "accept", note="clear").json()
    assert row["standing"] == "decided"
    written = read_decisions(FOLDER)["P1-a"]
    assert (written.verdict, written.note, written.patient_id) == ("accept", "clear", "P1")
    (row,) = [r for r in page.client.get("/api/review").json()["queue"] if r["image"] == "P1-a"]
    assert row["decision"]["verdict"] == "accept"


def test_a_drawing_becomes_the_redrawn_mask(page: Page) -> None:
    other = [[50, 10], [70, 10], [60, 50]]
    assert page.judge("P3-a", "redraw", polygons=[SQUARE, other]).status_code == 200
    labels = read_labels(redrawn_path(FOLDER, "P3-a"), SHAPE)
    expected = np.zeros(SHAPE, np.uint8)
    expected[10:40, 10:40] = 1
    np.testing.assert_array_equal(labels == 1, expected == 1)
    assert (labels == 2).sum() == pytest.approx(20 * 40 / 2, rel=0.05)
    assert len(page.client.get("/api/images/P3-a").json()["drawing"]) == 2


@pytest.mark.parametrize(
    ("polygons", "told"),
    [
        ([], "is empty: draw the lesion"),
        ([[[1, 1], [3, 1], [2, 3]]], "fewer than 20"),
        ([[[200, 200], [300, 200], [300, 300]]], "no pixel"),
        ([[[-9, -9], [99, -9], [99, 99], [-9, 99]]], "covers 100 % of the image"),
        ([[[1, 1], [3, 1]]], "no verdict"),
        ([[[1e9, 1], [3, 1], [2, 2]]], "no verdict"),
    ],
)
def test_a_drawing_that_is_no_lesion_is_refused(page: Page, polygons: Any, told: str) -> None:
    answer = page.judge("P1-a", "redraw", polygons=polygons)
    assert answer.status_code == 422
    assert told in answer.json()["fault"]
    assert not (FOLDER / FILE).exists()


def test_a_mask_that_changed_since_it_was_shown_is_not_judged(page: Page) -> None:
    answer = page.judge("P1-a", "accept", mask_sha256="0" * 64)
    assert answer.status_code == 409
    page.judge("P1-a", "accept")
    write_labels(MASKS / "P1-a.png", disc(20, 20, 7))
    assert page.client.get("/api/images/P1-a").json()["standing"] == "stale"


def test_two_tabs_on_one_image_do_not_overwrite_each_other(page: Page) -> None:
    assert page.judge("P1-a", "accept", reviewer="Dr B").status_code == 200
    answer = page.judge("P1-a", "reject", seen=None)
    assert answer.status_code == 409
    assert "Dr B has judged P1-a meanwhile (accept)" in answer.json()["fault"]
    assert page.judge("P1-a", "reject").status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:5050", "127.0.0.1.evil", ""])
def test_another_host_name_is_refused_even_for_reading(page: Page, host: str) -> None:
    for address in ("/", "/api/review", "/frames/P1-a.png"):
        assert page.client.get(address, headers={"host": host}).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"x-review-token": ""}, 403),
        ({"x-review-token": "guess"}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/x-www-form-urlencoded"}, 415),
        ({"content-length": str(MOST_BYTES + 1)}, 413),
    ],
)
def test_a_verdict_from_elsewhere_is_refused(
    page: Page, headers: dict[str, str], status: int
) -> None:
    assert page.post({}, **headers).status_code == status
    assert not (FOLDER / FILE).exists()


def test_a_message_without_end_is_cut(page: Page) -> None:
    async def endless() -> Any:
        while True:
            yield b" " * 65536

    headers = {"x-review-token": page.token, "content-type": "application/json"}
    answer = page.client.post("/api/verdicts", content=endless(), headers=headers)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "name", ["..%2F..%2Fparams", "%2e%2e", "P1-a%00", "../../etc/passwd", "x" * 999, "P1-a.png"]
)
def test_a_name_that_is_no_image_leads_nowhere(page: Page, name: str) -> None:
    for address in (f"/frames/{name}.png", f"/uncertainty/{name}.png", f"/api/images/{name}"):
        assert page.client.get(address).status_code in {404, 422}
    assert page.judge("P1-a", "accept", image=name).status_code == 422
    assert not (FOLDER / FILE).exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"verdict": "perhaps"},
        {"reviewer": ""},
        {"reviewer": "A\nB"},
        {"note": "a\r\nb"},
        {"note": "x" * 501},
        {"extra": 1},
        {"seen": {"image": "P1-a"}},
        {"polygons": [[[1, 1]] * 3] * 33},
    ],
)
def test_a_message_that_is_no_verdict_is_refused(page: Page, changes: dict[str, Any]) -> None:
    answer = page.judge("P1-a", "accept", **changes)
    assert answer.status_code == 422
    assert answer.json() == {"fault": "The page sent something that is no verdict: reload it."}


def test_a_decisions_file_at_fault_is_told_on_the_page(page: Page) -> None:
    FOLDER.mkdir(parents=True)
    (FOLDER / FILE).write_text("image;patient_id\n")
    answer = page.client.get("/api/review")
    assert answer.status_code == 422
    assert "line 1" in answer.json()["fault"]


def test_a_disk_that_takes_nothing_is_told(page: Page) -> None:
    Path(REVIEW.path).mkdir(parents=True)
    Path(FOLDER).write_text("a file where the folder should be")
    answer = page.judge("P1-a", "accept", seen=None)
    assert answer.status_code == 507
    assert "Not saved" in answer.json()["fault"]


def test_every_answer_tells_the_browser_whom_to_trust(page: Page) -> None:
    for address in ("/", "/review.js", "/review.css", "/icon.svg", "/api/review", "/nowhere"):
        answer = page.client.get(address)
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "unsafe" not in HEADERS["content-security-policy"]


def test_the_page_needs_no_other_server_and_writes_no_markup() -> None:
    texts = {path.name: path.read_text() for path in PAGE.iterdir()}
    for name, text in texts.items():
        addresses = set(re.findall(r"(?:https?:)?//[\w.-]+\.[a-z]+", text)) - {"http://www.w3.org"}
        assert not {one for one in addresses if one.startswith("http")}, name
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(", texts["review.js"]
    )
    assert not re.search(r"<script>|\son\w+=|style=", texts["index.html"])
