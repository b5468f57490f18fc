"""A project of four stages, as DVC runs it, that takes no time to compute."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STAGES = {"cohort", "classifiers@forest", "classifiers@bayes", "champion"}

STAGE = """\
import json, sys
from pathlib import Path
from ruamel.yaml import YAML
from sonogenomics.tracking import journal

stage, *item = sys.argv[1:]
params = YAML(typ="safe").load(Path("params.yaml").read_text())
with journal.entry("@".join((stage, *item))):
    if params["broken"] == stage:
        sys.exit(f"{stage}: patient P7 appears twice")
    auc = 0.5 + params["seed"] / 100 + 0.01 * len("".join(item))
    found = {"module": {"auc_mean": auc, "specificity_mean": 0.7}, "tuned_by": "nobody"}
    folder = Path("reports", stage, *item)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "metrics.json").write_text(json.dumps(found))
    out = Path("data", "-".join((stage, *item)) + ".txt")
    out.parent.mkdir(exist_ok=True)
    out.write_text(str(params["seed"]))
"""

PIPELINE = """\
stages:
  cohort:
    cmd: {python} stage.py cohort
    params: [seed]
    outs: [data/cohort.txt]
    metrics: [{{reports/cohort/metrics.json: {{cache: false}}}}]
  classifiers:
    matrix: {{model: [forest, bayes]}}
    cmd: {python} stage.py classifiers ${{item.model}}
    params: [seed, "classifiers.${{item.model}}"]
    deps: [data/cohort.txt]
    outs: ["data/classifiers-${{item.model}}.txt"]
    metrics: [{{"reports/classifiers/${{item.model}}/metrics.json": {{cache: false}}}}]
  champion:
    cmd: {python} stage.py champion
    params: [broken]
    deps: [data/classifiers-forest.txt, data/classifiers-bayes.txt]
    outs: [data/champion.txt]
    metrics: [{{reports/champion/metrics.json: {{cache: false}}}}]
"""

PARAMS = """\
study: tiny
profile: honest
seed: 7
broken: none
classifiers:
  forest: {trees: 5}
  bayes: {}
"""


def make(folder: Path) -> Path:
    """Write the project and commit it."""
    folder.mkdir()
    (folder / "stage.py").write_text(STAGE)
    (folder / "dvc.yaml").write_text(PIPELINE.format(python=sys.executable))
    (folder / "params.yaml").write_text(PARAMS)
    (folder / ".gitignore").write_text("mlruns/\n")
    for command in (
        ["git", "init", "-q", "-b", "main"],
        ["git", "config", "user.name", "A Radiologist"],
        ["git", "config", "user.email", "radiologist@example.org"],
        [sys.executable, "-m", "dvc", "init", "-q"],
        ["git", "add", "-A"],
        ["git", "commit", "-qm", "As cloned"],
    ):
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder


def edit(folder: Path, old: str, new: str) -> None:
    """Replace words of params.yaml."""
    path = folder / "params.yaml"
    text = path.read_text()
    if old not in text:
        raise ValueError(f"params.yaml does not contain {old!r}")
    path.write_text(text.replace(old, new))


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Work in `folder`, with no server set, and come back."""
    before, uri = Path.cwd(), os.environ.pop("MLFLOW_TRACKING_URI", None)
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
        if uri is not None:
            os.environ["MLFLOW_TRACKING_URI"] = uri
