"""ROC curves of the held-out patients, seen once."""

import pandas as pd
from matplotlib.axes import Axes
from sklearn.metrics import roc_auc_score, roc_curve

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
from sonogenomics.figures.wording import number
from sonogenomics.profiles import Profile
from sonogenomics.study import Outcome

NAME, TITLE = "roc-curves", "Held-out patients: ROC curves"


@styled
def roc_curves(
    validation: pd.DataFrame, ranking: pd.DataFrame, profile: Profile, outcome: Outcome
) -> Figure | Missing:
    """Draw sensitivity against 1 - specificity in patients kept out of every choice.

    Parameters
    ----------
    validation : DataFrame
        `catalog.Validation`.
    ranking : DataFrame
        `catalog.Ranking`: who is champion.
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
        return Missing(NAME, TITLE, "The held-out patients are of one arm only: no ROC curve.")
    sets = ordered_sets(list(validation["feature_set"]))
    champion = champion_of(ranking)
    n_lines = int(validation.groupby("feature_set")["classifier"].nunique().max())
    drawing = canvas(max(2.3 * len(sets) + 0.3, 3.2), 3.4 + 0.17 * n_lines)
    panels = drawing.subplots(1, len(sets), sharey=True, squeeze=False)[0]
    parts = [
        _panel(axes, validation[validation["feature_set"] == name], name, champion)
        for axes, name in zip(panels, sets, strict=True)
    ]
    panels[0].set_ylabel("Sensitivity")
    data = pd.concat(parts, ignore_index=True)
    aucs = data.drop_duplicates(["classifier", "feature_set"])
    caption = _caption(_held_out(validation, outcome), aucs, champion, profile)
    return Figure(NAME, TITLE, caption, _alt(aucs), drawing, data)


def champion_of(ranking: pd.DataFrame) -> tuple[str, str] | None:
    """Classifier and feature set of the champion; None before one is chosen."""
    rows = ranking[ranking["champion"].astype(bool)] if len(ranking) else ranking
    if rows.empty:
        return None
    return str(rows["classifier"].iloc[0]), str(rows["feature_set"].iloc[0])


def _panel(
    axes: Axes, rows: pd.DataFrame, which: str, champion: tuple[str, str] | None
) -> pd.DataFrame:
    axes.plot([0, 1], [0, 1], color=INK, alpha=0.6, linestyle="--", linewidth=0.9)
    parts = []
    for name in ordered_classifiers(list(rows["classifier"])):
        mine = rows[rows["classifier"] == name]
        curve = _curve(mine).assign(classifier=name, feature_set=which)
        _line(axes, curve, name, is_champion=(name, which) == champion)
        parts.append(curve)
    axes.set_title(set_look(which)[0])
    axes.set_box_aspect(1)
    axes.set_xticks([0, 0.5, 1], labels=["0", "0.5", "1"])
    axes.set_yticks([0, 0.5, 1], labels=["0", "0.5", "1"])
    axes.set_xlabel("1 − specificity")
    axes.legend(
        loc="upper left",
        bbox_to_anchor=(-0.05, -0.22),
        fontsize=7.5,
        handlelength=1.6,
        title="AUC",
        alignment="left",
    )
    columns = ["classifier", "feature_set", "auc", "threshold", "fpr", "tpr"]
    return pd.concat(parts, ignore_index=True)[columns]


def _curve(rows: pd.DataFrame) -> pd.DataFrame:
    fpr, tpr, threshold = roc_curve(rows["outcome"], rows["score"])
    auc = float(roc_auc_score(rows["outcome"], rows["score"]))
    return pd.DataFrame({"auc": auc, "threshold": threshold, "fpr": fpr, "tpr": tpr})


def _line(axes: Axes, curve: pd.DataFrame, name: str, *, is_champion: bool) -> None:
    label, colour, style = classifier_look(name)
    mark = " (champion)" if is_champion else ""
    text = f"{curve['auc'].iloc[0]:.2f} {label}{mark}"
    width = 2.6 if is_champion else 1.2
    (line,) = axes.plot(
        curve["fpr"], curve["tpr"], style, color=colour, linewidth=width, label=text
    )
    which = set_look(str(curve["feature_set"].iloc[0]))[0]
    tip(line, f"{label}{mark}, {which}: AUC {curve['auc'].iloc[0]:.2f}")


def _held_out(rows: pd.DataFrame, outcome: Outcome) -> str:
    status = rows.drop_duplicates("patient_id")["outcome"]
    n_positive, n_negative = int((status == 1).sum()), int((status == 0).sum())
    return f"{n_positive} {outcome.positive} and {n_negative} {outcome.negative} held-out patients"


def _caption(
    who: str, aucs: pd.DataFrame, champion: tuple[str, str] | None, profile: Profile
) -> str:
    chosen = (
        f" The champion ({classifier_look(champion[0])[0]}, {set_look(champion[1])[0]}) was chosen "
        "before these patients were seen."
        if champion and profile.resample == "train"
        else " This profile let these patients take part in choosing features and models, so the "
        "curves flatter them."
        if profile.resample == "everyone"
        else ""
    )
    return (
        f"{who}, each model fitted once on the training patients; AUC "
        f"{number(float(aucs['auc'].min()))} to {number(float(aucs['auc'].max()))}; the dashed "
        f"diagonal is chance, 0.50.{chosen} Profile: {profile.name}."
    )


def _alt(aucs: pd.DataFrame) -> str:
    told = [
        f"{classifier_look(str(row.classifier))[0]}, {set_look(str(row.feature_set))[0]} "
        f"{number(float(str(row.auc)))}"
        for row in aucs.itertuples()
    ]
    return f"ROC curves. AUC: {'; '.join(told)}."
