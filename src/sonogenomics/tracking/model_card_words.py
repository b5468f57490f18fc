"""The sentences of a model's card."""

from collections.abc import Mapping
from typing import Any

from sonogenomics.promotion.comparison import Share, Side
from sonogenomics.promotion.wording import between, plain, signed
from sonogenomics.tracking.provenance import Provenance

Card = Mapping[str, Any]
FEW = 5  # features that a short card names
USERS = (
    "Researchers in breast imaging and radiogenomics, with a statistician and somebody who reads "
    "breast ultrasound. Not patients, and not clinicians at work."
)
ETHICS = (
    "A probability may be wrong for a patient however good it is on the whole; nobody's treatment "
    "may rest on it. The cohort's make-up (age, ethnicity, machines) limits for whom the numbers "
    "hold, and groups that it hardly contains may fare worse unseen. Patients stand in the "
    "registry under digests of their identifiers, never by name; pixels and features stay in the "
    "project."
)


def intended(card: Card, *, of_images: bool) -> str:
    """What the model is for."""
    arm = card["outcome"]["positive"]
    asked = (
        "One or several ultrasound images a patient in (masks optional)"
        if of_images
        else "One row of ultrasound radiomic features (URFs) a patient in"
    )
    return (
        f"{asked}; probability of {arm} with its interval out, the call at the cut-off, and "
        "whether the patient is unlike those the model has seen. For research on cohorts like its "
        "own: hypotheses, comparisons, replication."
    )


def out_of_scope(card: Card) -> str:
    """What the model is not for."""
    return (
        f"Diagnosis, treatment, triage or screening of anybody. {card['outcome']['caution']} "
        "Lesions, probes or machines that its cohort does not contain; men; children; images taken "
        "after a biopsy or during therapy."
    )


def data(card: Card, cohort: str) -> str:
    """Whom the model learned from."""
    trained, arm = card["training"], card["outcome"]["positive"]
    said = (
        f"Study {card['study']}, profile {card['profile']}: {trained['n']} patients, "
        f"{100 * trained['prevalence']:.0f} % {arm}."
    )
    return " ".join(part for part in (said, cohort, str(card["citation"])) if part)


def model(card: Card, *, of_images: bool) -> str:
    """What the model consists of."""
    names = [str(feature["name"]) for feature in card["features"]]
    n = int(card.get("n", len(names)))
    more = f" and {n - len(names)} more" if n > len(names) else ""
    before = "Mask R-CNN outlines the lesion, PyRadiomics measures it, then " if of_images else ""
    return (
        f"{before}{card['classifier']} on {n} URFs ({card['feature_set']}): "
        f"{', '.join(names)}{more}. Positive from a probability of {card['cut_off']} on."
    )


OUTLINES = (
    "These held-out patients were scored with the outlines of the study (experts' where there are "
    "any, else the network's); outlines that the network draws alone may do less well."
)


def performance(card: Card, held_out: Side, null: str, *, of_images: bool) -> str:
    """How good the model is, with intervals and chance."""
    n = held_out.sensitivity.n + held_out.specificity.n
    said = (
        f"AUC {held_out.auc.value:.2f} (95 % interval {held_out.auc.low:.2f} to "
        f"{held_out.auc.high:.2f}; chance is 0.50) in {n} held-out patients; sensitivity "
        f"{_share(held_out.sensitivity)}, specificity {_share(held_out.specificity)}; Brier score "
        f"{held_out.brier:.3f}."
    )
    return " ".join(
        part for part in (said, OUTLINES if of_images else "", _nested(card), null) if part
    )


def calibration(held_out: Side) -> str:
    """Whether its probabilities can be taken at their word."""
    found = held_out.calibration
    slope = found.why or f"Slope {between(found.slope)}; 1 is right, below it they are too extreme."
    whole = between(found.intercept, signed)
    return f"{slope} In the large {whole} log-odds; 0 is right, above it they are too low."


def intervals(card: Card) -> str:
    """How intervals were made."""
    said = (
        "AUC: DeLong. Sensitivity and specificity: Wilson. Calibration: Wald, from the logistic "
        "regression of the outcome on the log-odds. Nested: corrected for the overlap of training "
        "sets (Nadeau and Bengio)."
    )
    own = card.get("interval")
    return f"{said} Of a probability: {own}" if own else said


def refuses(*, of_images: bool) -> str:
    """When the model gives no answer, or one with a warning."""
    features = (
        "Features that are missing, unknown, not numbers or infinite are refused. A value beyond "
        "its training range is answered with a warning that names the feature."
    )
    if not of_images:
        return features
    return (
        "A file that is no readable image is told as such, and the patient is scored on the "
        "others. Without any lesion found there is no probability. Strange images or features are "
        "answered with a warning and its reasons."
    )


def checked(card: Card, opened: str) -> str:
    """What the guard found, and how often the held-out patients were opened."""
    rules = card.get("guard", {}).get("rules", {}).values()
    said = [str(rule["asks"]) for rule in rules if rule["holds"]]
    clause = f"{opened[:1].upper()}{opened[1:]}." if opened else ""
    return " ".join([*said, clause]).strip() or "Nothing."


def limits(card: Card) -> str:
    """What the numbers do not say."""
    said = "One cohort, its scanners, its prevalence; other sites are untested."
    if card["selected_on_everyone"]:
        said += (
            " The published profile let held-out patients take part in choosing features, so the "
            "performance above is optimistic."
        )
    return said


def made_of(card: Card, made: Provenance) -> str:
    """Code, pipeline, data and libraries."""
    dirty = " with uncommitted changes" if made.is_dirty else ""
    libraries = ", ".join(f"{name} {number}" for name, number in card["versions"].items())
    return (
        f"Files {made.fingerprint[:16]}; git {made.commit[:12]}{dirty}; dvc.lock "
        f"{made.dvc_lock[:16]} (names every file of data by hash); held-out patients "
        f"{made.held_out}; {libraries}."
    )


def _share(found: Share) -> str:
    limits_ = f"{plain(found.interval.low)} to {plain(found.interval.high)}"
    return f"{found.interval.value:.2f} ({limits_})"


def _nested(card: Card) -> str:
    nested = card.get("nested")
    if nested is None:
        return ""
    return (
        f"Nested cross-validation of the procedure {nested['candidate']}, everything inside the "
        f"training folds: AUC {nested['auc']:.2f} (95 % interval {nested['auc_low']:.2f} to "
        f"{nested['auc_high']:.2f})."
    )
