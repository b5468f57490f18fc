"""sonogenomics completion bash|zsh|fish: print what lets the shell complete commands and names."""

import argparse
import importlib
import re
import sqlite3
from contextlib import closing, redirect_stdout, suppress
from io import StringIO
from pathlib import Path

EPILOG = """\
  bash:  sonogenomics completion bash > ~/.local/share/bash-completion/completions/sonogenomics
  zsh:   sonogenomics completion zsh > ~/.zfunc/_sonogenomics     (~/.zfunc on your $fpath)
  fish:  sonogenomics completion fish > ~/.config/fish/completions/sonogenomics.fish
  now:   source <(sonogenomics completion bash)

Completed are commands, stages, their options, names of studies, classifiers, registered models
with their aliases, and otherwise files."""
SHELLS = ("bash", "zsh", "fish")
DATABASE = Path("mlruns/mlflow.db")  # read as a file: MLflow itself takes seconds
TAKES_STUDY = {"studies", "openings"}
TAKES_MODEL = {"promote", "rollback", "registry", "publish"}
FIXED = {
    "study": {"new", "check"},
    "completion": set(SHELLS),
    "segmenter": {str(fold) for fold in range(1, 6)},
}
MODEL_OPTIONS = {"--model", "-m"}


def main(argv: list[str]) -> None:
    """Print a script, or (for that script) the words that may follow."""
    if argv[:1] == ["words"]:
        print("\n".join(words(argv[1:])))
        return
    parser = argparse.ArgumentParser(
        prog="sonogenomics completion",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("shell", choices=SHELLS)
    shell = parser.parse_args(argv).shell
    file = Path(__file__).parent / "shells" / f"completion.{shell}"
    print(file.read_text(encoding="utf-8"), end="")


def words(typed: list[str]) -> list[str]:
    """What may stand next; empty where only files make sense.

    Parameters
    ----------
    typed : list of str
        What stands behind `sonogenomics`, the word that is being typed last (it may be empty).

    Returns
    -------
    list of str
        Sorted; only those that begin as the last word does.
    """
    *before, last = typed or [""]
    return sorted(word for word in _candidates(before, last) if word.startswith(last))


def _candidates(before: list[str], last: str) -> set[str]:
    from sonogenomics.__main__ import COMMANDS, STAGES  # noqa: PLC0415 - it imports this

    if not before:
        return {*COMMANDS, *STAGES} if not last.startswith("-") else {"--help", "--version"}
    command, *rest = before
    if rest and rest[-1] in MODEL_OPTIONS:
        return _models(spelt=True)
    if last.startswith("-"):
        return _options(command, rest)
    return _arguments(command, rest)


def _arguments(command: str, rest: list[str]) -> set[str]:
    """Names that a command or stage may be given."""
    from sonogenomics.__main__ import STAGES  # noqa: PLC0415

    if command == "repro":
        return set(STAGES)
    if (command, rest) == ("study", ["check"]) or (command in TAKES_STUDY and not rest):
        return _studies()
    if rest:
        return set()
    if command in TAKES_MODEL:
        return _models(spelt=False)
    return _section("classifiers") if command == "classifiers" else FIXED.get(command, set())


def _options(command: str, rest: list[str]) -> set[str]:
    """Options, read off the command's own help: they cannot differ from it."""
    from sonogenomics.__main__ import COMMANDS  # noqa: PLC0415

    if command not in COMMANDS:
        return {"--help"}
    sub = rest[:1] if command == "study" else []
    said = StringIO()
    with redirect_stdout(said), suppress(SystemExit):
        importlib.import_module(f"sonogenomics.commands.{command}").main([*sub, "--help"])
    usage = said.getvalue().partition("\noptions:")
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", usage[0] + usage[2].partition("\n\n")[0]))


def _studies() -> set[str]:
    return {path.parent.name for path in Path("studies").glob("*/study.yaml")}


def _section(name: str) -> set[str]:
    """Keys of a section of params.yaml, read as text."""
    with suppress(OSError):
        text = Path("params.yaml").read_text(encoding="utf-8").partition(f"\n{name}:")[2]
        lines = text.partition("\n")[2].splitlines()
        keys = {line.strip().partition(":")[0] for line in lines[: _end(lines)] if ":" in line}
        return {key for key in keys if key.isidentifier()}
    return set()


def _end(lines: list[str]) -> int:
    return next((n for n, line in enumerate(lines) if line[:1].strip()), len(lines))


def _models(spelt: bool) -> set[str]:
    """Registered models; with `spelt` as `models:/name@alias`, and the packaged folders too."""
    folders = {str(path.parent) for path in Path("models").glob("*/servable.json")}
    if not DATABASE.is_file():
        return folders if spelt else set()
    names: list[tuple[str]] = []
    aliases: list[tuple[str, str]] = []
    with suppress(sqlite3.Error), closing(_opened()) as database:
        names = database.execute("select name from registered_models").fetchall()
        aliases = database.execute("select name, alias from registered_model_aliases").fetchall()
    if not spelt:
        return {name for (name,) in names}
    return {*folders, *(f"models:/{name}@{alias}" for name, alias in aliases)}


def _opened() -> sqlite3.Connection:
    return sqlite3.connect(f"file:{DATABASE}?mode=ro", uri=True, timeout=0.2)
