"""Whether more patients would help."""

import pandas as pd

from sonogenomics.figures.candidates import label, looks, shown_candidates
from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.style import INK, canvas, faint_grid, styled
from sonogenomics.figures.wording import interval, number

NAME, TITLE = "learning-curves", "Learning curves: AUC by patients learned from"
MOST = 4
SHIFT = 0.006  # of the range, so that bars at one size lie side by side


@styled
def learning_curves(curves: pd.DataFrame, candidates: pd.DataFrame) -> Figure | Missing:
    """Draw the AUC in patients left out against the number of patients learned from.

    Parameters
    ----------
    curves : DataFrame
        `catalog.LearningCurve`.
    candidates : DataFrame
        `catalog.Candidates`: which is chosen, which the reference.

    Returns
    -------
    Figure or Missing
    """
    if curves.empty:
        return Missing(NAME, TITLE, "No candidate was learnt on fewer patients in this run.")
    known = candidates[candidates["candidate"].isin(curves["candidate"])]
    names = shown_candidates(known, MOST)
    drawing = canvas(6.4, 3.3)
    axes = drawing.add_subplot()
    span = max(float(curves["n_train"].max()), 1.0)
    for i, (name, (colour, style)) in enumerate(looks(known, names).items()):
        rows = curves[curves["candidate"] == name].sort_values("n_train")
        x = rows["n_train"].to_numpy(dtype=float) + (i - (len(names) - 1) / 2) * SHIFT * span
        axes.vlines(x, rows["auc_low"], rows["auc_high"], color=colour, lw=1.2, alpha=0.7)
        axes.plot(x, rows["auc"], "o", ls=style, color=colour, ms=4.5, lw=1.5, label=label(name))
    axes.axhline(0.5, color=INK, linestyle="--", linewidth=1)
    axes.set_xlim(0, span * 1.06)
    axes.set_xlabel("Patients learned from")
    axes.set_ylabel("AUC, patients left out")
    drawing.legend(loc="outside upper center", ncols=MOST)
    faint_grid(axes)
    data = curves[curves["candidate"].isin(names)].reset_index(drop=True)
    return Figure(NAME, TITLE, _caption(data, names[0]), _alt(data, names), drawing, data)


def _caption(data: pd.DataFrame, first: str) -> str:
    rows = data[data["candidate"] == first].sort_values("n_train")
    few, all_of_them = rows.iloc[0], rows.iloc[-1]
    gain = float(all_of_them["auc"] - few["auc"])
    return (
        "Training folds cut to a fraction of their patients, the whole procedure anew in each; "
        f"bars: 95 %, corrected for the overlap of folds; dashed: chance, 0.50. {label(first)}: "
        f"{number(few['auc'])} ({interval(few['auc_low'], few['auc_high'])}) from "
        f"{int(few['n_train']):,} patients, {number(all_of_them['auc'])} "
        f"({interval(all_of_them['auc_low'], all_of_them['auc_high'])}) from "
        f"{int(all_of_them['n_train']):,}: {number(gain)} more. A curve still rising says that "
        "more patients would help, a flat one that they would not. Profile: honest."
    )


def _alt(data: pd.DataFrame, names: list[str]) -> str:
    told = []
    for name in names:
        rows = data[data["candidate"] == name].sort_values("n_train")
        told.append(
            f"{label(name)} from {number(float(rows['auc'].iloc[0]))} to "
            f"{number(float(rows['auc'].iloc[-1]))}"
        )
    return f"AUC against training size. {'; '.join(told)}."
