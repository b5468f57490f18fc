"""The picture of the report in README and on the first page: `python docs/picture.py`."""

import io
import shutil
from pathlib import Path

from PIL import Image
from selenium import webdriver

REPORT = Path("reports/report.html")
PICTURE = Path("docs/images/report.png")
SECTION = "headlines"  # its numbers beside chance, and the flow of the study below them
WINDOW = (1280, 1280)
COLOURS = 64  # of the file's palette: text and figures need few, and 300 kB are not to be passed


def main() -> None:
    """Open the report in headless Chromium and keep what is seen of that section."""
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--hide-scrollbars"):
        options.add_argument(argument)
    options.binary_location = shutil.which("chromium") or ""
    service = webdriver.ChromeService(shutil.which("chromedriver"))  # none is fetched
    browser = webdriver.Chrome(options, service)
    try:
        browser.set_window_size(*WINDOW)
        browser.get(REPORT.resolve().as_uri())
        there = f"document.getElementById('{SECTION}')"
        browser.execute_script(f"{there}.scrollIntoView({{behavior: 'instant'}})")
        seen = browser.get_screenshot_as_png()
    finally:
        browser.quit()
    picture = Image.open(io.BytesIO(seen)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURE, optimize=True)
    print(f"{PICTURE}: {PICTURE.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
