"""The packaged model in MLflow's registry: one version a content, aliases for its standing."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

import sonogenomics
from sonogenomics.catalog import SERVABLE
from sonogenomics.errors import StudyError
from sonogenomics.guard.rules import refuse
from sonogenomics.serving.bundle import EXAMPLE
from sonogenomics.serving.servable import CARD, Servable
from sonogenomics.tracking import git, model_card
from sonogenomics.tracking.examination import Examined
from sonogenomics.tracking.pipeline import read_stages
from sonogenomics.tracking.store import EXPERIMENT, SETTING, Store

if TYPE_CHECKING:
    from mlflow.entities.model_registry import ModelVersion

FINGERPRINT = "fingerprint"
CHALLENGER, CHAMPION = "challenger", "champion"
PACKAGE = Path(sonogenomics.__file__).parent
# The project's lock file holds much that serving does not need, torch among it.
FORBIDDEN = ("MLFLOW_UV_AUTO_DETECT", "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR")
# All that the served code imports; given, MLflow need not start a process to find out.
REQUIREMENTS = ("mlflow", "numpy", "pandas", "scipy", "scikit-learn", "skops")


@dataclass(frozen=True)
class Published:
    """A version of the registered model, and whether it was there before."""

    version: str
    is_new: bool


def model_name(servable: Servable) -> str:
    """Name under which a model is registered: one for each outcome, such as sonogenomics-her2."""
    return f"{EXPERIMENT}-{servable.card['outcome']['key']}"


def fingerprint(folder: Path) -> str:
    """SHA-256 over names and contents of a folder's files.

    Parameters
    ----------
    folder : Path
        The servable folder.

    Returns
    -------
    str
        Equal for equal contents, wherever the folder lies.
    """
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{path.relative_to(folder).as_posix()} {content}\n".encode())
    return whole.hexdigest()


def publish(store: Store, servable: Servable, examined: Examined) -> Published:
    """Register the packaged model, unless these very contents are registered, as challenger.

    Parameters
    ----------
    store : Store
        The record of runs.
    servable : Servable
        As read from models/servable.
    examined : Examined
        What the guard found.

    Returns
    -------
    Published

    Raises
    ------
    StudyError
        The guard refuses the model, with every reason; or the run of stage package is not
        recorded.
    """
    refuse(examined.findings, f"{SERVABLE.path} is not published")
    content, model = fingerprint(Path(SERVABLE.path)), model_name(servable)
    known = _version_of(store, model, content)
    number = known or _register(store, servable, examined, content)
    store.client.set_registered_model_alias(model, CHALLENGER, number)
    return Published(number, known is None)


def promote(store: Store, model: str) -> tuple[str | None, str]:
    """Let the challenger become champion.

    Parameters
    ----------
    store : Store
        The record of runs.
    model : str
        Name of the registered model.

    Returns
    -------
    tuple of (str or None, str)
        The champion before, and now.

    Raises
    ------
    StudyError
        There is no challenger, or it is champion already.
    """
    before, challenger = (holder(store, model, alias) for alias in (CHAMPION, CHALLENGER))
    if challenger is None:
        raise StudyError(f"{model} has no challenger: `sonogenomics publish` registers one.")
    if challenger == before:
        raise StudyError(f"Nothing to promote: version {before} is challenger and champion.")
    store.client.set_registered_model_alias(model, CHAMPION, challenger)
    return before, challenger


def holder(store: Store, model: str, alias: str) -> str | None:
    """Version of a model that holds an alias; None where nobody does."""
    models = store.client.search_registered_models(f"name = '{model}'")
    found = models[0].aliases.get(alias) if models else None
    return None if found is None else str(found)


def _version_of(store: Store, model: str, content: str) -> str | None:
    versions: list[ModelVersion] = store.client.search_model_versions(f"name = '{model}'")
    same = [one.version for one in versions if one.tags.get(FINGERPRINT) == content]
    return str(min(same, key=int)) if same else None


def _register(store: Store, servable: Servable, examined: Examined, content: str) -> str:
    import mlflow  # noqa: PLC0415 - seconds

    client, run_id, model = store.client, _package_run(store), model_name(servable)
    with _current(store), _reopened(store, run_id):
        logged = mlflow.pyfunc.log_model(name=model, **_parts(servable))
    if not client.search_registered_models(f"name = '{model}'"):
        client.create_registered_model(model, description=model_card.purpose(servable.card))
    made = client.create_model_version(
        model,
        source=client.get_logged_model(logged.model_id).artifact_location,
        run_id=run_id,
        tags={
            **model_card.tags(servable.card),
            "held_out.opened": str(examined.times_opened),
            FINGERPRINT: content,
            "git.commit": git.commit() or "unknown",
        },
        description=model_card.description(servable.card, examined.standing),
        model_id=logged.model_id,
    )
    return str(made.version)


def _parts(servable: Servable) -> dict[str, Any]:
    """What MLflow keeps of the model.

    The code goes along: the package is on no index, so that a server elsewhere could not install
    it, and a version must keep answering as it did when the code has moved on.
    """
    from mlflow.models import infer_signature  # noqa: PLC0415 - seconds

    request = json.loads((SERVABLE / EXAMPLE).read_text(encoding="utf-8"))["dataframe_split"]
    example = pd.DataFrame(request["data"], columns=request["columns"])
    return {
        "python_model": str(PACKAGE / "serving" / "pyfunc.py"),
        "artifacts": {"servable": SERVABLE.path},
        "code_paths": [str(PACKAGE)],
        "signature": infer_signature(example, servable.predict(example)),
        "input_example": example,
        "pip_requirements": [f"{name}=={version(name)}" for name in REQUIREMENTS],
        "metadata": {"card": CARD, "research_use_only": True},
    }


def _package_run(store: Store) -> str:
    """The run of stage package that stands in the record for the current dvc.lock."""
    now = {stage.name: stage.fingerprint for stage in read_stages(None)}.get("package")
    wanted = f"tags.`dvc.stage` = 'package' and tags.`dvc.fingerprint` = '{now}'"
    runs = store.client.search_runs([store.experiment_id], wanted, max_results=1)
    if not runs:
        raise StudyError(
            "The record does not know this model's run: `sonogenomics mirror` records it."
        )
    return str(runs[0].info.run_id)


@contextmanager
def _current(store: Store) -> Iterator[None]:
    """Make the store MLflow's current one, and leave all settings as they were."""
    import mlflow  # noqa: PLC0415 - seconds

    before = {name: os.environ.get(name) for name in (SETTING, *FORBIDDEN)}
    os.environ.update(dict.fromkeys(FORBIDDEN, "false"))
    mlflow.set_tracking_uri(store.uri)  # sets the variable, too
    try:
        yield
    finally:
        mlflow.set_tracking_uri(before[SETTING] or "")
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


@contextmanager
def _reopened(store: Store, run_id: str) -> Iterator[None]:
    """Add to a finished run without changing when it ended."""
    import mlflow  # noqa: PLC0415 - seconds

    ended = store.client.get_run(run_id).info.end_time
    try:
        with mlflow.start_run(run_id=run_id):
            yield
    finally:
        store.client.set_terminated(run_id, "FINISHED", ended)
