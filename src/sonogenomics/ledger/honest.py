"""What holds of a claim when everything is inside the training folds, in a few words."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from sonogenomics.diagnosis.metrics import auc_interval
from sonogenomics.ledger.genes import top_genes
from sonogenomics.ledger.tables import Tables
from sonogenomics.ledger.verdict import short

SETS = ("differential", "module")
MOST_NAMES = 5
LEAST = 2  # patients an arm needs for an interval


def honest(tables: Tables) -> Mapping[str, str]:
    """The honest answer to each quantity that has one.

    Parameters
    ----------
    tables : Tables
        Of one run. Nested cross-validation is honest whatever the run's profile; genes, functions
        and held-out patients are where that is honest.

    Returns
    -------
    dict of str to str
        By quantity of the vocabulary.
    """
    told = _nested(tables.candidates) | _selected(tables.nested_folds)
    return told | _of_training_patients(tables) if tables.profile.name == "honest" else told


def _nested(candidates: pd.DataFrame) -> dict[str, str]:
    """AUC and specificity of the procedures that stand for a feature set, or one classifier on it.

    The study's own way (raw p-values, logistic regression) inside the folds goes first; where a
    single classifier was not nested, the best of all answers, chosen inside the fold.
    """
    told: dict[str, str] = {}
    rows = {str(row["candidate"]): row for _, row in candidates.iterrows()}
    for which in SETS:
        best = rows.get(which)
        logistic = next((rows[name] for name in _ways(which) if name in rows), None)
        if best is not None:
            told[f"replication.best.{which}"] = _auc(best)
        if logistic is not None:
            told[f"replication.best.logistic.{which}"] = _auc(logistic)
            specificity = f"{100 * logistic['specificity']:.1f} % nested ({logistic['candidate']})"
            told[f"replication.specificity.logistic.{which}"] = specificity
    return told


def _ways(which: str) -> tuple[str, ...]:
    """Procedures that select a set of features, the study's own way first."""
    return f"study-{which}", f"{which}-logistic", which


def _auc(row: pd.Series) -> str:
    return (
        f"{row['auc']:.3f} [{row['auc_low']:.3f}, {row['auc_high']:.3f}] nested "
        f"({row['candidate']})"
    )


def _selected(folds: pd.DataFrame) -> dict[str, str]:
    """How many features, and which, the training patients of each fold selected."""
    told: dict[str, str] = {}
    for which in SETS:
        nested = set(folds["candidate"])
        way = next((name for name in _ways(which) if name in nested), None)
        mine = folds[(folds["candidate"] == way) & ~folds["fell_back"].astype(bool)]
        if mine.empty:
            continue
        n = f"{_span(mine['n_features'])} in {len(mine)} training folds"
        told[f"{which}.n"] = f"{n} ({way})"
        lists = [set(names.split()) for names in mine["features"] if names]
        if which == "differential" and lists:
            told["differential.names"] = _often(lists)
    return told


def _often(lists: list[set[str]]) -> str:
    """Features that at least half of the training folds selected."""
    counts = pd.Series([name for names in lists for name in sorted(names)]).value_counts()
    often = sorted(counts.index[counts >= len(lists) / 2])
    named = ", ".join(map(short, often[:MOST_NAMES]))
    more = f" and {len(often) - MOST_NAMES} more" if len(often) > MOST_NAMES else ""
    return (
        f"in half of {len(lists)} training folds: {named}{more}"
        if often
        else (f"none in half of {len(lists)} training folds")
    )


def _of_training_patients(tables: Tables) -> dict[str, str]:
    """Genes, functions and features of the honest run, and the patients it held out."""
    told: dict[str, str] = {}
    for role, rows in tables.counts.groupby("role"):
        told[f"association.positive_specific.{role}"] = _span(rows["positive_specific"])
    top = top_genes(tables.association)
    if top["association.top_genes.links"]:
        told["association.top_genes.links"] = _span(map(float, top["association.top_genes.links"]))
        named = [str(gene) for gene in top["association.top_genes.names"][:MOST_NAMES]]
        told["association.top_genes.names"] = f"{', '.join(named)}, ..."
    if not tables.enrichment.empty:
        mine = tables.enrichment[tables.enrichment["role"] == "discovery"]
        told["functions.n_enriched"] = f"{int(mine['enriched'].sum()):,}"
    if not tables.modules.empty:
        n = int((tables.modules["kind"] == "auxiliary").sum())
        told["module.n_auxiliary"] = f"{n} by training patients"
    return told | _held_out(tables.validation)


def _held_out(validation: pd.DataFrame) -> dict[str, str]:
    found = []
    for _, rows in validation.groupby("classifier"):
        if rows["outcome"].value_counts().reindex([0, 1], fill_value=0).min() >= LEAST:
            found.append(auc_interval(rows["outcome"], rows["score"]).value)
    return {"validation.auc": f"{_span(found, '.3f')} held out"} if found else {}


def _span(values: Iterable[float], digits: str = ",.0f") -> str:
    """Median with the smallest and the largest in parentheses; one number where they are equal."""
    array = np.asarray(list(values), dtype=float)
    low, middle, high = (format(float(f(array)), digits) for f in (np.min, np.median, np.max))
    return middle if low == high else f"{middle} ({low} to {high})"
