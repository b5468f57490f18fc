"""A packaged model becomes a version in the registry: one version a content."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sonogenomics.errors import StudyError
from sonogenomics.guard.rules import refuse
from sonogenomics.tracking import audit, dossier, model_card
from sonogenomics.tracking.audit import Event, Move
from sonogenomics.tracking.examination import Examined
from sonogenomics.tracking.mending import mend
from sonogenomics.tracking.packaged import Packaged, parts
from sonogenomics.tracking.pipeline import read_stages
from sonogenomics.tracking.provenance import Provenance
from sonogenomics.tracking.registry import CHALLENGER, holder, point, same_content
from sonogenomics.tracking.store import SETTING, Store
from sonogenomics.tracking.turn import turn

# The project's lock file holds much that serving does not need, torch among it.
FORBIDDEN = ("MLFLOW_UV_AUTO_DETECT", "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR")


@dataclass(frozen=True)
class Published:
    """A version of a registered model, and whether it was there before."""

    model: str
    version: str
    is_new: bool


def publish(store: Store, models: Sequence[Packaged], examined: Examined) -> list[Published]:
    """Register packaged models, unless these very contents are registered, as challengers.

    Parameters
    ----------
    store : Store
        The record of runs.
    models : sequence of Packaged
        As `packaged_models` gives them.
    examined : Examined
        What the guard found.

    Returns
    -------
    list of Published
        One a model.

    Raises
    ------
    StudyError
        The guard refuses the models, with every reason; the run of stage package is not recorded;
        or somebody else changes the registry.
    """
    refuse(examined.findings, f"{models[0].folder} is not published")
    with turn(store, f"{audit.who()} publishes"):
        mend(store)
        run_id = _package_run(store)
        return [_publish(store, one, examined, run_id) for one in models]


def _publish(store: Store, packaged: Packaged, examined: Examined, run_id: str) -> Published:
    content, model = packaged.content, packaged.name
    known = same_content(store, model, content)
    before = holder(store, model, CHALLENGER)
    if known and before == known[0]:
        return Published(model, known[0], is_new=False)
    made = Provenance.here(content, examined.held_out, examined.times_opened)
    number = known[0] if known else _register(store, packaged, (examined, made), run_id)
    event = Event(
        "published",
        (Move(model, before, number),),
        f"version {number} is challenger: {examined.standing}",
        figures={"auc": packaged.card["held_out"]["auc"], "opened": examined.times_opened},
    )
    with audit.noted(store, event):
        point(store, model, CHALLENGER, number)
    return Published(model, number, is_new=not known)


def _register(
    store: Store, packaged: Packaged, told: tuple[Examined, Provenance], run_id: str
) -> str:
    import mlflow  # noqa: PLC0415 - seconds

    client, model, (examined, made) = store.client, packaged.name, told
    about = dossier.subject(packaged, examined, made)
    with current(store), _reopened(store, run_id), TemporaryDirectory() as folder:
        logged = mlflow.pyfunc.log_model(name=model, **parts(packaged))
        dossier.write(Path(folder), packaged, examined, about)
        client.log_model_artifacts(logged.model_id, folder)
        _named(store, packaged)
        version = client.create_model_version(
            model,
            source=client.get_logged_model(logged.model_id).artifact_location,
            run_id=run_id,
            tags={**model_card.tags(packaged.card), **made.tags()},
            description=model_card.description(about),
            model_id=logged.model_id,
        )
    return _only(store, model, made.fingerprint, str(version.version))


def _named(store: Store, packaged: Packaged) -> None:
    """Let the registry know the model's name."""
    from mlflow.exceptions import MlflowException  # noqa: PLC0415

    model = packaged.name
    if store.client.search_registered_models(f"name = '{model}'"):
        return
    purpose = model_card.purpose(packaged.card, of_images=packaged.of_images)
    try:
        store.client.create_registered_model(model, description=purpose)
    except MlflowException as error:
        if error.error_code != "RESOURCE_ALREADY_EXISTS":  # by MLflow's pages, meanwhile
            raise


def _only(store: Store, model: str, content: str, mine: str) -> str:
    """The one version of a content: the first, whoever registered it."""
    first = same_content(store, model, content)[0]
    if first != mine:
        store.client.delete_model_version(model, mine)
    return first


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
def current(store: Store) -> Iterator[None]:
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
