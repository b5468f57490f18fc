"""The picture of the report in README and on the first page: `python docs/picture.py`."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

REPORT = Path("reports/report.html")
PICTURE = Path("docs/images/report.png")
WINDOW = (1280, 900)  # a laptop's
COLOURS = 64  # of the file's palette: text and figures need few, and 300 kB are not to be passed


def main() -> None:
    """Open the report in headless Chromium and keep what is seen first."""
    with TemporaryDirectory() as folder:
        seen = Path(folder) / "seen.png"
        options = ["--headless", "--no-sandbox", "--hide-scrollbars", "--disable-gpu"]
        size = f"--window-size={WINDOW[0]},{WINDOW[1]}"
        command = ["chromium", *options, size, f"--screenshot={seen}", REPORT.resolve().as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        picture = Image.open(seen).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        picture.save(PICTURE, optimize=True)
    print(f"{PICTURE}: {PICTURE.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
