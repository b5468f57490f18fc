"""The command line teaches, answers fast, and says in a sentence what is wrong."""

import errno
import json
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path

import pytest

from sonogenomics import __main__ as cli
from sonogenomics.errors import StudyError, listed
from sonogenomics.workers import VARIABLE, n_workers
from tests.pipeline.graph import PIPELINE, PROJECT


def test_help_lists_every_command_quickly() -> None:
    began = time.perf_counter()
    out = subprocess.run(
        [sys.executable, "-m", "sonogenomics", "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert time.perf_counter() - began < 3.0  # 0.05 s alone; other tests share the cores
    assert all(name in out for name in cli.STAGES | cli.COMMANDS)
    assert "not for diagnosis" in out


HEAVY = {"pandas", "numpy", "mlflow", "torch", "pydantic", "scipy", "sklearn", "rich", "ruamel"}
HELPS = [["--help"], ["--version"], [], *([name, "--help"] for name in cli.STAGES | cli.COMMANDS)]


@pytest.fixture(scope="module")
def helps() -> dict[str, tuple[str, list[str]]]:
    """Every help, and what it made Python import: one process, each command from a bare start."""
    code = f"""
import contextlib, io, json, os, sys
from sonogenomics.__main__ import main
told = {{}}
for argv in {HELPS!r}:
    into, out = os.pipe()
    if (child := os.fork()) == 0:
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            try:
                main(argv)
            except SystemExit:
                pass
        heavy = sorted({HEAVY!r} & set(sys.modules))
        with os.fdopen(out, "w") as pipe:
            json.dump([said.getvalue(), heavy], pipe)
        os._exit(0)
    os.close(out)
    with os.fdopen(into) as pipe:
        told[" ".join(argv)] = json.load(pipe)
    os.waitpid(child, 0)
print(json.dumps(told))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT
    )
    return {name: tuple(said) for name, said in json.loads(done.stdout).items()}


@pytest.mark.parametrize("argv", HELPS, ids=" ".join)
def test_no_help_imports_a_heavy_library(
    argv: list[str], helps: dict[str, tuple[str, list[str]]]
) -> None:
    text, heavy = helps[" ".join(argv)]
    assert heavy == []
    assert len(text) > 10
    assert argv[-1:] != ["--help"] or "usage: sonogenomics" in text


def test_a_stage_says_what_it_reads_writes_and_is_told(
    helps: dict[str, tuple[str, list[str]]],
) -> None:
    for name, stage in PIPELINE.items():
        text = helps[f"{name} --help"][0]
        reads, rest = text.split("\nwrites:\n")
        writes, told = rest.split("\nis told ")
        data = [path for path in stage["deps"] if not path.startswith("src/")]
        outs = [one if isinstance(one, str) else next(iter(one)) for one in stage["outs"]]
        assert reads.count("\n  ") == max(len(data), 1), name
        assert writes.count("\n  ") + 1 == len(outs) + len(stage.get("metrics", [])), name
        for section in {key.split(".")[0] for key in stage.get("params", [])}:
            assert f"\n  {section}:" in told, name


def test_every_command_stands_under_a_heading(helps: dict[str, tuple[str, list[str]]]) -> None:
    text = helps["--help"][0]
    assert all(f"\n{head}:\n" in text for head in cli.GROUPS)
    assert "\nstages of the pipeline" in text


def test_every_command_has_a_module_that_runs_it() -> None:
    folder = Path(cli.__file__).parent / "commands"
    assert all((folder / f"{name}.py").is_file() for name in cli.COMMANDS)


def test_the_version_is_the_packages(helps: dict[str, tuple[str, list[str]]]) -> None:
    assert helps["--version"][0] == f"sonogenomics {metadata.version('sonogenomics')}\n"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("differentials", "`differential`"), ("Repo", "`repro`"), ("reports", "`report`")],
)
def test_an_unknown_command_is_refused_with_what_was_meant(
    typed: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([typed]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"Did you mean {meant}" in said


def test_a_word_like_no_command_is_not_guessed_at(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["xyzzy"]) == 2
    assert capsys.readouterr().err == (
        "sonogenomics: there is no command 'xyzzy'. `sonogenomics --help` lists them.\n"
    )


def test_a_fault_of_the_data_is_one_sentence_and_a_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(command: str, arguments: list[str]) -> None:
        raise StudyError("Patient P7 appears twice; keep one row.")

    monkeypatch.setattr(cli, "_run", fail)
    assert cli.main(["cohort"]) == 1
    assert (
        capsys.readouterr().err == "sonogenomics cohort: Patient P7 appears twice; keep one row.\n"
    )


def test_a_full_disk_is_told_and_not_thrown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(command: str, arguments: list[str]) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "data/x.parquet")

    monkeypatch.setattr(cli, "_run", fail)
    assert cli.main(["cohort"]) == 1
    assert "No space left on device while writing data/x.parquet" in capsys.readouterr().err


def test_a_stage_outside_a_project_says_where_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["cohort"]) == 1
    assert "project's folder" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["0", "-2", "two", "1.5"])
def test_a_nonsense_number_of_workers_is_refused(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, text)
    with pytest.raises(StudyError, match=VARIABLE):
        n_workers()


def test_the_number_of_workers_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "3")
    assert n_workers() == 3


def test_a_long_list_is_counted_not_poured_out() -> None:
    assert listed(range(7), most=2) == "0, 1 and 5 more"


@pytest.mark.parametrize("argv", [["classifiers"], ["cohort", "extra"]])
def test_a_missing_or_extra_argument_shows_the_usage(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(argv) == 1
    assert f"sonogenomics {argv[0]}" in capsys.readouterr().err


def test_a_reader_who_stops_early_is_no_error() -> None:
    code = "from sonogenomics.__main__ import main; main(['studies', 'her2'])"
    shell = f'"{sys.executable}" -c "{code}" | head -n 1'
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=True)
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr
