"""Programs and libraries around the work: DVC, MLflow, git, and what only tests need."""

import shutil
import subprocess
from collections.abc import Iterator
from importlib import metadata

from sonogenomics.doctor.finding import Finding

NEEDED = ("dvc", "mlflow", "torchvision", "pyradiomics", "scikit-learn")
TESTS = {"chromium": "pages in a browser", "chromedriver": "likewise", "Rscript": "R as an oracle"}
SECONDS = 3


def libraries() -> Iterator[Finding]:
    """Versions of what the pipeline stands on."""
    there, absent = [], []
    for name in NEEDED:
        try:
            there.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            absent.append(name)
    if absent:
        yield Finding("libraries", "mend", f"absent: {', '.join(absent)}", "Run `make setup`")
    if there:
        yield Finding("libraries", "good", ", ".join(there))


def git() -> Iterator[Finding]:
    """Whether this is a checkout, and whether anything in it is not committed."""
    if shutil.which("git") is None:
        yield Finding("git", "mend", "not installed", "DVC needs it: install git")
        return
    command = ["git", "status", "--porcelain", "--untracked-files=no"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=SECONDS, errors="replace"
    )
    if done.returncode:
        remedy = "Clone the project, or `git init` and commit"
        yield Finding("git", "mend", "this folder is in no repository", remedy)
        return
    n = len(done.stdout.splitlines())
    said = f"{n} changed files are not committed" if n else "everything is committed"
    more = "Runs are recorded as of a changed tree" if n else ""
    yield Finding("git", "note" if n else "good", said, more)


def for_tests() -> Iterator[Finding]:
    """What only `make test` needs."""
    absent = [f"{name} ({use})" for name, use in TESTS.items() if shutil.which(name) is None]
    if absent:
        said = f"not here: {', '.join(absent)}"
        yield Finding("for tests", "note", said, "Those tests are skipped outside CI")
    else:
        yield Finding("for tests", "good", "Chromium and R are here")
