"""MLflow's own pages, in a real browser, show what a reader of the study looks for."""

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from sonogenomics.diagnosis.classifiers import NAMES
from tests.ports import free_port
from tests.tracking.made_up import release

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PATIENCE = 90  # seconds; the server alone takes 10 to 30 to start
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
QUIET += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="module")
def addresses(made_up: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Where `sonogenomics ui` says to look, in a study whose model is champion."""
    folder = tmp_path_factory.mktemp("pages") / "study"
    release(Path(shutil.copytree(made_up, folder)))
    command = [sys.executable, "-m", "sonogenomics", "ui", "--port", str(free_port())]
    server = subprocess.Popen(
        command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    found = {}
    for line in server.stdout or ():
        if match := re.match(r"  (.+): (http\S+)", line):
            found[match[1]] = match[2]
        if len(found) == 3:
            break
    try:
        yield found
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=30)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    profile = f"--user-data-dir={tmp_path_factory.mktemp('profile')}"
    for argument in (*QUIET, "--window-size=2200,1200", profile):
        options.add_argument(argument)
    driver = shutil.which("chromedriver")
    if driver is None:
        pytest.skip("no chromedriver on the path: install chromium and its driver")
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome") or ""
    opened = webdriver.Chrome(options, webdriver.ChromeService(driver))
    yield opened
    opened.quit()


def text_with(browser: webdriver.Chrome, address: str, *words: str) -> str:
    browser.get(address)

    def seen(_: object) -> str:
        text = str(browser.find_element(By.TAG_NAME, "body").text)
        return text if all(word in text for word in words) else ""

    return WebDriverWait(browser, PATIENCE).until(seen)


def test_the_seven_classifiers_stand_side_by_side(
    addresses: dict[str, str], browser: webdriver.Chrome
) -> None:
    text = text_with(browser, addresses["the seven classifiers"], *NAMES)
    assert "7 matching runs" in text
    assert "module.auc_mean" in text
    assert "module.specificity_mean" in text


def test_the_list_of_runs_names_study_and_profile(
    addresses: dict[str, str], browser: webdriver.Chrome
) -> None:
    text = text_with(browser, addresses["all runs"], "made-up honest", "auc_held_out")
    assert "Chance is an AUC of 0.5" in text
    assert "Model training" in text


def test_promotions_are_listed_with_who_and_why(
    addresses: dict[str, str], browser: webdriver.Chrome
) -> None:
    wanted = "promoted: sonogenomics-her2 – → 1"
    text = text_with(browser, addresses["promotions and rollbacks"], wanted, "every gate holds")
    assert "2 matching runs" in text
    assert "made-up honest" not in text


def test_a_version_shows_its_card(addresses: dict[str, str], browser: webdriver.Chrome) -> None:
    base = addresses["all runs"].partition("#")[0]
    page = f"{base}#/models/sonogenomics-her2/versions/1"
    text = text_with(browser, page, "Intended use", "Out of scope", "held_out.opened")
    assert "Research use only, not for diagnosis" in text
    assert "champion" in text
