import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from sonogenomics.reporting.page import page
from sonogenomics.reporting.sections import sections
from tests.reporting import fake_proof

pytestmark = pytest.mark.browser
QUIET = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --hide-scrollbars "
    "--disable-background-networking --disable-component-update --disable-sync"
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Chromium with the page open from a file; only outside CI may it be missing."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (program and driver) and "CI" not in os.environ:
        pytest.skip("Chromium and chromedriver are not installed")
    folder = tmp_path_factory.mktemp("browser")
    run = fake_proof.proved_run()
    file = folder / "report.html"
    file.write_text(page(run, sections(run)), encoding="utf-8")
    options = ChromeOptions()
    options.binary_location = str(program)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for switch in (*QUIET.split(), f"--user-data-dir={folder / 'profile'}"):
        options.add_argument(switch)
    chrome = Chrome(options=options, service=Service(str(driver)))
    chrome.get(file.as_uri())
    yield chrome
    chrome.quit()


def at_width(browser: Chrome, px: int) -> None:
    """Let the page believe in a screen so wide; a window cannot be narrower than 500 px."""
    screen = {"width": px, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)


def test_the_browser_has_nothing_to_complain_about(browser: Chrome) -> None:
    assert browser.get_log("browser") == []  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("px", [390, 1280])
def test_every_figure_is_drawn_and_nothing_runs_off_the_page(browser: Chrome, px: int) -> None:
    at_width(browser, px)
    sizes = [svg.size for svg in browser.find_elements(By.CSS_SELECTOR, "figure svg")]
    assert len(sizes) == 21
    assert all(size["width"] > 150 and size["height"] > 80 for size in sizes)
    wide = browser.execute_script("return document.documentElement.scrollWidth")
    assert wide <= px


def test_every_entry_of_the_contents_leads_to_a_heading(browser: Chrome) -> None:
    links = browser.find_elements(By.CSS_SELECTOR, "nav a")
    assert len(links) >= 10
    for link in links:
        anchor = str(link.get_attribute("href")).rpartition("#")[2]
        assert browser.find_element(By.ID, anchor).is_displayed()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_drawings_stand_out_from_the_page(browser: Chrome, scheme: str) -> None:
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    ask = "return getComputedStyle(document.querySelector('{}')).{}"
    paper = browser.execute_script(ask.format("body", "backgroundColor"))
    words = browser.execute_script(ask.format("figure svg text", "fill"))
    assert contrast(paper, words) > 7  # WCAG 2, level AAA


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two `rgb(...)` colours after WCAG 2."""
    low, high = sorted(luminance(colour) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_page_is_reached_by_keyboard_alone(browser: Chrome) -> None:
    first = browser.find_element(By.CSS_SELECTOR, "a")
    assert first.text == "" or "Skip" in first.text
    assert str(first.get_attribute("href")).endswith("#content")
    regions = browser.find_elements(By.CSS_SELECTOR, ".drawing, .wide")
    assert all(region.get_attribute("tabindex") == "0" for region in regions)


def test_the_file_is_one_file(browser: Chrome) -> None:
    loaded = browser.execute_script(
        "return performance.getEntriesByType('resource').map(entry => entry.name)"
    )
    assert all(str(name).startswith("data:") for name in loaded)
    assert Path(browser.current_url.partition("?")[0]).name == "report.html"
