"""AUC in held-out patients, and how far it would lie with other patients of the same kind."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.hover import tip
from sonogenomics.figures.style import (
    GREY,
    INK,
    canvas,
    classifier_look,
    faint_grid,
    ordered_classifiers,
    ordered_sets,
    set_look,
    styled,
)
from sonogenomics.figures.wording import interval, number
from sonogenomics.profiles import Profile
from sonogenomics.study import Outcome

NAME, TITLE = "held-out-boxes", "Held-out patients: how sure the AUC is"
DRAWS = 1000
SEED = 20230121  # the drawing's own; equal scores give equal boxes
MOST_PAIRS = 4_000_000  # of a positive and a negative patient; beyond, patients are thinned
LEVELS = {"q025": 0.025, "q25": 0.25, "median": 0.5, "q75": 0.75, "q975": 0.975}


@styled
def held_out_boxes(
    validation: pd.DataFrame, profile: Profile, outcome: Outcome
) -> Figure | Missing:
    """Draw the AUC of every model under resampled held-out patients, on what a useless model gets.

    Parameters
    ----------
    validation : DataFrame
        `catalog.Validation`.
    profile : Profile
        Named in the caption.
    outcome : Outcome
        What the arms are called.

    Returns
    -------
    Figure or Missing
    """
    if validation.empty:
        return Missing(NAME, TITLE, "No model met held-out patients in this run.")
    if validation["outcome"].nunique() < 2:  # noqa: PLR2004 - both arms
        return Missing(NAME, TITLE, "The held-out patients are of one arm only: no AUC.")
    table = _table(validation)
    names = ordered_classifiers(list(table["classifier"]))
    sets = ordered_sets(list(table["feature_set"]))
    status = validation.drop_duplicates("patient_id")["outcome"]
    n = int((status == 1).sum()), int((status == 0).sum())
    band = useless(*n)
    most = int(table.groupby("classifier").size().max())
    drawing = canvas(7.2, 1.0 + len(names) * (0.14 + 0.19 * most))
    axes = drawing.add_subplot()
    axes.axvspan(*band, color=GREY, alpha=0.16, lw=0)
    _boxes(axes, table, names)
    _dress(axes, names, sets)
    caption = _caption(table, n, band, (profile, outcome))
    return Figure(NAME, TITLE, caption, _alt(table), drawing, table)


def resampled(outcome: np.ndarray, scores: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """AUC of so many patients drawn with replacement, each arm by itself.

    Parameters
    ----------
    outcome, scores : ndarray, shape (n_patients,)
        Of the held-out patients.
    rng : numpy.random.Generator
        Source of the draws.

    Returns
    -------
    ndarray, shape (DRAWS,)
    """
    positive, negative = scores[outcome == 1], scores[outcome == 0]
    thin = int(np.ceil(np.sqrt(max(len(positive) * len(negative) / MOST_PAIRS, 1.0))))
    positive, negative = np.sort(positive)[::thin], np.sort(negative)[::thin]
    wins = (positive[:, None] > negative).astype(np.float32)
    wins += np.float32(0.5) * (positive[:, None] == negative)
    n1, n0 = wins.shape
    weights = [rng.multinomial(n, np.full(n, 1 / n), DRAWS) for n in (n1, n0)]
    return np.asarray(((weights[0] @ wins) * weights[1]).sum(axis=1) / (n1 * n0))


def useless(n_positive: int, n_negative: int) -> tuple[float, float]:
    """Between which limits the AUC of a model that knows nothing lies in 95 %, normal theory.

    Examples
    --------
    >>> [round(limit, 3) for limit in useless(55, 41)]
    [0.383, 0.617]
    """
    variance = (n_positive + n_negative + 1) / (12 * n_positive * n_negative)
    reach = 1.959964 * float(np.sqrt(variance))
    return max(0.0, 0.5 - reach), min(1.0, 0.5 + reach)


def _table(validation: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for (name, which), mine in validation.groupby(["classifier", "feature_set"]):
        outcome, scores = mine["outcome"].to_numpy(), mine["score"].to_numpy(dtype=float)
        if len(np.unique(outcome)) == 2:  # noqa: PLR2004 - both arms
            draws = resampled(outcome, scores, np.random.default_rng(SEED))
            quantiles = {key: float(np.quantile(draws, at)) for key, at in LEVELS.items()}
            ranks = pd.Series(scores).rank().to_numpy()
            n1, n0 = int((outcome == 1).sum()), int((outcome == 0).sum())
            auc = (ranks[outcome == 1].sum() - n1 * (n1 + 1) / 2) / (n1 * n0)
            rows.append({"classifier": name, "feature_set": which, "auc": auc, **quantiles})
    return pd.DataFrame(rows)


def _boxes(axes: Axes, table: pd.DataFrame, names: list[str]) -> None:
    for row in table.to_dict("records"):
        own = table.loc[table["classifier"] == row["classifier"], "feature_set"]
        own = ordered_sets(list(own))
        shift = (own.index(row["feature_set"]) - (len(own) - 1) / 2) * 0.8 / len(own)
        place, tall = names.index(row["classifier"]) + shift, 0.5 / len(own)
        label, colour = set_look(row["feature_set"])
        axes.hlines(place, row["q025"], row["q975"], color=colour, lw=1.2)
        (bar,) = axes.barh(
            place, row["q75"] - row["q25"], tall, row["q25"], color=colour, alpha=0.45
        )
        axes.plot(row["auc"], place, "D", color=colour, ms=4.5, mec=INK, mew=0.6, zorder=3)
        words = f"{classifier_look(row['classifier'])[0]}, {label}: AUC {number(row['auc'])}"
        tip(bar, f"{words} ({interval(row['q025'], row['q975'])})")


def _dress(axes: Axes, names: list[str], sets: list[str]) -> None:
    axes.axvline(0.5, color=INK, linestyle="--", linewidth=1)
    axes.set_yticks(range(len(names)), labels=[classifier_look(name)[0] for name in names])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(names) - 0.45, -0.55)
    axes.set_xlabel("AUC in held-out patients (0.5: chance)")
    keys: list[Patch | Line2D] = [
        Patch(color=set_look(name)[1], alpha=0.55, label=set_look(name)[0]) for name in sets
    ]
    keys.append(Line2D([], [], color=GREY, marker="D", mec=INK, ls="", ms=4.5, label="as seen"))
    keys.append(Patch(color=GREY, alpha=0.3, label="useless model, 95 %"))
    axes.figure.legend(handles=keys, loc="outside upper center", ncols=5, columnspacing=1.1)
    faint_grid(axes, "x")


def _caption(
    table: pd.DataFrame,
    n: tuple[int, int],
    band: tuple[float, float],
    words: tuple[Profile, Outcome],
) -> str:
    profile, outcome = words
    above = int((table["auc"] > band[1]).sum())
    return (
        f"{n[0]} {outcome.positive} and {n[1]} {outcome.negative} held-out patients; box and "
        f"whiskers: quartiles and middle 95 % of {DRAWS:,} samples of these patients, drawn with "
        "replacement arm by arm; diamond: the AUC that was seen. What chance gives: a model that "
        f"knows nothing reaches {interval(*band)} in 95 % (grey); {above} of {len(table)} models "
        f"lie above it, {number(0.025 * len(table), 1)} would by chance. Profile: {profile.name}."
    )


def _alt(table: pd.DataFrame) -> str:
    told = [
        f"{classifier_look(str(row['classifier']))[0]}, {set_look(str(row['feature_set']))[0]}: "
        f"{number(row['auc'])} ({interval(row['q025'], row['q975'])})"
        for row in table.to_dict("records")
    ]
    return f"Box plots of AUC in held-out patients. {'; '.join(told)}."
