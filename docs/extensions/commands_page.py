"""Every command and every stage: what `--help` says, asked while the site is built."""

import io
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import chdir, redirect_stdout, suppress
from pathlib import Path
from unittest.mock import patch

from sonogenomics.__main__ import COMMANDS, STAGES, main

SUBCOMMANDS = re.compile(r"^\s+\{([a-z,-]+)\}", re.MULTILINE)


def page(project: Path) -> str:
    """Markdown: a section a command, then a section a stage.

    Parameters
    ----------
    project : Path
        Its folder, where dvc.yaml and params.yaml lie.
    """
    lines = ["## sonogenomics", _block(asked_for_help(project)), "# Commands"]
    lines += _sections(COMMANDS, project)
    lines += ["# Stages by hand", "`dvc repro` calls them; see [the pipeline](stages.md)."]
    return "\n\n".join([*lines, *_sections(STAGES, project)])


def asked_for_help(project: Path, *command: str) -> str:
    """What `sonogenomics COMMAND --help` prints in the project's folder."""
    said = io.StringIO()
    with (
        chdir(project),
        patch.dict(os.environ, {"COLUMNS": "88"}),
        redirect_stdout(said),
        suppress(SystemExit),
    ):
        main([*command, "--help"])
    return said.getvalue()


def _sections(names: Mapping[str, str], project: Path) -> Iterator[str]:
    for name, sentence in names.items():
        yield f"## {name}\n\n{sentence}."
        help_text = asked_for_help(project, name)
        yield _block(help_text)
        inner = SUBCOMMANDS.search(help_text) if name in COMMANDS else None
        for word in inner.group(1).split(",") if inner else []:
            yield f"### {name} {word}\n\n{_block(asked_for_help(project, name, word))}"


def _block(text: str) -> str:
    return f"```text\n{text.rstrip()}\n```"
