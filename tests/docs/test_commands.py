"""Every command, setting and path that a page of the site names exists."""

import importlib
import importlib.util
import re
import tomllib
from collections.abc import Callable
from contextlib import redirect_stdout, suppress
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml

from sonogenomics.__main__ import COMMANDS, STAGES, main
from sonogenomics.params import Params
from tests.docs.pages import Block, blocks, pages, without_settings, words_set_as_code
from tests.pipeline.graph import PIPELINE, PROJECT

PAGES = pages()
BLOCKS = [block for page in PAGES for block in blocks(page)]
CONSOLE = [block for block in BLOCKS if block.language == "console"]
# What any shell has, or the reader is expected to have.
SHELL = {"cd", "cp", "curl", "export", "git", "ls", "printf", "source"}
LANGUAGES = {"console", "python", "yaml", "text", "json", "xml"}
IN_TREE = re.compile(r"^(src|tests|studies|claims|benchmarks|data/review|data/locked)/[\w./-]*$")
OF_A_RUN = re.compile(r"^(data|models|reports)/[\w./-]+$")
KEY = re.compile(r"^[a-z_]+(\.[a-z_]+)+$")


def named(page: Path) -> str:
    return str(page.relative_to(PROJECT / "docs"))


@cache
def help_of(*command: str) -> str:
    said = StringIO()
    with redirect_stdout(said), suppress(SystemExit):
        main([*command, "--help"])
    return said.getvalue()


def check_sonogenomics(arguments: list[str]) -> None:
    name, *rest = arguments
    assert name in COMMANDS | STAGES or name.startswith("--"), f"no command {name}"
    if name == "repro":  # hands everything to DVC
        check_dvc(["repro", *rest])
        return
    inner = [
        word for word in rest[:1] if f"{{{word}" in help_of(name) or f",{word}" in help_of(name)
    ]
    text = help_of(name, *inner) if name in COMMANDS else ""
    for option in [word.partition("=")[0] for word in rest if word.startswith("-")]:
        assert re.search(rf"(?<![\w-]){option}(?![\w-])", text), f"{name} has no {option}"


def check_make(arguments: list[str]) -> None:
    targets = re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE)
    assert set(arguments) <= set(targets)


def check_dvc(arguments: list[str]) -> None:
    asked = importlib.import_module("dvc.cli.parser").get_main_parser().parse_args(arguments)
    overrides = getattr(asked, "set_param", None) or []
    values = yaml.safe_load((PROJECT / "params.yaml").read_text())
    for override in overrides:
        key, _, value = override.partition("=")
        replace(values, key.split("."), yaml.safe_load(value))
    Params.model_validate(values)
    if arguments[0] in {"repro", "push"}:
        targets = [target.partition("@")[0] for target in asked.targets]
        assert set(targets) <= set(PIPELINE)


def replace(values: dict[str, Any], path: list[str], value: object) -> None:
    for part in path[:-1]:
        values = values[part]
    assert path[-1] in values, f"params.yaml has no {path}"
    values[path[-1]] = value


def check_mlflow(arguments: list[str]) -> None:
    """Read, not imported: MLflow's own command line takes many seconds to load."""
    found = importlib.util.find_spec("mlflow")
    assert found is not None
    folder = Path(str(found.origin)).parent
    files = [*folder.glob("cli/*.py"), folder / "models/cli.py", folder / "utils/cli_args.py"]
    text = "".join(path.read_text() for path in files)
    words = arguments[:1] + [word for word in arguments if word.startswith("--")]
    missing = [word for word in words if not re.search(rf'"{word}"|def {word}\(', text)]
    assert missing == []


def check_uv(arguments: list[str]) -> None:
    assert arguments[0] == "sync"
    extras = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    given = [word for word in arguments[1:] if word != "--extra"]
    assert set(given) <= set(extras["optional-dependencies"])


CHECKS: dict[str, Callable[[list[str]], None]] = {
    "sonogenomics": check_sonogenomics,
    "make": check_make,
    "dvc": check_dvc,
    "mlflow": check_mlflow,
    "uv": check_uv,
}


def check(command: list[str]) -> None:
    program, *arguments = without_settings(command)
    if program not in SHELL:
        CHECKS[program](arguments)


@pytest.mark.parametrize("block", CONSOLE, ids=lambda block: block.page)
def test_every_command_and_option_exists(block: Block, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)
    assert block.commands(), "a console block shows what is typed after a $"
    for command, _ in block.commands():
        if command:
            check(command)


@pytest.mark.parametrize(
    "command",
    [
        ["sonogenomics", "publsh"],
        ["sonogenomics", "review", "--everyone"],
        ["make", "everything"],
        ["dvc", "exp", "run", "-S", "chance.m=3"],
        ["dvc", "exp", "run", "-S", "profile=hopeful"],
        ["dvc", "repro", "modul"],
        ["uv", "sync", "--extra", "gpu"],
        ["mlflow", "server", "--database", "x"],
        ["rm", "-r", "data"],
    ],
    ids=" ".join,
)
def test_the_check_refuses_what_does_not_exist(
    command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(PROJECT)
    with pytest.raises((Exception, SystemExit)):
        check(command)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_block_says_what_it_is(page: Path) -> None:
    opened = re.findall(r"^ *```(.*)$", page.read_text(), re.MULTILINE)[::2]
    plain = {word for word in opened if not word.startswith("{")}
    assert plain <= LANGUAGES


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_setting_exists(page: Path) -> None:
    values = yaml.safe_load((PROJECT / "params.yaml").read_text())
    quantities = words_set_as_code(PROJECT / "claims" / "README.md")
    for word in set(words_set_as_code(page)).difference(quantities):
        key = word.partition("=")[0].partition(":")[0]
        if KEY.match(key) and key.split(".")[0] in values:
            inner: Any = values
            for part in key.split("."):
                assert part in inner, f"params.yaml has no {key}"
                inner = inner[part]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_path_exists_or_is_made_by_a_run(page: Path) -> None:
    parts = [stage.get(part, []) for stage in PIPELINE.values() for part in ("outs", "metrics")]
    made = [out if isinstance(out, str) else next(iter(out)) for part in parts for out in part]
    ignored = (PROJECT / ".gitignore").read_text().splitlines()
    for word in words_set_as_code(page):
        if IN_TREE.match(word):
            assert (PROJECT / word).exists(), word
        elif OF_A_RUN.match(word) and f"/{word}/" not in ignored:
            path = word.rstrip("/")
            near = [out for out in made if f"{out}/".startswith(f"{path}/")]
            assert near or any(path.startswith(f"{out}/") for out in made), word


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_named_in_a_sentence_exists(page: Path) -> None:
    for word in words_set_as_code(page):
        if re.match(r"^(sonogenomics|make|dvc) [a-z]", word) and "NAME" not in word:
            check(word.split())
