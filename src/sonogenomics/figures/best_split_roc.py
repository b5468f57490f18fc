"""ROC curves of the splits that the study quotes, on the honest curve of the same rule."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from sklearn.metrics import roc_auc_score, roc_curve

from sonogenomics.diagnosis.quoted import WITH_SCORES
from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.hover import tip
from sonogenomics.figures.style import (
    INK,
    canvas,
    classifier_look,
    ordered_classifiers,
    ordered_sets,
    set_look,
    styled,
)
from sonogenomics.figures.wording import counted, interval, number

NAME, TITLE = (
    "best-split-roc",
    "As published: ROC curves of the best splits, beside the honest ones",
)
GRID = np.linspace(0, 1, 101)  # of 1 - specificity
HONEST = {"differential": "study-differential", "module": "study-module"}


@styled
def best_split_roc(
    best: pd.DataFrame, nested: pd.DataFrame, candidates: pd.DataFrame
) -> Figure | Missing:
    """Draw every classifier on the one split that is quoted of it, and the same rule in folds.

    Parameters
    ----------
    best : DataFrame
        `catalog.ReplicatedScores`.
    nested : DataFrame
        `catalog.Nested`: scores of patients left out of everything; may be empty.
    candidates : DataFrame
        `catalog.Candidates`: their AUC.

    Returns
    -------
    Figure or Missing
    """
    if best.empty:
        return Missing(NAME, TITLE, "The published splits were not run in this study.")
    sets = ordered_sets(list(best["feature_set"]))
    n_lines = int(best.groupby("feature_set")["classifier"].nunique().max()) + 1
    drawing = canvas(max(3.45 * len(sets), 3.5), 4.65 + 0.2 * n_lines)
    panels = drawing.subplots(1, len(sets), sharey=True, squeeze=False)[0]
    parts = []
    for axes, which in zip(panels, sets, strict=True):
        honest = _honest(nested, candidates, which)
        parts.append(_panel(axes, best[best["feature_set"] == which], which, honest))
    panels[0].set_ylabel("Sensitivity")
    data = pd.concat(parts, ignore_index=True)
    aucs = data.drop_duplicates(["feature_set", "curve"])
    return Figure(NAME, TITLE, _caption(aucs, best), _alt(aucs), drawing, data)


def mean_curve(nested: pd.DataFrame) -> pd.DataFrame:
    """The mean of the ROC curves of all folds, taken at equal 1 - specificity.

    Parameters
    ----------
    nested : DataFrame
        Rows of one candidate, `catalog.Nested`.

    Returns
    -------
    DataFrame
        Columns fpr and tpr; a fold of one arm has no curve and is left out.
    """
    curves = []
    for _, fold in nested.groupby(["repeat", "fold"]):
        if fold["outcome"].nunique() == 2:  # noqa: PLR2004 - both arms
            fpr, tpr, _ = roc_curve(fold["outcome"], fold["score"])
            curves.append(np.interp(GRID, fpr, tpr))
    if not curves:
        return pd.DataFrame(columns=["fpr", "tpr"], dtype=float)
    tpr = np.mean(curves, axis=0)
    tpr[0] = 0.0
    return pd.DataFrame({"fpr": GRID, "tpr": tpr})


def _honest(nested: pd.DataFrame, candidates: pd.DataFrame, which: str) -> pd.DataFrame:
    """The curve of the same rule with every choice inside the folds, and its AUC."""
    name = HONEST.get(which, "")
    rows = candidates[candidates["candidate"] == name] if len(candidates) else candidates
    mine = nested[nested["candidate"] == name] if len(nested) else nested
    if rows.empty or mine.empty:
        return pd.DataFrame()
    row, curve = rows.iloc[0], mean_curve(mine)
    limits = {"auc_low": float(row["auc_low"]), "auc_high": float(row["auc_high"])}
    return curve.assign(feature_set=which, curve="honest", auc=float(row["auc"]), **limits)


def _panel(axes: Axes, rows: pd.DataFrame, which: str, honest: pd.DataFrame) -> pd.DataFrame:
    axes.plot([0, 1], [0, 1], color=INK, alpha=0.6, linestyle="--", linewidth=0.9)
    parts = []
    for name in ordered_classifiers(list(rows["classifier"])):
        curve = _curve(rows[rows["classifier"] == name], name).assign(feature_set=which)
        label, colour, style = classifier_look(name)
        auc = number(float(curve["auc"].iloc[0]))
        words = f"{auc} {label}" + ("" if name in WITH_SCORES else ", calls")
        (line,) = axes.plot(curve["fpr"], curve["tpr"], style, color=colour, lw=1.3, label=words)
        tip(line, f"{label}, {set_look(which)[0]}: best split, AUC {auc}")
        parts.append(curve)
    if len(honest):
        row = honest.iloc[0]
        between = interval(row["auc_low"], row["auc_high"])
        words = f"{number(row['auc'])} inside folds ({between})"
        (line,) = axes.plot(honest["fpr"], honest["tpr"], color=INK, lw=2.4, label=words)
        tip(line, f"The study's rule with every choice inside the folds: AUC {words}")
        parts.append(honest)
    _dress(axes, which)
    columns = ["feature_set", "curve", "auc", "fpr", "tpr"]
    return pd.concat(parts, ignore_index=True)[columns]


def _curve(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """By score, or by hard call where the study drew that."""
    values = rows["score"] if name in WITH_SCORES else rows["called"].astype(float)
    fpr, tpr, _ = roc_curve(rows["outcome"], values)
    auc = float(roc_auc_score(rows["outcome"], values))
    return pd.DataFrame({"curve": name, "auc": auc, "fpr": fpr, "tpr": tpr})


def _dress(axes: Axes, which: str) -> None:
    axes.set_title(set_look(which)[0])
    axes.set_box_aspect(1)
    axes.set_xticks([0, 0.5, 1], labels=["0", "0.5", "1"])
    axes.set_yticks([0, 0.5, 1], labels=["0", "0.5", "1"])
    axes.set_xlabel("1 − specificity")
    axes.legend(
        loc="upper left",
        bbox_to_anchor=(-0.05, -0.2),
        fontsize=7.5,
        handlelength=1.8,
        title="AUC",
        alignment="left",
    )


def _caption(aucs: pd.DataFrame, best: pd.DataFrame) -> str:
    quoted = aucs[aucs["curve"] != "honest"]["auc"]
    honest = aucs[aucs["curve"] == "honest"]
    n = int(best.groupby(["classifier", "feature_set"]).size().max())
    told = " and ".join(number(auc) for auc in honest["auc"])
    beside = (
        " Ink: the same rule for features, module and classifier with every choice inside the "
        f"training folds, mean of the folds' curves, AUC {told}."
        if len(honest)
        else " The same rule inside training folds was not run."
    )
    return (
        f"Each classifier on the one split of all that its figure is quoted from ({n} tested "
        "patients each; ranked by hard calls; tree, logistic regression and network drawn by their "
        f"scores, the others by their calls). AUC {interval(quoted.min(), quoted.max())}: "
        "the best of many splits is high by chance alone; what chance gives for it stands with the "
        f"splits themselves. The dashed diagonal is chance for a split that nobody picked.{beside} "
        f"{counted(aucs['feature_set'].nunique(), 'feature set').capitalize()}. Profile: published."
    )


def _alt(aucs: pd.DataFrame) -> str:
    told = [
        f"{'honest' if row['curve'] == 'honest' else classifier_look(str(row['curve']))[0]}, "
        f"{set_look(str(row['feature_set']))[0]} {number(row['auc'])}"
        for row in aucs.to_dict("records")
    ]
    return f"ROC curves of the best splits. AUC: {'; '.join(told)}."
