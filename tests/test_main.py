"""The command line teaches, answers fast, and says in a sentence what is wrong."""

import errno
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sonogenomics import __main__ as cli
from sonogenomics.errors import StudyError, listed
from sonogenomics.workers import VARIABLE, n_workers


def test_help_lists_every_command_quickly() -> None:
    began = time.perf_counter()
    out = subprocess.run(
        [sys.executable, "-m", "sonogenomics", "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert time.perf_counter() - began < 3.0  # 0.05 s alone; other tests share the cores
    assert all(name in out for name in cli.STAGES | cli.COMMANDS)
    assert "not for diagnosis" in out


def test_help_imports_no_heavy_library() -> None:
    code = (
        "import sys\nfrom sonogenomics.__main__ import _parser\n_parser().format_help()\n"
        "print(sorted({'pandas', 'numpy', 'mlflow', 'torch', 'pydantic'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_an_unknown_command_is_refused_with_the_known_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(["differentials"])
    assert stop.value.code == 2
    assert "differential" in capsys.readouterr().err


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
