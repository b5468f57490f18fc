"""The headline numbers of a run, each beside what chance alone gives."""

from dataclasses import dataclass

import pandas as pd

from sonogenomics.figures.wording import interval, number
from sonogenomics.linking.modules import linking_role
from sonogenomics.reporting.held_out import held_out
from sonogenomics.reporting.run import Run
from sonogenomics.reporting.tables import Column, View, Words, shown


@dataclass(frozen=True)
class Finding:
    """One line of the summary table: what was asked, what was seen, what chance alone gives."""

    asked: str
    seen: str
    by_chance: str


def findings_table(run: Run) -> View | str:
    """The same as a table."""
    columns = [
        Column("Asked", "asked"),
        Column("Seen", "seen"),
        Column("By chance alone", "by_chance"),
    ]
    note = "A number means little until one knows what no effect at all would have given."
    words = Words("findings", "What was seen, beside chance", note, "Nothing was found to tell.")
    return shown(pd.DataFrame(findings(run)), columns, words)


def findings(run: Run) -> list[Finding]:
    """Every headline number beside its chance level; what the run lacks is left out."""
    lines = [_raw(run), _by_rule(run), *_genes(run), _functions(run), _resampled(run), _met(run)]
    return [line for line in lines if line is not None]


def _raw(run: Run) -> Finding | None:
    n, alpha = len(run.differential), run.rules.differential.alpha
    if not n:
        return None
    seen = int((run.differential["p"] < alpha).sum())
    return Finding(f"URFs at raw p < {alpha:g}", f"{seen} of {n}", f"{alpha * n:.1f} of {n}")


def _by_rule(run: Run) -> Finding | None:
    n, alpha = len(run.differential), run.rules.differential.alpha
    if not n or not run.profile.correct_differential:
        return None
    seen = len(run.selected())
    by_chance = f"none in {100 * (1 - alpha):g} of 100 such studies"
    return Finding(f"URFs at adjusted p < {alpha:g}", f"{seen} of {n}", by_chance)


def _genes(run: Run) -> list[Finding]:
    lines = []
    for role in ("discovery", "validation"):
        rows = run.counts[run.counts["role"] == role] if len(run.counts) else run.counts
        if len(rows):
            asked = f"Positive-specific genes a URF, {role} (median)"
            seen = number(float(rows["positive_specific"].median()), 0)
            chance = number(float(rows["expected_positive_specific"].median()), 0)
            lines.append(Finding(asked, seen, chance))
    return lines


def _functions(run: Run) -> Finding | None:
    if run.enrichment.empty:
        return None
    role = linking_role(run.enrichment, run.profile)
    rows = run.enrichment[run.enrichment["role"] == role]
    enriched = rows[rows["enriched"].astype(bool)]
    n = int(enriched["feature"].nunique())
    seen = f"{len(enriched):,} pairs of {n} URFs"
    share = f"up to {100 * run.rules.enrichment.alpha:g} % of them, if genes were independent"
    chance = share if role == "paired" else "possibly all: the gene lists come of random pairing"
    return Finding("Enriched terms", seen, chance)


def _resampled(run: Run) -> Finding | None:
    best = run.champion()
    if best is None:
        return None
    limits = interval(float(best["auc_low"]), float(best["auc_high"]))
    seen = f"{number(float(best['auc_mean']))} (95 % of splits {limits})"
    free = best["feature_set"] == "all"
    chance = "0.50" if free else "above 0.50: its URFs were chosen on the same patients"
    return Finding("Champion's AUC, random splits (mean)", seen, chance)


def _met(run: Run) -> Finding | None:
    row = champion_met(run)
    if row is None:
        return None
    limits = interval(float(row["auc_low"]), float(row["auc_high"]))
    seen = f"{number(float(row['auc']))} (95 % interval {limits})"
    return Finding("Champion's AUC, held-out patients", seen, "0.50")


def champion_met(run: Run) -> pd.Series | None:
    """The champion's row of the held-out table; None where it met nobody."""
    best, table = run.champion(), held_out(run.validation)
    if best is None:
        return None
    mine = table[
        (table["classifier"] == best["classifier"]) & (table["feature_set"] == best["feature_set"])
    ]
    return None if mine.empty else mine.iloc[0]
