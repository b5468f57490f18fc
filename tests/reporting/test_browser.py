import base64
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import ActionChains, Chrome, ChromeOptions, Keys
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from sonogenomics.reporting.page import page
from sonogenomics.reporting.sections import figures_of, sections
from tests.reporting import fake_proof
from tests.reporting.looked_at import FAINT_TEXTS, FAULTS, contrast

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("report-page")]
QUIET = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --hide-scrollbars "
    "--disable-background-networking --disable-component-update --disable-sync"
)
EVIL = [
    "<script>document.title='run'</script>",
    "<img src=x onerror=\"document.title='run'\">",
    '"><svg onload="document.title=\'run\'">',
    "</style><script>document.title='run'</script>",
    "javascript:document.title='run'",
    "{{ 7 * 7 }}",
    "]]><script>document.title='run'</script>",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("browser")


@pytest.fixture(scope="module")
def n_figures(folder: Path) -> int:
    """The page of a made-up run with hostile genes, terms and notes, written once."""
    run = fake_proof.proved_run()
    genes = [EVIL[i % len(EVIL)] for i in range(len(run.paired_replication))]
    run = fake_proof.proved_run(paired_replication=run.paired_replication.assign(gene=genes))
    parts = sections(run)
    (folder / "report.html").write_text(page(run, parts), encoding="utf-8")
    return len(figures_of(parts))


@pytest.fixture(scope="module")
def browser(folder: Path, n_figures: int) -> Iterator[Chrome]:
    """Chromium with the page open from a file; only outside CI may it be missing."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (program and driver) and "CI" not in os.environ:
        pytest.skip("Chromium and chromedriver are not installed")
    options = ChromeOptions()
    options.binary_location = str(program)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for switch in (*QUIET.split(), f"--user-data-dir={folder / 'profile'}"):
        options.add_argument(switch)
    chrome = Chrome(options=options, service=Service(str(driver)))
    saved = {"behavior": "allow", "downloadPath": str(folder / "saved")}
    chrome.execute_cdp_cmd("Browser.setDownloadBehavior", saved)
    chrome.get((folder / "report.html").as_uri())
    yield chrome
    chrome.quit()


@pytest.fixture(autouse=True)
def calm(browser: Chrome) -> None:
    """Every test begins on a desktop, in the light, with no dialog open."""
    at_width(browser, 1280)
    in_scheme(browser, "light")
    browser.execute_script("document.querySelector('dialog[open]')?.close()")


def at_width(browser: Chrome, px: int) -> None:
    """Let the page believe in a screen so wide; a window cannot be narrower than 500 px."""
    screen = {"width": px, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)


def in_scheme(browser: Chrome, scheme: str) -> None:
    features = [
        {"name": "prefers-color-scheme", "value": scheme},
        {"name": "prefers-reduced-motion", "value": "reduce"},
    ]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def test_the_browser_has_nothing_to_complain_about(browser: Chrome) -> None:
    assert browser.get_log("browser") == []  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("px", [360, 1280])
def test_every_figure_is_drawn_and_nothing_runs_off_the_page(
    browser: Chrome, n_figures: int, px: int
) -> None:
    at_width(browser, px)
    sizes = browser.execute_script(
        "return [...document.querySelectorAll('figure svg')].map(one => {"
        "const box = one.getBoundingClientRect(); return [box.width, box.height]})"
    )
    assert len(sizes) == n_figures >= 20
    assert all(width > 150 and height > 80 for width, height in sizes)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= px


def test_no_drawing_holds_a_number_that_is_none(browser: Chrome) -> None:
    marks = browser.execute_script(
        "return [...document.querySelectorAll('figure svg path')].map(one => one.getAttribute('d'))"
    )
    assert len(marks) > 100
    assert not [mark for mark in marks if re.search(r"nan|inf", mark or "", re.IGNORECASE)]


def test_every_link_within_the_page_leads_to_a_place(browser: Chrome) -> None:
    lost = browser.execute_script(
        "return [...document.querySelectorAll('a[href^=\"#\"]')].map(one => one.hash.slice(1))"
        ".filter(id => !document.getElementById(decodeURIComponent(id)))"
    )
    assert lost == []
    contents = browser.find_elements(By.CSS_SELECTOR, "nav a")
    assert len(contents) >= 10


def test_a_link_into_a_closed_checklist_opens_it(browser: Chrome) -> None:
    link = browser.find_element(By.CSS_SELECTOR, 'a[href="#checklist-clear"]')
    browser.execute_script("arguments[0].click()", link)
    opened = "return document.getElementById('checklist-clear').open"
    assert WebDriverWait(browser, 30).until(lambda chrome: chrome.execute_script(opened))


def test_every_figure_brings_its_pdf_and_its_numbers_along(browser: Chrome, n_figures: int) -> None:
    hrefs = browser.execute_script(
        "return [...document.querySelectorAll('figure a[download]')].map(one => one.href)"
    )
    kinds = [href.partition(",")[0] for href in hrefs]
    assert kinds.count("data:application/pdf;base64") == n_figures
    assert kinds.count("data:text/csv;charset=utf-8;base64") == n_figures
    contents = [base64.b64decode(href.partition(",")[2]) for href in hrefs]
    assert all(one.startswith(b"%PDF") or b"," in one for one in contents)


def test_a_drawing_and_a_table_are_saved_as_files(browser: Chrome, folder: Path) -> None:
    for selector in ("#figure-roc-curves button:nth-of-type(2)", "table[data-name=ranking]"):
        browser.execute_script(
            "const one = document.querySelector(arguments[0]);"
            "(one.matches('button') ? one : one.closest('.wide').nextElementSibling"
            ".querySelector('button')).click()",
            selector,
        )
    names = ["roc-curves.svg", "ranking.csv"]
    files = [folder / "saved" / name for name in names]
    WebDriverWait(browser, 60).until(lambda _: all(file.is_file() for file in files))
    drawing, table = (file.read_text(encoding="utf-8") for file in files)
    assert drawing.startswith("<?xml")
    assert "</svg>" in drawing
    assert table.startswith("Classifier,URFs,n,")


def test_pointing_at_a_mark_tells_what_it_is_and_escape_hides_it(browser: Chrome) -> None:
    mark = browser.find_element(By.CSS_SELECTOR, "#figure-urf-heatmap [data-tip]")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", mark)
    ActionChains(browser).move_to_element(mark).perform()
    tip = browser.find_element(By.ID, "tip")
    assert tip.is_displayed()
    assert tip.text.split() == str(mark.get_attribute("data-tip")).split()
    ActionChains(browser).send_keys(Keys.ESCAPE).perform()
    assert not tip.is_displayed()


def test_a_figure_is_looked_at_closely_by_keyboard_alone(browser: Chrome) -> None:
    button = browser.find_element(By.CSS_SELECTOR, "#figure-module-network .look")
    browser.execute_script("arguments[0].focus()", button)
    width = "return document.querySelector('.stage svg').getBoundingClientRect().width"
    ActionChains(browser).send_keys(Keys.ENTER).perform()
    fitting = browser.execute_script(width)
    ActionChains(browser).send_keys("+++").perform()
    assert browser.execute_script(width) == pytest.approx(fitting * 1.4**3, rel=0.01)
    at = "return document.querySelector('.stage').scrollLeft"
    before = browser.execute_script(at)
    ActionChains(browser).send_keys(Keys.ARROW_RIGHT).perform()
    assert browser.execute_script(at) > before
    ActionChains(browser).send_keys("0").perform()
    assert browser.execute_script(width) == pytest.approx(fitting, rel=0.01)
    ActionChains(browser).send_keys(Keys.TAB * 6).perform()  # round the dialog, not out of it
    assert browser.execute_script("return !!document.activeElement.closest('dialog, body')")
    ActionChains(browser).send_keys(Keys.ESCAPE).perform()
    back = "return [!!document.querySelector('#figure-module-network .drawing svg'), "
    back += "document.activeElement === arguments[0]]"
    assert browser.execute_script(back, button) == [True, True]


def test_a_table_is_sorted_by_the_number_it_shows_and_back(browser: Chrome) -> None:
    head = browser.find_element(By.CSS_SELECTOR, "table[data-name=differential] th:nth-child(2)")
    read = (
        "return [...arguments[0].closest('table').tBodies[0].rows]"
        ".map(row => row.cells[1].textContent)"
    )
    first = browser.execute_script(read, head)
    for way, expected in (("ascending", first), ("descending", first[::-1]), (None, first)):
        browser.execute_script("arguments[0].querySelector('button').click()", head)
        assert head.get_attribute("aria-sort") == way
        assert browser.execute_script(read, head) == expected


def test_a_long_table_keeps_the_rows_that_hold_some_words(browser: Chrome) -> None:
    table = browser.find_element(By.CSS_SELECTOR, "table[data-name=differential]")
    field = table.find_element(By.XPATH, "following::input[1]")
    field.send_keys("glszm")
    rows = table.find_elements(By.CSS_SELECTOR, "tbody tr")
    left = [row for row in rows if not row.get_attribute("hidden")]
    assert 0 < len(left) < len(rows)
    assert all("GLSZM" in row.text for row in left)
    field.send_keys(Keys.BACKSPACE * 5)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out_from_what_is_behind_it(browser: Chrome, scheme: str) -> None:
    in_scheme(browser, scheme)
    browser.execute_script("document.querySelectorAll('details').forEach(one => one.open = true)")
    pairs = browser.execute_script(FAINT_TEXTS)
    assert len(pairs) > 5
    faint = {tuple(pair) for pair in pairs if contrast(pair[0], pair[1]) < 4.5}  # WCAG 2, AA
    assert faint == set()


def test_the_reader_may_turn_the_page_dark(browser: Chrome) -> None:
    paper = "return getComputedStyle(document.body).backgroundColor"
    before = browser.execute_script(paper)
    button = "document.querySelector('.theme').click()"
    browser.execute_script(button)
    assert contrast(before, browser.execute_script(paper)) > 10
    browser.execute_script(button)
    assert browser.execute_script(paper) == before


def test_the_page_is_reached_by_keyboard_alone(browser: Chrome) -> None:
    first = browser.find_element(By.CSS_SELECTOR, "a")
    assert str(first.get_attribute("href")).endswith("#content")
    regions = browser.find_elements(By.CSS_SELECTOR, ".drawing, .wide")
    assert all(region.get_attribute("tabindex") == "0" for region in regions)


def test_whoever_hears_the_page_finds_the_way(browser: Chrome) -> None:
    faults = browser.execute_script(FAULTS)
    assert faults == []


def test_a_hostile_name_runs_nothing(browser: Chrome) -> None:
    assert browser.title != "run"
    assert browser.execute_script("return document.querySelectorAll('script').length") == 1
    assert (
        browser.execute_script("return document.querySelectorAll('[onerror], [onload]').length")
        == 0
    )
    text = browser.find_element(By.CSS_SELECTOR, "table[data-name=paired-replication]")
    told = str(text.get_attribute("textContent"))
    assert "{{ 7 * 7 }}" in told
    assert "<script>" in told


def test_a_script_that_is_not_the_pages_own_is_refused(browser: Chrome) -> None:
    browser.execute_script(
        "const one = document.createElement('script');"
        "one.textContent = \"document.title = 'run'\";"
        "document.body.append(one); one.remove()"
    )
    assert browser.title != "run"
    refused = browser.get_log("browser")  # type: ignore[no-untyped-call]
    assert any("Content Security Policy" in entry["message"] for entry in refused)


def test_the_file_is_one_file(browser: Chrome) -> None:
    loaded = browser.execute_script(
        "return performance.getEntriesByType('resource').map(entry => entry.name)"
    )
    assert all(str(name).startswith(("data:", "blob:")) for name in loaded)
    assert Path(browser.current_url.partition("#")[0]).name == "report.html"
