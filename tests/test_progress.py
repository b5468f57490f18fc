"""How far it is: a bar in a terminal, lines in a log, and never two at once."""

import os
import pty
import subprocess
import sys
import time

import pytest

from sonogenomics import progress
from sonogenomics.progress import track, working


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would be written, every ten milliseconds instead of every ten seconds."""
    lines: list[str] = []
    monkeypatch.setattr(progress, "_say", lines.append)
    monkeypatch.setattr(progress, "EVERY_S", 0.01)
    return lines


def slowly(n: int) -> list[int]:
    passed = []
    for item in track(range(n), "masks"):
        time.sleep(0.012)
        passed.append(item)
    return passed


def test_in_a_log_a_line_is_written_now_and_then(said: list[str]) -> None:
    assert slowly(3) == [0, 1, 2]
    told = ("1 of 3", "2 of 3", "3 of 3", "all 3")
    assert said == [f"masks: {far}, 0 s\n" for far in told]


def test_what_is_over_at_once_says_nothing(
    said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "EVERY_S", 10.0)
    assert list(track([1, 2], "quick")) == [1, 2]
    assert said == []


def test_a_bar_inside_a_bar_keeps_quiet(said: list[str]) -> None:
    for _ in track(range(2), "outer"):
        slowly(2)
    assert {line.partition(":")[0] for line in said} == {"outer"}


def test_a_bar_that_broke_off_does_not_silence_the_next(said: list[str]) -> None:
    broken = track([1, 2], "broken")
    next(broken)
    del broken  # as leaving the loop by an error does
    slowly(2)
    assert said[0].startswith("masks: 1 of 2")


def test_what_cannot_be_counted_says_that_it_is_at_work(said: list[str]) -> None:
    with working("validation"):
        time.sleep(0.1)
    assert said
    assert set(said) == {"validation: at work, 0 s\n"}


def test_while_a_bar_is_shown_nothing_else_speaks(said: list[str]) -> None:
    with working("validation"):
        slowly(5)
    assert {line.partition(":")[0] for line in said[1:-1]} <= {"masks"}


def test_in_a_terminal_it_is_a_bar() -> None:
    code = (
        "import time\nfrom sonogenomics.progress import track\n"
        "for _ in track(range(3), 'masks'): time.sleep(0.2)"
    )
    parent, child = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", code], stderr=child, env={**os.environ, "TERM": "xterm"}
    ) as process:
        process.wait()
    os.close(child)
    shown = os.read(parent, 100_000).decode()
    os.close(parent)
    assert "masks" in shown
    assert "%" in shown
