"""R itself as the oracle: a script goes in, numbers come out."""

import os
import shutil
import subprocess

import pytest

RSCRIPT = shutil.which("Rscript")


def in_r(script: str, given: str = "") -> list[list[float]]:
    """Run a script in R; each line it prints becomes a list of numbers.

    The script defines nothing but base R; `given` is what its `scan(file("stdin"))` reads.
    """
    if RSCRIPT is None:
        why = "Rscript is not installed: apt-get install r-base-core"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    done = subprocess.run(
        [RSCRIPT, "--vanilla", "-e", script],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return [[float(word) for word in line.split()] for line in done.stdout.splitlines()]
