"""`sonogenomics review`: what it needs, what it hands out, and what it takes back."""

import json
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from sonogenomics.catalog import DETECTIONS
from sonogenomics.commands import review, reviewing
from sonogenomics.errors import StudyError
from sonogenomics.params import Params
from sonogenomics.review.decisions import read_decisions
from sonogenomics.review.exchange import FORMATS
from sonogenomics.study import Absent, FileColumn, Images, Study
from tests.conftest import PROJECT
from tests.ports import free_port
from tests.review.project import lay_out

FRAMES = Images(source="a", list="b", image=FileColumn(column="file"), patient="patient")
FOLDER = Path("data/review/simulated")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    params = Params.load(PROJECT / "params.yaml")
    chosen = params.model_copy(update={"study": "simulated"})
    study = Study.load("simulated", PROJECT / "studies").model_copy(update={"images": FRAMES})
    monkeypatch.setattr(Params, "load", lambda: chosen)
    monkeypatch.setattr(Study, "load", lambda _: study)
    monkeypatch.chdir(tmp_path)
    return lay_out(tmp_path)


def test_without_masks_it_says_what_to_run_first(project: Path) -> None:
    Path(DETECTIONS.path).unlink()
    with pytest.raises(StudyError, match="no masks yet .*`make repro` first"):
        review.main([])


def test_a_study_without_images_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = Study.load("simulated").model_copy(update={"images": Absent(absent="no pixels")})
    monkeypatch.setattr(Study, "load", lambda _: bare)
    with pytest.raises(StudyError, match="has no images to review: no pixels"):
        review.main([])


def test_a_port_in_use_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(StudyError, match="is in use"):
            review.main(["--port", str(taken.getsockname()[1])])


@pytest.mark.parametrize(("options", "n"), [([], 4), (["--all"], 5)])
def test_masks_go_out_and_come_back(
    options: list[str], n: int, capsys: pytest.CaptureFixture[str]
) -> None:
    review.main([*options, "--export", "coco", "out.json"])
    assert len(json.loads(Path("out.json").read_text())["images"]) == n
    review.main([*options, "--import", "out.json", "--reviewer", "Dr B"])
    said = capsys.readouterr().out
    assert f"{n - 1} accepted (unchanged), 0 redrawn, 1 rejected" in said
    assert len(read_decisions(FOLDER)) == n


def test_an_import_needs_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviewing, "_git_name", lambda: "")
    review.main(["--export", "label-studio", "out.json"])
    with pytest.raises(StudyError, match="--reviewer"):
        review.main(["--import", "out.json"])


def test_the_help_names_the_formats_that_there_are() -> None:
    assert tuple(FORMATS) == review.FORMATS


def test_an_unknown_format_is_told() -> None:
    with pytest.raises(StudyError, match="choose coco or label-studio"):
        review.main(["--export", "voc", "out.json"])


@pytest.mark.slow
def test_the_server_answers_and_ends_without_a_word_at_ctrl_c(project: Path) -> None:
    shutil.copy(PROJECT / "params.yaml", project)
    shutil.copytree(PROJECT / "studies", project / "studies")
    port = free_port()
    code = (
        "from sonogenomics.commands import review, reviewing\n"
        f"reviewing._made = lambda *_, **__: ()\nreview.main(['--port', '{port}'])"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        lines = [str(server.stdout and server.stdout.readline()) for _ in range(2)]
        with urllib.request.urlopen(lines[1].split()[-1], timeout=10) as page:
            assert b"Review of masks" in page.read()
        server.send_signal(signal.SIGINT)
        _, complaint = server.communicate(timeout=20)
    assert (server.returncode, complaint) == (0, "")
