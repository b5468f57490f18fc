"""How much of the planted truth was found, how much was missed, and how much is false."""

from collections.abc import Set
from dataclasses import dataclass
from typing import Generic, TypeVar

import pandas as pd

from sonogenomics.simulation.truth import Pair, Truth

T = TypeVar("T")


def recovery(
    truth: Truth,
    *,
    differential: pd.DataFrame,
    paired: pd.DataFrame,
    enrichment: pd.DataFrame,
    modules: pd.DataFrame,
    replication: pd.DataFrame | None = None,
) -> pd.DataFrame:
    r"""Compare what the pipeline found with what was planted.

    .. math:: \text{sensitivity} = \frac{found}{planted}, \qquad
              \text{false discovery proportion} = \frac{false}{found + false}

    Parameters
    ----------
    truth : Truth
    differential : DataFrame
        Index `feature`, column `selected`.
    paired : DataFrame
        One row per significant pair: columns `feature`, `gene`.
    enrichment : DataFrame
        Columns `role`, `feature`, `term`, `enriched`; the rows of role "paired" are counted, since
        random pairing has no truth to find.
    modules : DataFrame
        Column `feature`.
    replication : DataFrame, optional
        One row per link carried to a second cohort: columns `feature`, `gene`, `replicated`. Where
        no link was carried there is nothing to say of it, and no row.

    Returns
    -------
    DataFrame
        One row per kind of truth, columns `kind`, `planted`, `found`, `missed`, `false`,
        `undecided` (found, but neither planted nor surely nothing: counted nowhere else),
        `sensitivity` (missing where nothing was planted), `false_discovery_proportion` (missing
        where nothing was found) and `found_by_chance`: planted ones that as many findings, drawn
        blindly, would hit.

    Examples
    --------
    >>> from sonogenomics.simulation.functions import FUNCTIONS
    >>> genes = {function.name: ("G1", "G2") for function in FUNCTIONS}
    >>> truth = Truth.of(genes, n_genes=600, n_terms=100)
    >>> named = sorted(truth.differential)
    >>> table = recovery(
    ...     truth,
    ...     differential=pd.DataFrame({"selected": [True] * 8}, index=named),
    ...     paired=pd.DataFrame({"feature": [named[0]], "gene": ["G3"]}),
    ...     enrichment=pd.DataFrame({"role": [], "feature": [], "term": [], "enriched": []}),
    ...     modules=pd.DataFrame({"feature": named}),
    ... )
    >>> print(table[["kind", "planted", "found", "missed", "false"]].to_string(index=False))
                     kind  planted  found  missed  false
    differential features        8      8       0      0
       feature-gene links       44      0      44      1
        feature functions       84      0      84      0
           module members       18      8      10      0
    """
    n = truth.n_features
    open_links = truth.by_way_of_her2 | truth.undecided_links
    selected = set(differential.index[differential["selected"]])
    enriched = enrichment[enrichment["enriched"] & (enrichment["role"] == "paired")]
    features = Kind("differential features", set(truth.differential), set(truth.undecided), n)
    links = Kind("feature-gene links", truth.links, open_links, n * truth.n_genes)
    terms = Kind("feature functions", truth.feature_terms, truth.undecided_terms, n * truth.n_terms)
    members = Kind("module members", truth.module, truth.undecided_module, n)
    rows = [
        _row(features, selected),
        _row(links, _pairs(paired, "gene")),
        _row(terms, _pairs(enriched, "term")),
        _row(members, set(modules["feature"])),
    ]
    if replication is not None and len(replication):
        again = Kind("links replicated", truth.links, open_links, n * truth.n_genes)
        met = replication[replication["replicated"].astype(bool)]
        rows.insert(2, _row(again, _pairs(met, "gene")))
    return pd.DataFrame(rows)


@dataclass(frozen=True)
class Kind(Generic[T]):
    """One kind of truth: what was planted, what is neither true nor false, among how many."""

    name: str
    planted: Set[T]
    undecided: Set[T]
    n_candidates: int


def _pairs(frame: pd.DataFrame, column: str) -> set[Pair]:
    return set(zip(frame["feature"], frame[column], strict=True))


def _row(kind: Kind[T], found_at_all: Set[T]) -> dict[str, object]:
    planted, undecided = kind.planted, kind.undecided - kind.planted
    claimed = found_at_all - undecided
    found = len(planted & claimed)
    return {
        "kind": kind.name,
        "planted": len(planted),
        "found": found,
        "missed": len(planted) - found,
        "false": len(claimed) - found,
        "undecided": len(found_at_all) - len(claimed),
        "sensitivity": found / len(planted) if planted else float("nan"),
        "false_discovery_proportion": 1 - found / len(claimed) if claimed else float("nan"),
        "found_by_chance": len(planted) * len(claimed) / (kind.n_candidates - len(undecided)),
    }
