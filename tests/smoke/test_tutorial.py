"""The tutorial of the documentation is carried out, block by block, in a small finished study.

What a page shows is compared loosely: each line shown must be printed, in this order, any number
standing for any number, `...` for anything, blanks for one. A comment above a block says where the
test does otherwise: `% not run`, `% may fail`, `% runs on`.
"""

import io
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.docs.pages import DOCS, Block, blocks
from tests.ports import free_port
from tests.smoke.workspace import Workspace

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("pictured")]
PAGE = DOCS / "tutorial" / "index.md"
NUMBER = r"[-+]?\d+(?:\.\d+)?"
SHOWN_PORT = "5001"
PATIENCE_S = 120


def as_pattern(line: str) -> re.Pattern[str]:
    """The line shown, any number in it for any number."""
    words = re.split(rf"(\.\.\.|{NUMBER}|\s+)", line.strip())
    return re.compile("".join(map(_loosely, words)))


def _loosely(word: str) -> str:
    if word == "...":
        return ".*"
    if re.fullmatch(NUMBER, word):
        return NUMBER
    return r"\s+" if word.isspace() else re.escape(word)


def lines_missing(shown: str, printed: str) -> list[str]:
    """Lines of `shown` that are not printed in their order."""
    waiting = iter(printed.splitlines())
    wanted = [line for line in shown.splitlines() if line.strip() not in {"", "..."}]
    return [line for line in wanted if not any(as_pattern(line).search(one) for one in waiting)]


def test_the_comparison_is_loose_about_numbers_and_strict_about_words() -> None:
    assert lines_missing("41 of 86 URFs\n...\ndone", "9 of 86  URFs\nmore\ndone.") == []
    assert lines_missing("41 of 86 URFs", "41 of 86 genes") == ["41 of 86 URFs"]
    assert lines_missing("a\nb", "b\na") == ["b"]


class Reader:
    """Somebody who types what the page says."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.names: dict[str, Any] = {}
        self.port = str(free_port())
        self.running: list[subprocess.Popen[bytes]] = []

    def console(self, block: Block) -> None:
        may_fail = block.note.startswith("may fail")
        for words, shown in block.commands():
            command = [word.replace(SHOWN_PORT, self.port) for word in words]
            if block.note.startswith("runs on"):
                self.start(command)
                continue
            done = self.workspace.run(*command, check=not may_fail, MPLBACKEND="agg")
            assert may_fail is False or done.returncode in {0, 1}
            assert "Traceback" not in done.stderr
            printed = done.stdout + done.stderr
            assert lines_missing(shown, printed) == [], f"{command} printed:\n{printed}"

    def start(self, command: list[str]) -> None:
        self.running.append(self.workspace.start(*command))
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until and self.running[-1].poll() is None:
            try:
                requests.get(f"http://127.0.0.1:{self.port}/ping", timeout=5)
            except requests.ConnectionError:
                time.sleep(0.5)
            else:
                return
        pytest.fail((self.workspace.folder / "started.log").read_text()[-2000:])

    def python(self, block: Block) -> str:
        printed = io.StringIO()
        with redirect_stdout(printed):
            exec(compile(block.text, block.page, "exec"), self.names)
        return printed.getvalue()

    def end(self) -> None:
        for process in self.running:
            process.send_signal(signal.SIGINT)
            assert process.wait(30) in {0, -signal.SIGINT}


@pytest.fixture
def reader(pictured: Workspace, tmp_path: Path) -> Iterator[Reader]:
    """A reader in a copy of the finished study, so that others find it as it was."""
    shutil.copytree(pictured.folder, tmp_path / "project", symlinks=True)
    reader = Reader(Workspace(tmp_path / "project"))
    yield reader
    reader.end()


def test_the_tutorial_does_what_it_says(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(reader.workspace.folder)
    printed, done = "", 0
    for block in blocks(PAGE):
        if block.note.startswith("not run"):
            continue
        if block.language == "console":
            reader.console(block)
        elif block.language == "python":
            printed = reader.python(block)
        else:
            assert lines_missing(block.text, printed) == [], printed
        done += 1
    assert done > 15
