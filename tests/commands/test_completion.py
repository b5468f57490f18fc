"""Completion, in the shells themselves."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from sonogenomics.__main__ import COMMANDS, STAGES, main
from sonogenomics.commands.completion import words
from tests.conftest import PROJECT


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with two studies and a registered model, and the command on the path."""
    for name in ("mine", "yours"):
        (tmp_path / "studies" / name).mkdir(parents=True)
        (tmp_path / "studies" / name / "study.yaml").touch()
    shutil.copy(PROJECT / "params.yaml", tmp_path)
    (tmp_path / "mlruns").mkdir()
    with closing(sqlite3.connect(tmp_path / "mlruns" / "mlflow.db")) as database:
        database.executescript(
            "create table registered_models (name);"
            "insert into registered_models values ('sg-her2');"
            "create table registered_model_aliases (name, alias);"
            "insert into registered_model_aliases values ('sg-her2', 'champion');"
        )
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "sonogenomics"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m sonogenomics "$@"\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{command.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(PROJECT / "src"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_command_and_stage_is_offered() -> None:
    assert words([""]) == sorted([*COMMANDS, *STAGES])
    assert words(["--"]) == ["--help", "--version"]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["differ"], ["differential"]),
        (["study", ""], ["check", "new"]),
        (["study", "check", ""], ["mine", "yours"]),
        (["study", "check", "y"], ["yours"]),
        (["study", "new", "--im"], ["--images"]),
        (["studies", "m"], ["mine"]),
        (["classifiers", "n"], ["neighbours", "network"]),
        (["segmenter", ""], ["1", "2", "3", "4", "5"]),
        (["review", "--e"], ["--export"]),
        (["repro", "--force", "enr"], ["enrichment"]),
        (["promote", ""], ["sg-her2"]),
        (["predict", "images", "--model", "models:/"], ["models:/sg-her2@champion"]),
        (["study", "new", ""], []),
        (["xyzzy", ""], []),
    ],
)
def test_what_may_follow_is_offered(typed: list[str], offered: list[str]) -> None:
    assert words(typed) == offered


def test_without_a_project_nothing_breaks(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert (
        words(["study", "check", ""]) == words(["promote", ""]) == words(["classifiers", ""]) == []
    )


BASH = """\
source <(sonogenomics completion bash)
COMP_LINE="$1"; COMP_POINT=${#1}
shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_sonogenomics
printf '%s\n' "${COMPREPLY[@]}"
"""


@pytest.mark.parametrize(
    ("line", "parts", "offered"),
    [
        ("sonogenomics differ", ["sonogenomics", "differ"], ["differential"]),
        ("sonogenomics study check ", ["sonogenomics", "study", "check", ""], ["mine", "yours"]),
        (  # bash parts words at a colon and at @, and replaces the last part alone
            "sonogenomics predict us --model models:/sg",
            ["sonogenomics", "predict", "us", "--model", "models", ":", "/sg"],
            ["/sg-her2@champion"],
        ),
    ],
)
def test_bash_completes(line: str, parts: list[str], offered: list[str]) -> None:
    done = subprocess.run(
        ["bash", "-c", BASH, "bash", line, *parts], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == offered
    assert done.stderr == ""


ZSH = """\
compdef() { :; }
compadd() { print -l -- "${@:3}"; }
_files() { print FILES; }
source <(sonogenomics completion zsh)
words=(sonogenomics "$@"); CURRENT=$#words
_sonogenomics
"""


@pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not installed")
def test_zsh_completes() -> None:
    for typed, offered in ((["study", "check", ""], ["mine", "yours"]), (["xyzzy", ""], ["FILES"])):
        done = subprocess.run(
            ["zsh", "-fc", ZSH, "zsh", *typed], capture_output=True, text=True, check=True
        )
        assert done.stdout.split() == offered
        assert done.stderr == ""


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")
def test_fish_completes() -> None:
    asked = "sonogenomics completion fish | source; complete -C 'sonogenomics study check '"
    done = subprocess.run(["fish", "-Nc", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["mine", "yours"]
    assert done.stderr == ""


def test_an_unknown_shell_is_told_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["completion", "tcsh"])
    assert stop.value.code == 2
    assert "choose from" in capsys.readouterr().err
