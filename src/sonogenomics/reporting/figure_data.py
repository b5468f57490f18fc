"""What some figures need beyond the tables of a run: genes, gene sets, single scores."""

from dataclasses import dataclass, field

import pandas as pd

from sonogenomics.catalog.links import Foremost
from sonogenomics.catalog.nested import Nested
from sonogenomics.catalog.replication import ReplicatedScores
from sonogenomics.figures.expression_heatmap import MOST_GENES, Expressed
from sonogenomics.linking.modules import linking_role
from sonogenomics.reporting.run import Run

LISTS, SETS = ["feature", "gene"], ["library", "term", "gene"]
PICKED = {
    "paired": "that are linked to most features in the same patients (paired series)",
    "discovery": "that are positive-specific for most features in the discovery series (random "
    "pairing)",
}


@dataclass(frozen=True)
class FigureData:
    """Empty where a study has no such part.

    Attributes
    ----------
    foremost, best_splits, nested : DataFrame
        `catalog.Foremost`, `catalog.ReplicatedScores` and `catalog.Nested`.
    expressed : tuple of Expressed
        Expression of the most linked genes, series by series.
    gene_lists : DataFrame
        Columns feature and gene: whose functions were looked for.
    sets : DataFrame
        Columns library, term and gene.
    """

    foremost: pd.DataFrame = field(default_factory=Foremost.empty)
    best_splits: pd.DataFrame = field(default_factory=ReplicatedScores.empty)
    nested: pd.DataFrame = field(default_factory=Nested.empty)
    expressed: tuple[Expressed, ...] = ()
    gene_lists: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=LISTS))
    sets: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=SETS))


def role_of(run: Run) -> str:
    """Which gene lists made the module, `paired` or `discovery`."""
    return linking_role(run.enrichment, run.profile) if len(run.enrichment) else "discovery"


def most_linked(run: Run, foremost: pd.DataFrame) -> list[str]:
    """The genes whose expression is shown: linked to most features, of the role of the module.

    Parameters
    ----------
    run : Run
        Its paired links, and which role made the module.
    foremost : DataFrame
        `catalog.Foremost`.

    Returns
    -------
    list of str
        At most 25; of equal genes the first in the alphabet.
    """
    if role_of(run) == "paired" and len(run.paired):
        n = run.paired.groupby("gene")["feature"].nunique().reset_index()
        ordered = n.sort_values(["feature", "gene"], ascending=[False, True])["gene"]
        return [str(gene) for gene in ordered.head(MOST_GENES)]
    rows = foremost[foremost["role"] == "discovery"]
    return [str(gene) for gene in rows["gene"].drop_duplicates().head(MOST_GENES)]


def gene_lists(run: Run, association: pd.DataFrame) -> pd.DataFrame:
    """Feature and gene of every list whose functions made the module.

    Parameters
    ----------
    run : Run
        Its paired links, and which role made the module.
    association : DataFrame
        `catalog.Association`.

    Returns
    -------
    DataFrame
        Columns feature and gene.
    """
    if role_of(run) == "paired":
        return run.paired[LISTS].drop_duplicates(ignore_index=True)
    mine = (association["role"] == "discovery") & association["positive_specific"].astype(bool)
    return association.loc[mine, LISTS].reset_index(drop=True)
