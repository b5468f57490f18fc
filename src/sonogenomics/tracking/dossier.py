"""What a registered version keeps beside the model, and what promotion reads of it."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from sonogenomics import catalog
from sonogenomics.errors import StudyError
from sonogenomics.promotion.comparison import Side, compare
from sonogenomics.promotion.pairing import pair
from sonogenomics.promotion.patients import SALT, Met, as_json, from_json, met
from sonogenomics.tracking import model_card
from sonogenomics.tracking.examination import Examined
from sonogenomics.tracking.model_card import Subject
from sonogenomics.tracking.packaged import Packaged
from sonogenomics.tracking.provenance import Provenance
from sonogenomics.tracking.store import Store

SETTING = "SONOGENOMICS_SALT"
FOLDER = "promotion"  # among the model's files
SCORES, GUARD = f"{FOLDER}/held_out.json", f"{FOLDER}/guard.json"
CARD, REPORT = "model_card.md", "report.html"
FEWEST = 2  # patients of an arm, so that there are intervals at all


@dataclass(frozen=True)
class Kept:
    """What promotion reads of a version: its held-out scores, and what the guard said."""

    met: Met
    guard: dict[str, bool]


def salt() -> str:
    """Under which patients' identifiers are digested; the same for all who share a registry."""
    return os.environ.get(SETTING) or SALT


def subject(packaged: Packaged, examined: Examined, made: Provenance) -> Subject:
    """What the card of a packaged model is written about."""
    evidence = examined.evidence
    return Subject(
        card=packaged.card,
        of_images=packaged.of_images,
        held_out=_side(_met(packaged, examined)),
        made=made,
        opened=examined.standing,
        cohort=_cohort(evidence.measured),
        null=_null(evidence.chance, str(packaged.card["feature_set"])),
    )


def write(folder: Path, packaged: Packaged, examined: Examined, about: Subject) -> None:
    """Fill a folder with what goes along: card, report, held-out scores, the guard's findings."""
    (folder / FOLDER).mkdir()
    (folder / CARD).write_text(model_card.page(about), encoding="utf-8")
    scores = as_json(_met(packaged, examined), salt())
    (folder / SCORES).write_text(scores, encoding="utf-8")
    rules = {one.rule: one.holds for one in examined.findings}
    (folder / GUARD).write_text(json.dumps({"rules": rules}, indent=1) + "\n", encoding="utf-8")
    if Path(catalog.REPORT).is_file():
        (folder / REPORT).write_bytes(Path(catalog.REPORT).read_bytes())


def read(store: Store, model: str, version: str) -> Kept:
    """What a version keeps, from wherever the registry's files lie.

    Parameters
    ----------
    store : Store
        The record of runs.
    model, version : str
        Which one.

    Returns
    -------
    Kept

    Raises
    ------
    StudyError
        Nothing is kept, or it is damaged.
    """
    where = f"version {version} of {model}"
    with TemporaryDirectory(prefix="sonogenomics-") as folder:
        scores = _text(store, (model, version), SCORES, folder)
        guard = _text(store, (model, version), GUARD, folder)
    try:
        rules = {str(rule): bool(holds) for rule, holds in json.loads(guard)["rules"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise StudyError(
            f"What the guard said of {where} is damaged: publish that model again."
        ) from None
    return Kept(from_json(scores, where, salt()), rules)


def _text(store: Store, which: tuple[str, str], path: str, folder: str) -> str:
    import mlflow  # noqa: PLC0415 - seconds
    from mlflow.exceptions import MlflowException  # noqa: PLC0415

    model, version = which
    try:
        found = mlflow.artifacts.download_artifacts(
            artifact_uri=f"models:/{model}/{version}/{path}",
            dst_path=folder,
            tracking_uri=store.uri,
        )
        return Path(str(found)).read_text(encoding="utf-8")
    except (MlflowException, OSError) as error:
        raise StudyError(
            f"Version {version} of {model} keeps no {path} ({str(error).splitlines()[0]:.120}): it "
            "was not published by `sonogenomics publish`, or its files are out of reach. Nothing "
            "was changed."
        ) from None


def _met(packaged: Packaged, examined: Examined) -> Met:
    evidence = examined.evidence
    patients = evidence.patients
    learned = patients.index[patients["split"] == "train"]
    return met(evidence.met, learned, float(packaged.card["cut_off"]), salt())


def _side(one: Met) -> Side:
    return compare(pair(one, None, FEWEST), (one.cut_off, None)).challenger


def _cohort(measured: pd.DataFrame) -> str:
    """Machines and sites of the training patients, counted."""
    learned = measured[measured["split"] == "train"]
    said = []
    for column, named in (("scanner", "Scanners"), ("site", "Sites")):
        if column in learned:
            counts = learned[column].astype(str).value_counts().sort_index()
            said.append(f"{named}: " + ", ".join(f"{name} {n}" for name, n in counts.items()) + ".")
    return " ".join(said)


def _null(chance: pd.DataFrame, feature_set: str) -> str:
    """What chance gives for the mean AUC of the resamplings."""
    asked = chance[chance["claim"] == f"honest.classifier.auc_mean.{feature_set}"]
    if asked.empty:
        return ""
    row = asked.iloc[0]
    return (
        f"Mean AUC of the resamplings {row['observed']:.2f}; with the labels permuted through the "
        f"whole chain {row['null_mean']:.2f} ({row['null_low']:.2f} to {row['null_high']:.2f}, "
        f"{row['n_permutations']:.0f} permutations)."
    )
