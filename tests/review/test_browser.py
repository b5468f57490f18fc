"""The review page in a real browser: keys, drawing, resuming, and what is on file afterwards."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import uvicorn
from selenium.webdriver import ActionChains, Chrome, ChromeOptions, Keys
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from sonogenomics.catalog import FRAMES, REVIEW, UNCERTAINTY
from sonogenomics.review.app import application
from sonogenomics.review.decisions import FILE, read_decisions, redrawn_path
from sonogenomics.review.desk import Desk
from sonogenomics.review.labels import fingerprint, read_labels
from sonogenomics.review.proposals import worst_first
from tests.ports import free_port
from tests.review.project import SHAPE, lay_out, proposed

pytestmark = pytest.mark.browser
QUIET = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --hide-scrollbars "
    "--disable-background-networking --disable-component-update --disable-sync "
    "--window-size=1280,900"
)
HOSTILE = '<img src=x onerror="document.title=1">'
FOLDER = REVIEW / "demo"


@pytest.fixture(scope="module")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (program and driver) and "CI" not in os.environ:
        pytest.skip("Chromium and chromedriver are not installed")
    options = ChromeOptions()
    options.binary_location = str(program)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    profile = tmp_path_factory.mktemp("profile")
    for switch in (*QUIET.split(), f"--user-data-dir={profile}"):
        options.add_argument(switch)
    opened = Chrome(options=options, service=Service(str(driver)))
    yield opened
    opened.quit()


class Reader:
    """A radiologist at the keyboard."""

    def __init__(self, chrome: Chrome, address: str) -> None:
        self.chrome = chrome
        chrome.get(address)
        self.wait(lambda: self.text("name") != "")

    def wait(self, ready: object) -> None:
        WebDriverWait(self.chrome, 10, 0.05).until(lambda _: ready())  # type: ignore[operator]

    def text(self, name: str) -> str:
        return self.chrome.find_element(By.ID, name).text

    def press(self, key: str) -> None:
        ActionChains(self.chrome).send_keys(key).perform()

    def judge(self, key: str, leading_to: str) -> None:
        self.press(key)
        self.wait(lambda: self.text("name") == leading_to)
        self.wait(lambda: self.text("status").startswith("Saved"))

    def click(self, *corners: tuple[float, float]) -> None:
        """Click at x and y of the image, in its pixels, where the whole image is shown."""
        canvas = self.chrome.find_element(By.ID, "image")
        width, height = canvas.size["width"], canvas.size["height"]
        scale = min(width / SHAPE[1], height / SHAPE[0])
        chain = ActionChains(self.chrome)
        for x, y in corners:
            offset = ((x - SHAPE[1] / 2) * scale, (y - SHAPE[0] / 2) * scale)
            chain = chain.move_to_element_with_offset(canvas, *map(round, offset)).click()
        chain.perform()

    def pixels(self) -> bytes:
        """What the canvas shows."""
        return str(
            self.chrome.execute_script("return document.getElementById('image').toDataURL()")
        ).encode()


@pytest.fixture
def reader(chrome: Chrome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    monkeypatch.chdir(tmp_path)
    lay_out(tmp_path)
    made = tuple(one for one in worst_first(proposed().values()) if one.drawn_by == "network")
    desk = Desk("demo", made, Path(FRAMES.path), Path(UNCERTAINTY.path), FOLDER)
    port = free_port()
    config = uvicorn.Config(application(desk, "Dr A"), port=port, log_level="warning")
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run)
    running.start()
    while not server.started:
        time.sleep(0.02)
    yield Reader(chrome, f"http://127.0.0.1:{port}/")
    assert chrome.get_log("browser") == []  # type: ignore[no-untyped-call]
    chrome.get("about:blank")
    server.should_exit = True
    running.join()


def test_a_review_by_keys_is_on_file_and_resumed_where_it_was_left(reader: Reader) -> None:
    assert reader.text("name") == "P3-a"  # nothing was found: the worst
    assert reader.text("left") == "0 of 4 judged, 4 left"
    reader.press("d")
    reader.click((10, 10), (40, 10), (40, 40), (10, 40), (60, 50))
    reader.press(Keys.BACKSPACE)
    reader.press(Keys.ENTER)
    assert "1 lesion drawn" in reader.text("drawhint")
    reader.judge(Keys.ENTER, "P2-a")
    reader.judge("a", "P4-a")
    reader.chrome.refresh()
    reader.wait(lambda: reader.text("name") == "P4-a")
    assert reader.text("left") == "2 of 4 judged, 2 left"
    reader.judge("r", "P1-a")
    labels = read_labels(redrawn_path(FOLDER, "P3-a"), SHAPE)
    corners = np.argwhere(labels == 1)
    np.testing.assert_allclose(corners.min(0), (10, 10), atol=1)
    np.testing.assert_allclose(corners.max(0), (39, 39), atol=1)
    sha = {image: fingerprint(one.labels()) for image, one in proposed().items()}
    assert (FOLDER / FILE).read_bytes().decode() == (
        "image,patient_id,verdict,reviewer,mask_sha256,note\n"
        f"P2-a,P2,accept,Dr A,{sha['P2-a']},\n"
        f"P3-a,P3,redraw,Dr A,{sha['P3-a']},\n"
        f"P4-a,P4,reject,Dr A,{sha['P4-a']},\n"
    )


def test_a_drawing_that_is_left_changes_nothing(reader: Reader) -> None:
    reader.press("d")
    reader.click((10, 10), (40, 10), (40, 40))
    reader.press(Keys.ESCAPE)
    assert not reader.chrome.find_element(By.ID, "drawbar").is_displayed()
    assert not (FOLDER / FILE).exists()


def test_a_line_drawn_freely_becomes_an_outline(reader: Reader) -> None:
    reader.press("d")
    canvas = reader.chrome.find_element(By.ID, "image")
    chain = ActionChains(reader.chrome, duration=20).move_to_element(canvas).click_and_hold()
    for angle in np.linspace(0, 2 * np.pi, 25)[:-1]:
        chain = chain.move_by_offset(round(30 * np.cos(angle)), round(30 * np.sin(angle)))
    chain.release().perform()
    reader.press(Keys.ENTER)
    reader.judge(Keys.ENTER, "P2-a")
    assert read_labels(redrawn_path(FOLDER, "P3-a"), SHAPE).sum() > 100


def test_masks_uncertainty_and_zoom_are_shown_and_hidden_by_key(reader: Reader) -> None:
    reader.press(Keys.ARROW_RIGHT)
    reader.wait(lambda: reader.text("name") == "P2-a")
    reader.wait(lambda: reader.text("mask") == "1 lesion outlined by the network")
    plain = reader.pixels()
    for key in "muz":
        reader.press(key)
        assert reader.pixels() != plain
        reader.press(key)
        assert reader.pixels() == plain
    reader.press(Keys.ARROW_LEFT)
    reader.wait(lambda: reader.text("name") == "P3-a")


def test_a_note_is_text_and_its_letters_are_no_verdicts(reader: Reader) -> None:
    reader.press(Keys.ARROW_RIGHT)
    reader.wait(lambda: reader.text("name") == "P2-a")
    reader.chrome.find_element(By.ID, "note").send_keys(f"{HOSTILE} arm", Keys.ESCAPE)
    assert not (FOLDER / FILE).exists()
    reader.judge("a", "P4-a")
    assert read_decisions(FOLDER)["P2-a"].note == f"{HOSTILE} arm"
    reader.press(Keys.ARROW_LEFT)
    reader.wait(lambda: "accepted by Dr A" in reader.text("verdict"))
    assert reader.chrome.find_element(By.ID, "note").get_attribute("value") == f"{HOSTILE} arm"
    assert reader.chrome.title == "Review of masks: demo"


def test_the_name_is_asked_for_changed_and_remembered(reader: Reader) -> None:
    reader.chrome.find_element(By.ID, "rename").click()
    field = reader.chrome.find_element(By.ID, "newname")
    field.clear()
    field.send_keys("Dr Zoë", Keys.ENTER)
    assert reader.text("reviewer") == "Dr Zoë"
    reader.chrome.refresh()
    reader.wait(lambda: reader.text("reviewer") == "Dr Zoë")


@pytest.mark.parametrize("px", [768, 1280])
def test_targets_are_large_and_nothing_runs_off_the_page(reader: Reader, px: int) -> None:
    screen = {"width": px, "height": 1024, "deviceScaleFactor": 1, "mobile": False}
    reader.chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    try:
        shown = [b for b in reader.chrome.find_elements(By.TAG_NAME, "button") if b.is_displayed()]
        assert len(shown) == 9
        assert all(min(b.size["width"], b.size["height"]) >= 44 for b in shown)
        wide = reader.chrome.execute_script("return document.documentElement.scrollWidth")
        assert wide <= px
        accept = reader.chrome.find_element(By.ID, "accept")
        assert accept.rect["y"] + accept.rect["height"] <= 1024  # reached without scrolling
    finally:
        reader.chrome.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
