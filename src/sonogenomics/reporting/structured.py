"""The abstract in its four parts, and what a reader must know before believing it."""

from dataclasses import dataclass

import numpy as np

from sonogenomics.figures.wording import counted, number
from sonogenomics.reporting.abstract import results, verdict
from sonogenomics.reporting.run import Run
from sonogenomics.study import Absent

FEW_PERMUTATIONS = 100
FEW_IN_AN_ARM = 50  # held-out patients; below it an interval of the AUC spans a quarter or more


@dataclass(frozen=True)
class Part:
    """One part of the abstract; empty paragraphs are not shown."""

    title: str
    paragraphs: tuple[str, ...]


def structured(run: Run) -> tuple[Part, ...]:
    """Background, methods, results and conclusion of this very run.

    Parameters
    ----------
    run : Run
        Whatever it lacks is left out or said to be missing.

    Returns
    -------
    tuple of Part
    """
    return (
        Part("Background", _background(run)),
        Part("Methods", (" ".join(_methods(run)),)),
        Part("Results", tuple(" ".join(group) for group in results(run))),
        Part("Conclusion", (verdict(run), " ".join(caveats(run)))),
    )


def _background(run: Run) -> tuple[str, ...]:
    outcome = run.study.outcome
    known = outcome.reference_standard
    by = f", otherwise known by {known}," if known else ""
    return (
        f"Whether the texture of a breast lesion on ultrasound tells {outcome.positive} from "
        f"{outcome.negative}{by} and which genes and functions go with that texture.",
    )


def _methods(run: Run) -> tuple[str, ...]:
    parts = [_features(run), _genes(run), _models(run), _null(run)]
    return tuple(part for part in parts if part)


def _features(run: Run) -> str:
    if run.urfs.empty:
        return ""
    n = run.urfs.shape[1]
    if isinstance(run.study.images, Absent):
        return f"{n} radiomic features of each patient came ready made."
    region = "filled box of the lesion" if run.profile.region == "box" else "lesion"
    return (
        f"{n} radiomic features (PyRadiomics) were taken from the {region} and averaged by patient."
    )


def _genes(run: Run) -> str:
    if run.series.empty:
        return ""
    roles = run.series["role"].value_counts()
    n_paired = int(run.series["paired"].astype(bool).sum())
    of_same = f", {n_paired} of them of the study's own patients" if n_paired else ""
    one = "expression series"
    return (
        f"They were linked to genes in {counted(int(roles.get('discovery', 0)), one, one)} "
        f"for discovery and {int(roles.get('validation', 0)) or 'none'} for validation{of_same}."
    )


def _models(run: Run) -> str:
    if run.performance.empty:
        return ""
    n, splits = (run.performance[name].nunique() for name in ("classifier", "resampling"))
    inside = ", and everything was repeated inside the folds of a nested cross-validation"
    return (
        f"{counted(n, 'classifier')} met {counted(splits, 'random split')} of "
        f"{'training patients' if run.profile.resample == 'train' else 'all patients'}"
        f"{inside if len(run.proof.candidates) else ''}."
    )


def _null(run: Run) -> str:
    n = _permutations(run)
    profile = f"Profile: {run.profile.name}."
    return f"Each claim was held against {n:,} permutations. {profile}" if n else profile


def _permutations(run: Run) -> int:
    return int(run.proof.chance["n_permutations"].max()) if len(run.proof.chance) else 0


def caveats(run: Run) -> list[str]:
    """Why to be careful with this run, one sentence each, computed from it."""
    told = [_simulated(run), _small(run), _coarse(run), _unreviewed(run), _one_place(run)]
    return [text for text in told if text]


def _simulated(run: Run) -> str:
    return (
        "All patients are simulated: nothing here says anything about people."
        if (run.study.simulation is not None)
        else ""
    )


def _small(run: Run) -> str:
    held_out = run.patients[run.patients["split"] == "test"]
    n = held_out["outcome"].value_counts().min() if held_out["outcome"].nunique() > 1 else 0
    if not 0 < n < FEW_IN_AN_ARM:
        return ""
    return f"The smaller held-out arm has {n} patients, too few for a narrow interval."


def _coarse(run: Run) -> str:
    n = _permutations(run)
    if not 0 < n < FEW_PERMUTATIONS:
        return ""
    return f"With {n} permutations no p-value can fall below {number(1 / (n + 1), 3)}."


def _unreviewed(run: Run) -> str:
    lesions = run.imaging.lesions
    share = float((lesions["origin"] == "unreviewed").mean()) if len(lesions) else 0.0
    return f"{100 * share:.0f} % of the masks were reviewed by nobody." if share > 0 else ""


def _one_place(run: Run) -> str:
    if run.study.patients.held_out is not None or run.validation.empty:
        return ""
    met = np.unique(run.validation["patient_id"]).size
    return (
        f"The {met:,} held-out patients were drawn from the same source as the training patients; "
        "no other hospital was asked."
    )
