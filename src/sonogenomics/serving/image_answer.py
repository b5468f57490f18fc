"""From the images of a patient to one answer: URFs averaged, probability, interval, reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sonogenomics.diagnosis.estimators import Floats
from sonogenomics.radiomics.aggregation import KEY, Rule, patient_rows
from sonogenomics.radiomics.settings import feature_names
from sonogenomics.review.contours import keyhole, outlines
from sonogenomics.serving.familiarity import Familiar
from sonogenomics.serving.image_reasons import findings_of, reasons_of, reasons_of_urfs
from sonogenomics.serving.image_recipe import Recipe
from sonogenomics.serving.one_image import Looked, Outlined
from sonogenomics.serving.refits import NORMAL, interval
from sonogenomics.serving.servable import Servable

DIGITS = 2  # of a contour's corners, in px


@dataclass(frozen=True, eq=False)
class Model:
    """What an answer is made with: the parts of an image model."""

    urf_model: Servable
    recipe: Recipe
    seen: Familiar
    card: Mapping[str, Any]


def answer(
    patient: str, looked: Sequence[Looked], model: Model, scanners: Sequence[str] = ()
) -> dict[str, Any]:
    r"""One patient's answer from their images, as a row of `ImageServable.predict`.

    The interval is :math:`\mathrm{expit}(\eta \pm \sqrt{h^2 + (1.96\, s)^2})` around the log-odds
    :math:`\eta` of the probability. :math:`h` is the half-width of `refits.refits`: what the choice
    of training patients does to the weights. :math:`s` is what the outline does: every lesion is
    outlined again :math:`m` times as a second reader, or the network in its doubt, might have
    (`plausible_outlines`), the k-th outlines of all images make the patient's k-th URFs and
    log-odds :math:`\eta_k`, and :math:`s^2 = \frac{1}{m} \sum_k (\eta_k - \eta)^2`.

    It does not cover a lesion that was missed or taken for another, features and penalty as they
    were chosen, another hospital or scanner, and what the single patient has.

    Parameters
    ----------
    patient : str
    looked : sequence of Looked
        Their images.
    model : Model
    scanners : sequence of str
        Named in the request.
    """
    urfs, others = _urfs(patient, looked, model.recipe)
    reasons = [told for one in looked for told in reasons_of(one, model.seen, model.recipe)]
    scale, told = _to_scale(model.card, scanners)
    scored: dict[str, Any] = _unscored(model.card)
    if urfs is not None:
        scored, more = _scored(urfs, others, model, scale)
        reasons += [*more, *told]
    return {
        "patient": patient,
        **scored,
        "quality": _quality(looked),
        "outside_training_range": bool(reasons),
        "reasons": reasons,
        "urfs": {} if urfs is None else {str(name): float(v) for name, v in urfs.items()},
        "images": [_image(one) for one in looked],
    }


def _urfs(
    patient: str, looked: Sequence[Looked], recipe: Recipe
) -> tuple["pd.Series[float] | None", Floats]:
    """The patient's URFs, and those under the k-th other outline of every lesion."""
    lesions = [(at, lesion) for at, one in enumerate(looked) for lesion in one.measured]
    names = list(feature_names(recipe.extraction))
    if not lesions:
        return None, np.empty((0, len(names)))
    sizes = [one.n_px for _, one in lesions]
    keys = [(patient, f"{at:06d}", one.lesion, one.n_px) for at, one in lesions]
    rows = pd.DataFrame(keys, columns=[*KEY, "n_px"])
    own = pd.DataFrame([one.urfs for _, one in lesions], columns=names)
    urfs = patient_rows(pd.concat([rows, own], axis=1), recipe.aggregate).urfs.iloc[0]
    n_others = min(len(one.others) for _, one in lesions)
    others = np.array(
        [[[one.others[k][name] for name in names] for _, one in lesions] for k in range(n_others)]
    )
    return urfs, _together(others, sizes, recipe.aggregate)


def _together(others: Floats, sizes: Sequence[int], rule: Rule) -> Floats:
    """The patient's rows, shape (n_outlines, n_features), as `patient_rows` makes one."""
    if rule == "mean":
        return np.asarray(others.mean(axis=1))
    if rule == "median":
        return np.asarray(np.median(others, axis=1))
    return np.asarray(others[:, int(np.argmax(sizes)) if rule == "largest" else 0])


def _scored(
    urfs: "pd.Series[float]", others: Floats, model: Model, scale: Floats | None
) -> tuple[dict[str, Any], list[str]]:
    """Probability, interval and call; and why the URFs are strange."""
    packaged = model.urf_model
    known = list(urfs.index)
    at = [known.index(name) for name in packaged.features]
    rows = np.vstack([urfs.to_numpy(float), others])[:, at]
    if scale is not None:
        rows = rows * scale[0] + scale[1]
    told = packaged.scored(rows)
    name = packaged.card["outcome"]["probability"]
    chances = np.asarray(told[name])
    width = _half_width(packaged, rows, chances)
    low, high = interval(chances[:1], np.array([width]))
    outside = [one for one in told["features_outside"][0].split(", ") if one]
    reasons = reasons_of_urfs(outside, float(told["distance"][0]), packaged.card)
    return {
        name: float(chances[0]),
        "probability_low": float(low[0]),
        "probability_high": float(high[0]),
        "call": str(told["call"][0]),
    }, reasons


def _half_width(packaged: Servable, rows: Floats, chances: Floats) -> float:
    """Of the interval on the scale of log-odds: refits and outlines together."""
    again = 0.0 if packaged.refits is None else float(packaged.refits.half_width(rows[:1])[0])
    p = np.clip(chances, np.finfo(float).tiny, 1 - np.finfo(float).epsneg)
    eta = np.log(p) - np.log1p(-p)
    spread = float(np.sqrt(np.mean((eta[1:] - eta[0]) ** 2))) if len(eta) > 1 else 0.0
    return float(np.hypot(again, NORMAL * spread))


def _to_scale(card: Mapping[str, Any], scanners: Sequence[str]) -> tuple[Floats | None, list[str]]:
    """ComBat's slope and shift of every feature, where the model was trained on that scale."""
    learnt = card.get("harmonised")
    if not learnt:
        return None, []
    if len(scanners) == 1 and scanners[0] in learnt:
        one = learnt[scanners[0]]
        return np.array([one["slope"], one["shift"]], float), []
    which = "several were named" if len(scanners) > 1 else "none that it knows was named"
    return None, [
        "The URFs were not brought to the scale of all scanners, as those of the training patients "
        f"were: {which} (it knows {', '.join(sorted(learnt))})."
    ]


def _unscored(card: Mapping[str, Any]) -> dict[str, Any]:
    return {
        card["outcome"]["probability"]: None,
        "probability_low": None,
        "probability_high": None,
        "call": None,
    }


def _quality(looked: Sequence[Looked]) -> float:
    """Of the worst mask; 0 where there is none."""
    return min((one.outlined.quality for one in looked if one.outlined), default=0.0)


def _image(one: Looked) -> dict[str, Any]:
    outlined = one.outlined
    return {
        "sha256": one.sha256,
        "contour": [] if outlined is None else _contour(outlined),
        "quality": None if outlined is None else outlined.quality,
        "area_px": 0 if outlined is None else int((outlined.labels > 0).sum()),
        "drawn_by": None if outlined is None else outlined.drawn_by,
        "findings": findings_of(one),
        "fault": one.fault,
    }


def _contour(outlined: Outlined) -> list[list[list[float]]]:
    """Polygons in px; one with holes is cut open to them, so that each polygon fills alone."""
    polygons = []
    for number in outlined.lesions:
        for outer, holes in outlines(outlined.labels == number):
            polygons.append(keyhole(outer, holes).round(DIGITS).tolist())
    return polygons
