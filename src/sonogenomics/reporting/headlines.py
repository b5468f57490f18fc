"""The few numbers that head the page, each above what chance gives."""

from dataclasses import dataclass

import pandas as pd

from sonogenomics.diagnosis.quoted import quoted
from sonogenomics.figures.wording import interval, measured, number, p_text
from sonogenomics.reporting.findings import champion_met
from sonogenomics.reporting.proof_run import QUOTED
from sonogenomics.reporting.run import Run


@dataclass(frozen=True)
class Headline:
    """One number: what was asked, what was seen, within which limits, by chance, and where."""

    asked: str
    seen: str
    spread: str
    by_chance: str
    place: str


def headlines(run: Run) -> list[Headline]:
    """The numbers a reader looks for first; what the run lacks is left out."""
    found = [_met(run), _honest(run), _quoted(run), _urfs(run), _links(run)]
    return [one for one in found if one is not None]


def _met(run: Run) -> Headline | None:
    row = champion_met(run)
    if row is None:
        return None
    spread = f"95 % {interval(float(row['auc_low']), float(row['auc_high']))}"
    n = int(row["n_positive"] + row["n_negative"])
    asked = f"AUC of the champion in {n:,} held-out patients"
    return Headline(asked, number(float(row["auc"])), spread, "0.50", "held-out")


def _honest(run: Run) -> Headline | None:
    row = run.proof.role("chosen")
    if row is None:
        return None
    spread = f"95 % {interval(float(row['auc_low']), float(row['auc_high']))}"
    asked = "AUC with every choice inside the folds"
    return Headline(asked, number(float(row["auc"])), spread, "0.50", "honest")


def _quoted(run: Run) -> Headline | None:
    table = quoted(run.proof.replication)
    mine = table[(table["classifier"] == QUOTED) & (table["feature_set"] == "module")]
    luck = run.proof.best_by_chance()
    null = luck[(luck["classifier"] == QUOTED) & (luck["feature_set"] == "module")]
    if mine.empty or null.empty:
        return None
    row, chance = mine.iloc[0], null.iloc[0]
    asked = f"AUC of the best of {int(row['n_splits']):,} splits, as published (logistic, module)"
    by_chance = (
        f"{number(float(chance['null_mean']))} "
        f"({interval(float(chance['null_low']), float(chance['null_high']))}) as the best of "
        f"{int(chance['best_of']):,}"
    )
    spread = f"median split {number(float(row['median']))}"
    return Headline(asked, number(float(row["quoted"])), spread, by_chance, "as-published")


def _urfs(run: Run) -> Headline | None:
    if run.differential.empty:
        return None
    n, alpha = len(run.differential), run.rules.differential.alpha
    row = _claim(
        run, "differential.n_bh" if run.profile.correct_differential else "differential.n_raw"
    )
    chance = f"{alpha * n:.1f} at raw p < {alpha:g}"
    if row is not None:
        chance = f"{number(float(row['null_mean']), 1)} on average, p {p_text(float(row['p']))}"
    seen, asked = str(len(run.selected())), f"URFs, of {n}, that differ between the arms"
    kind = "adjusted" if run.profile.correct_differential else "raw p"
    return Headline(asked, seen, f"{kind}, {alpha:g}", chance, "urfs")


def _links(run: Run) -> Headline | None:
    row = _claim(run, "association.positive_specific.discovery")
    if row is None:
        return None
    return Headline(
        "Positive-specific genes a URF by random pairing, as published",
        measured(float(row["observed"])),
        "mean",
        f"{measured(float(row['null_mean']))} on average, p {p_text(float(row['p']))}",
        "by-chance",
    )


def _claim(run: Run, quantity: str) -> pd.Series | None:
    table = run.proof.chance
    rows = table[table["quantity"] == quantity]
    mine = rows[rows["profile"] == run.profile.name]
    rows = mine if len(mine) else rows
    return None if rows.empty else rows.iloc[0]
