"""The page in a real browser: drop, look, widths, light and dark, and nothing of a name is run."""

import os
import shutil
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import uvicorn
from PIL import Image
from selenium.webdriver import ActionChains, Chrome, ChromeOptions, Keys
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from sonogenomics.scoring.app import application
from sonogenomics.scoring.limits import Limits
from sonogenomics.scoring.served import Served, Shelf
from tests.ports import free_port
from tests.reporting.looked_at import contrast
from tests.reporting.test_browser import QUIET, at_width
from tests.scoring.models import Bright

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("scoring")]
HOSTILE = "<img src=x onerror=document.title=1>"
SQUARE = [[40.0, 30.0], [90.0, 30.0], [90.0, 80.0], [40.0, 80.0]]


class Doubtful(Bright):
    """Outlines a square, and doubts."""

    card: Mapping[str, Any] = {
        **Bright.card,
        "cut_off": 0.5,
        "training": {"n": 120, "prevalence": 0.4},
        "held_out": {"n": 40, "auc": 0.7, "auc_low": 0.5, "auc_high": 0.9},
        "features": [{"name": "original_glcm_F0", "low": 0.0, "high": 1.0}],
    }

    def _told(self, patient: Any, rows: pd.DataFrame) -> dict[str, Any]:
        told = super()._told(patient, rows)
        for image in told["images"]:
            image["contour"] = [SQUARE]
        return {**told, "outside_training_range": True, "reasons": [f"It is like {HOSTILE}."]}


class Page:
    """What a person does on the page."""

    def __init__(self, chrome: Chrome, address: str) -> None:
        self.chrome = chrome
        chrome.get(address)
        self.until("Give images")

    def until(self, text: str) -> None:
        """Wait for the page to say something."""
        WebDriverWait(self.chrome, 30).until(lambda _: text in self.text("#status"))

    def text(self, css: str) -> str:
        return self.chrome.find_element(By.CSS_SELECTOR, css).text

    def give(self, *files: Path) -> None:
        """Choose files, as dropping them does."""
        self.chrome.find_element(By.ID, "files").send_keys("\n".join(map(str, files)))
        self.until("Answered by")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    port = free_port()
    app = application(Shelf([Served(Doubtful(), "models:/x@champion", "3")]), Limits())
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="critical", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    thread.join()


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


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("images") / f"{HOSTILE.replace('/', '')}.png"
    Image.fromarray(np.full((120, 160), 60, np.uint8)).save(path)
    return path


@pytest.fixture(scope="module")
def page(chrome: Chrome, address: str, image: Path) -> Page:
    opened = Page(chrome, address)
    opened.give(image)
    return opened


def test_an_image_is_shown_with_its_outline(page: Page) -> None:
    """The outline's colour lies on the square's edge, and not in its middle."""
    read = """
        const pen = document.querySelector("canvas").getContext("2d");
        const all = [...pen.getImageData(0, 0, 160, 120).data];
        return [30, 55].map((y) => all.slice(4 * (160 * y + 65)).slice(0, 3));
    """
    edge, middle = page.chrome.execute_script(read)
    assert edge == [255, 210, 63]
    assert middle == [60, 60, 60]


def test_the_answer_stands_beside_chance_its_interval_its_doubts_and_its_statement(
    page: Page,
) -> None:
    told = page.text("#answers").replace("\u00a0", " ")
    for text in (
        "probability of HER2-positive",
        "95 % interval",
        "The model may not apply.",
        "Quality of the outline",
        "Research use only, not for diagnosis.",
    ):
        assert text in told
    scale = page.chrome.find_element(By.CSS_SELECTOR, "svg.scale")
    described = str(scale.get_attribute("aria-label")).replace("\u00a0", " ")
    assert "40 % of the patients it learnt from were HER2-positive" in described
    facts = page.text("#facts").replace("\u00a0", " ")
    assert "AUC 0.70 (95 % 0.50 to 0.90) on 40 patients; 0.5 is chance" in facts
    assert "version 3" in facts


def test_the_features_unfold_by_keyboard_and_tell_what_lies_outside(page: Page) -> None:
    page.chrome.find_element(By.CSS_SELECTOR, "summary").send_keys(Keys.ENTER)
    row = page.chrome.find_element(By.CSS_SELECTOR, "tr.outside")
    assert row.text == "glcm_F0 1.5 0 to 1"


def test_a_name_that_is_markup_is_shown_and_not_run(page: Page) -> None:
    assert page.chrome.title != "1"
    assert HOSTILE in page.text("#images")
    assert HOSTILE in page.text(".doubt")
    assert not page.chrome.find_elements(By.CSS_SELECTOR, "main img")


@pytest.mark.parametrize("px", [390, 1280])
def test_nothing_runs_off_the_page(page: Page, px: int) -> None:
    at_width(page.chrome, px)
    assert page.chrome.execute_script("return document.documentElement.scrollWidth") <= px


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out(page: Page, scheme: str) -> None:
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    page.chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    ask = "return getComputedStyle(document.querySelector('{}')).{}"
    colour = page.chrome.execute_script
    assert contrast(*(colour(ask.format("body", one)) for one in ("backgroundColor", "color"))) > 7
    doubt = [colour(ask.format(".doubt", one)) for one in ("backgroundColor", "color")]
    assert contrast(*doubt) > 7


def test_everything_can_be_reached_with_the_keyboard(page: Page) -> None:
    page.chrome.execute_script("document.activeElement.blur()")
    names = []
    for _ in range(12):
        ActionChains(page.chrome).send_keys(Keys.TAB).perform()
        focused = page.chrome.switch_to.active_element
        names.append(focused.get_attribute("id") or focused.text or focused.tag_name)
    assert {"files", "together", "clear", "Remove"} <= set(names)


def test_several_images_may_be_of_several_patients(page: Page, image: Path) -> None:
    page.give(image)
    assert len(page.chrome.find_elements(By.CSS_SELECTOR, "article")) == 1
    page.chrome.find_element(By.ID, "together").click()
    WebDriverWait(page.chrome, 30).until(
        lambda chrome: len(chrome.find_elements(By.CSS_SELECTOR, "article")) == 2
    )


def test_starting_over_forgets_everything(page: Page) -> None:
    page.chrome.find_element(By.ID, "clear").click()
    page.until("Give images")
    assert not page.chrome.find_elements(By.CSS_SELECTOR, "article, canvas")


def test_the_page_for_programs_shows_how_to_ask(chrome: Chrome, address: str) -> None:
    chrome.get(f"{address}docs")
    WebDriverWait(chrome, 30).until(lambda _: "curl" in chrome.page_source)
    assert f"{address}invocations" in chrome.find_element(By.ID, "example").text
    assert "POST /invocations" in chrome.find_element(By.ID, "addresses").text


def test_the_browser_had_nothing_to_complain_about(chrome: Chrome) -> None:
    assert chrome.get_log("browser") == []  # type: ignore[no-untyped-call]
