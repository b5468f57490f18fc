"""What the champion says of the held-out patients: asked again where that can be, else as kept."""

from pathlib import Path
from tempfile import TemporaryDirectory

from sonogenomics.catalog import PATIENTS, URFS
from sonogenomics.cohort.measured import with_urfs
from sonogenomics.errors import StudyError, listed
from sonogenomics.promotion.patients import Met, met
from sonogenomics.serving.servable import Servable
from sonogenomics.tracking import dossier
from sonogenomics.tracking.dossier import Kept
from sonogenomics.tracking.packaged import ARTIFACT
from sonogenomics.tracking.registry import IMAGE
from sonogenomics.tracking.store import Store

AGREES = 1e-3  # of a probability; beyond, features are not what they were when it was published
AGAIN = "scored anew on this project's held-out patients"
AS_KEPT = "as kept when it was published"


def champion_scores(
    store: Store, which: tuple[str, str], kept: Kept, challenger: Met
) -> tuple[Met, str]:
    """Score the champion on the current held-out URFs; fall back on its kept scores, and say why.

    Parameters
    ----------
    store : Store
        The record of runs.
    which : tuple of (str, str)
        Model and version.
    kept : Kept
        What that version keeps.
    challenger : Met
        With whose patients it shall be compared.

    Returns
    -------
    tuple of (Met, str)
        The scores, and where they are from.
    """
    if which[0].endswith(IMAGE):
        return kept.met, f"{AS_KEPT} (images are not read again)"
    try:
        again = _again(store, which, kept.met)
    except StudyError as error:
        return kept.met, f"{AS_KEPT} ({error})"
    moved = _moved(again, kept.met)
    if moved:
        return kept.met, f"{AS_KEPT} (URFs of {moved} patients are measured otherwise since)"
    if not again.scores.index.intersection(challenger.scores.index).size:
        return kept.met, f"{AS_KEPT} (this project holds out other patients)"
    return again, AGAIN


def _again(store: Store, which: tuple[str, str], kept: Met) -> Met:
    servable = _servable(store, which)
    if not Path(URFS.path).is_file() or not Path(PATIENTS.path).is_file():
        raise StudyError("this project has no URF table")
    urfs = URFS.read()
    lacking = sorted(set(servable.features) - set(urfs.columns))
    if lacking:
        raise StudyError(f"this project's URF table lacks {listed(lacking, 2)}")
    patients = with_urfs(PATIENTS.read(), urfs)
    left = patients[patients["split"] == "test"]
    if left.empty:
        raise StudyError("this project holds nobody out")
    told = servable.predict(urfs.loc[left.index, servable.features])
    column = servable.card["outcome"]["probability"]
    table = left[["outcome"]].assign(score=told[column]).rename_axis("patient_id").reset_index()
    scored = met(table, (), float(servable.card["cut_off"]), dossier.salt())
    return Met(scored.scores, kept.learned, scored.cut_off)


def _servable(store: Store, which: tuple[str, str]) -> Servable:
    """The model itself, read by skops with its fixed list of types; nothing is unpickled."""
    import mlflow  # noqa: PLC0415 - seconds
    from mlflow.exceptions import MlflowException  # noqa: PLC0415

    model, version = which
    with TemporaryDirectory(prefix="sonogenomics-") as folder:
        try:
            found = mlflow.artifacts.download_artifacts(
                artifact_uri=f"models:/{model}/{version}/artifacts/{ARTIFACT}",
                dst_path=folder,
                tracking_uri=store.uri,
            )
        except (MlflowException, OSError):
            raise StudyError("its files are out of reach") from None
        try:
            return Servable.load(str(found))
        except StudyError:
            raise StudyError("this version of sonogenomics cannot read its files") from None


def _moved(again: Met, kept: Met) -> int:
    """How many patients have another probability than when the model was published."""
    both = again.scores.join(kept.scores[["probability"]].add_suffix("_kept"), how="inner")
    return int(((both["probability"] - both["probability_kept"]).abs() > AGREES).sum())
