"""What the run says of series, genes, functions and the module, by the published protocol."""

import pandas as pd

from sonogenomics.ledger.people import Fact, Facts
from sonogenomics.ledger.tables import Tables

TOP = 25  # genes that the study lists
COUNTS = {"discovery": "positive_specific", "validation": "positive_specific_validation"}


def genes(tables: Tables) -> Facts:
    """Arms and pairings of the series, positive-specific genes, and the most linked ones.

    Parameters
    ----------
    tables : Tables
        Of one run; the most linked genes are known where it ran under profile published.

    Returns
    -------
    dict of str to tuple
        By quantity of the vocabulary.
    """
    facts: dict[str, Fact] = {}
    for series, n_positive, n_negative in tables.series[
        ["series", "n_positive", "n_negative"]
    ].itertuples(index=False):
        facts[f"series.{series}.arms"] = (float(n_positive), float(n_negative))
    for role, pairings in tables.series.groupby("role")["perturbations"].sum().items():
        facts[f"series.perturbations.{role}"] = (float(pairings),)
    for role, column in COUNTS.items():
        counts = tables.replicated_features[column].dropna()
        facts[f"association.positive_specific.{role}"] = tuple(counts.astype(float))
    if tables.profile.name == "published":
        facts |= top_genes(tables.association)
    return {name: fact for name, fact in facts.items() if fact}


def top_genes(association: pd.DataFrame) -> Facts:
    """The 25 genes linked to most URFs in discovery, and how many each.

    Of genes with equally many links the first in the alphabet are taken.

    Examples
    --------
    >>> table = pd.DataFrame({"role": "discovery", "gene": ["A", "B", "B"],
    ...                       "feature": ["x", "x", "y"], "positive_specific": True})
    >>> top_genes(table)
    {'association.top_genes.links': (2.0, 1.0), 'association.top_genes.names': ('B', 'A')}
    """
    mine = association[association["positive_specific"].astype(bool)]
    links = mine[mine["role"] == "discovery"].groupby("gene")["feature"].nunique()
    top = links.sort_index().sort_values(ascending=False, kind="stable").head(TOP)
    return {
        "association.top_genes.links": tuple(float(n) for n in top),
        "association.top_genes.names": tuple(str(gene) for gene in top.index),
    }


def module(tables: Tables) -> Facts:
    """Enriched terms, overlaps, and the module they make by the published rule.

    Parameters
    ----------
    tables : Tables
        Of one run.

    Returns
    -------
    dict of str to tuple
        By quantity of the vocabulary; empty where no gene was asked for its function.
    """
    found, edges = tables.replicated_features, tables.replicated_edges
    if found.empty or found["n_terms"].isna().all():
        return {}
    auxiliary = found[found["module"].astype(bool) & ~found["differential"].astype(bool)]
    names = tuple(auxiliary["feature"].astype(str))
    joining = edges[edges["other"].isin(names)].groupby("other")["overlap"].max()
    facts: dict[str, Fact] = {
        "functions.n_enriched": (float(found["n_terms"].sum()),),
        "module.n": (float(found["module"].astype(bool).sum()),),
        "module.n_auxiliary": (float(len(names)),),
        "module.auxiliary.names": names,
        "module.joining_edges": tuple(float(overlap) for overlap in joining),
    }
    for one, other, overlap in edges[["differential", "other", "overlap"]].itertuples(index=False):
        facts[f"edge.{one}.{other}"] = (float(overlap),)
    return facts
