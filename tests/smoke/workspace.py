"""A copy of the project, small enough to run whole in a test."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.pipeline.graph import PROJECT

_SMALL = {
    "  n: 150 ": "  n: 6 ",
    "  trials: 4 ": "  trials: 2 ",
    "forest: {trees: 500}": "forest: {trees: 20}",
    "  n: null  ": "  n: 12  ",
    "  repeats: 2 ": "  repeats: 1 ",
    "  trials: 6 ": "  trials: 2 ",
    "study-module, study-differential,": "",
    "ridge, log-ridge, log-components, log-process, average, chosen]": "ridge, average, chosen]",
    "  n: 20 ": "  n: 5 ",
    "  n_chain: 20 ": "  n_chain: 3 ",
    "  splits: 50 ": "  splits: 10 ",
}
# The study that begins with a ready-made URF table, and, as params.yaml and study.yaml, the one
# that begins with images: fewer patients, a smaller network.
QUICK = {**_SMALL, "study: simulated ": "study: simulated-urfs "}
PICTURED = (
    {
        **_SMALL,
        "      side_px: 160": "      side_px: 96",
        "epochs_all: 8 ": "epochs_all: 6 ",
        "min_score: 0.5 ": "min_score: 0.1 ",
    },
    {"n_patients: 300": "n_patients: 100", "n_paired: 150": "n_paired: 60"},
)


@dataclass(frozen=True)
class Workspace:
    """A git checkout with its own DVC cache, runs and reports."""

    folder: Path

    def run(
        self, *command: str, check: bool = True, **env: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command there; a failure shows what it said."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.env(**env),
            capture_output=True,
            text=True,
            check=False,
        )
        if check and done.returncode:
            raise RuntimeError(f"{command} exited {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return done

    def env(self, **extra: str) -> dict[str, str]:
        """The environment of a user in that checkout, its own code first."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        source = str(self.folder / "src")
        return {**os.environ, "PATH": path, "PYTHONPATH": source, **extra}

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a command there in a process group of its own."""
        with (self.folder / "started.log").open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=self.folder,
                env=self.env(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def hashes(self) -> dict[str, str]:
        """The content hash DVC recorded for every output."""
        lock = yaml.safe_load((self.folder / "dvc.lock").read_text())
        outs = [out for stage in lock["stages"].values() for out in stage.get("outs", [])]
        return {out["path"]: out["md5"] for out in outs}

    def edit(self, name: str, changes: dict[str, str]) -> None:
        """Replace words in a file; a word that is not there is an error."""
        path = self.folder / name
        text = path.read_text()
        for old, new in changes.items():
            if old not in text:
                raise ValueError(f"{name} does not contain {old!r}")
            text = text.replace(old, new)
        path.write_text(text)


def copy_project(
    folder: Path, changes: dict[str, str], of_study: dict[str, str] | None = None
) -> Workspace:
    """Copy what git would carry, change params.yaml (and the default study), and commit that."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        if (PROJECT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, folder / name)
    workspace = Workspace(folder)
    workspace.edit("params.yaml", changes)
    workspace.edit("studies/simulated/study.yaml", of_study or {})
    for command in (
        ["git", "init", "-q", "-b", "main"],
        ["git", "config", "user.name", "A Radiologist"],
        ["git", "config", "user.email", "radiologist@example.org"],
        ["git", "add", "-A"],
        ["git", "commit", "-qm", "As cloned"],
    ):
        workspace.run(*command)
    return workspace
