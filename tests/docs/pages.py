"""The pages of the site as a test reads them: blocks, commands and words set as code."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.pipeline.graph import PROJECT

DOCS = PROJECT / "docs"
MADE = {"_build", "api"}  # what the build leaves behind
FENCE = re.compile(
    r"(?:^% (?P<note>[^\n]+)\n)?"
    r"^(?P<indent> *)```(?P<language>[a-z]+)\n(?P<text>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)
CODE = re.compile(r"(?<![`}])`([^`\n]+)`")
ASSIGNMENT = re.compile(r"^[A-Z_]+=")


@dataclass(frozen=True)
class Block:
    """A fenced block, and the comment that stands on the line above it.

    Attributes
    ----------
    page : str
        Where it stands, below docs/.
    language : str
        console, python, yaml, text.
    text : str
        Without fence and indentation.
    note : str
        The comment; empty where there is none.
    """

    page: str
    language: str
    text: str
    note: str

    def commands(self) -> list[tuple[list[str], str]]:
        """Each command after a `$ `, and what is shown below it."""
        parts = re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]
        joined = [part.replace("\\\n", " ") for part in parts]
        lines = [part.partition("\n") for part in joined]
        return [(shlex.split(line, comments=True), shown) for line, _, shown in lines]


def pages(under: str = ".") -> list[Path]:
    """Every page that a person wrote."""
    found = sorted((DOCS / under).rglob("*.md"))
    return [path for path in found if MADE.isdisjoint(path.relative_to(DOCS).parts)]


def blocks(page: Path) -> list[Block]:
    """Every fenced block of a page, in order."""
    return list(_blocks(page))


def _blocks(page: Path) -> Iterator[Block]:
    for found in FENCE.finditer(page.read_text(encoding="utf-8")):
        indent = len(found["indent"])
        text = "".join(line[indent:] for line in found["text"].splitlines(keepends=True))
        name = str(page.relative_to(DOCS))
        yield Block(name, found["language"], text, found["note"] or "")


def words_set_as_code(page: Path) -> list[str]:
    """What stands between single backticks, outside of blocks and roles."""
    return CODE.findall(FENCE.sub("", page.read_text(encoding="utf-8")))


def without_settings(command: list[str]) -> list[str]:
    """A command without the variables that stand before it, and without `uv run`."""
    while command and ASSIGNMENT.match(command[0]):
        command = command[1:]
    return command[2:] if command[:2] == ["uv", "run"] else command
