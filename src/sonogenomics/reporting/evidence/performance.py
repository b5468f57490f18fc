"""Answers on performance: how models were tested, compared and explained, and what limits them."""

import numpy as np

from sonogenomics.figures.wording import counted, number
from sonogenomics.reporting.evidence.seen import (
    Found,
    Seen,
    beside_the_point,
    left_open,
    no,
    person,
    yes,
)
from sonogenomics.reporting.findings import champion_met
from sonogenomics.reporting.structured import caveats


def held_out_test(seen: Seen) -> Found:
    """Internal testing."""
    row = champion_met(seen.run)
    if row is None:
        return no("No model met held-out patients of both arms.")
    n = int(row["n_positive"] + row["n_negative"])
    return yes(f"{n} patients held out at the start, met once.", "held-out")


def external_test(seen: Seen) -> Found:
    """External testing."""
    held = seen.run.study.patients.held_out
    if held is not None and len(seen.run.validation):
        return yes(f"Held out by {held.column}: {', '.join(held.values)}.", "held-out")
    return no("Held-out patients come from the same source as the others.", "held-out")


def performance_measures(seen: Seen) -> Found:
    """Measures and plots of performance."""
    if not seen.has("table-s1-held-out"):
        return no("No model met held-out patients.")
    return yes("Ten measures of discrimination, calls and probability.", "table-s1-held-out")


def performance_table(seen: Seen) -> Found:
    """Performance of the models."""
    return performance_measures(seen)


def uncertainty(seen: Seen) -> Found:
    """Uncertainty is considered."""
    row = champion_met(seen.run)
    if row is None or not np.isfinite(row["auc_low"]):
        return no("No interval could be computed.")
    low, high = number(float(row["auc_low"])), number(float(row["auc_high"]))
    return yes(f"Intervals throughout; the champion's AUC lies in {low} to {high}.", "held-out")


def calibration(seen: Seen) -> Found:
    """Calibration is assessed."""
    if not seen.has("figure-calibration-curves"):
        return no("Predicted and observed were not compared.")
    return yes("Curves, slope, intercept and Brier score.", "figure-calibration-curves")


def model_comparison(seen: Seen) -> Found:
    """How models were compared statistically."""
    table = seen.run.proof.candidates
    n = int(table["p_delong"].notna().sum()) if len(table) else 0
    if not n:
        return no("No two models were compared.")
    return yes(f"{n} with the reference, paired: corrected t-test and DeLong.", "table-candidates")


def clinical_comparison(seen: Seen) -> Found:
    """Comparison with a non-radiomic approach or added clinical value."""
    table = seen.run.proof.confounders
    if table.empty:
        return no("No clinical variable was held against the score.")
    told = f"{len(table)} clinical variables alone, the score alone, and both."
    return yes(told, "table-confounders")


def simple_model(seen: Seen) -> Found:
    """Comparison with simple or classical models."""
    reference = seen.run.proof.role("reference")
    if reference is None:
        return no("No simple model stands beside.")
    return yes(f"Reference: {str(reference['what'])[:80]}.", "table-candidates")


def one_modality(seen: Seen) -> Found:
    """One imaging parameter, or proof that one is not enough."""
    if seen.run.urfs.empty:
        return no("There are no features.")
    return yes("B-mode ultrasound alone.", "urfs")


def explanation(seen: Seen) -> Found:
    """How predictions are explained."""
    if not seen.has("figure-urf-effects"):
        return no("Nothing explains a prediction.")
    return no(
        "Effects of the features and functions of their genes are shown, but no single prediction "
        "is explained.",
        "figure-urf-effects",
    )


def feature_statistics(seen: Seen) -> Found:
    """Statistics of the features: reliability and selection."""
    if not seen.has("table-differential"):
        return no("No feature was tested.")
    return yes(f"{len(seen.run.selected())} differential features.", "table-differential")


def cluster_differences(seen: Seen) -> Found:
    """Differences between clusters such as hospitals."""
    effects = seen.run.imaging.scanner_effects
    if effects.empty:
        return no("No cluster (hospital, scanner) was looked at.")
    n = int((effects["p_bh"] < 0.05).sum())  # noqa: PLR2004 - the usual level
    return yes(f"{n} of {len(effects)} features differ between scanners.", "trust")


def group_performance(seen: Seen) -> Found:
    """Performance with intervals, key groups too."""
    if champion_met(seen.run) is None:
        return no("No model met held-out patients of both arms.")
    return no("Performance has intervals, but is not given by group of patients.", "held-out")


def cluster_performance(seen: Seen) -> Found:  # noqa: ARG001 - a rule like the others
    """Differences of performance between clusters."""
    return no("Performance is not given by hospital or scanner.", "held-out")


def fairness(seen: Seen) -> Found:
    """What was done for fairness between groups."""
    return (
        no("Groups of patients are compared in Tables 1 and 2, models are not.")
        if (seen.has("table-characteristics-train"))
        else person(seen)
    )


def no_update(seen: Seen) -> Found:  # noqa: ARG001 - a rule like the others
    """Updating of the model."""
    return beside_the_point("No earlier model was updated.")


def predictions_calculated(seen: Seen) -> Found:
    """How predictions were calculated for evaluation."""
    if seen.run.validation.empty:
        return no("No model met held-out patients.")
    n = seen.run.validation.groupby(["classifier", "feature_set"]).ngroups
    return yes(
        f"{n} models, fitted once on training patients, score each held-out one.", "held-out"
    )


def model_output(seen: Seen) -> Found:
    """What the model puts out and how calls are made."""
    if seen.run.validation.empty:
        return no("No model met held-out patients.")
    return yes("A probability; 0.50 or more is called positive.", "table-s1-held-out")


def main_findings(seen: Seen) -> Found:
    """The main findings in short."""
    if seen.run.patients.empty:
        return no("Nothing was found.")
    return yes("The conclusion follows the interval of the held-out AUC.", "abstract")


def limits(seen: Seen) -> Found:
    """Limits of the study."""
    told = caveats(seen.run)
    if not told:
        return left_open("The run knows of no limit; a person surely does.")
    return yes(f"{counted(len(told), 'caveat')} computed from the run.", "abstract")


def earlier_work(seen: Seen) -> Found:
    """Earlier work and how this differs."""
    n = len(seen.run.proof.ledger)
    if not n:
        return person(seen)
    return yes(f"{n} claims of the published study, one by one.", "ledger")


def poor_input(seen: Seen) -> Found:
    """How poor or missing input is handled."""
    if seen.run.imaging.images.empty:
        return no("Features came ready made; the run never saw an image.")
    n = len(seen.run.imaging.image_faults)
    return yes(f"Images at fault are refused with a reason ({n} here); the rest goes on.", "images")
