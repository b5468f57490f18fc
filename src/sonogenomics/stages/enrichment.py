"""Stage enrichment: what the genes of each URF do (GO, KEGG)."""

from collections.abc import Mapping

import pandas as pd

from sonogenomics.catalog import ASSOCIATION, ENRICHMENT, EXPRESSION, PAIRED, SOURCES
from sonogenomics.genomics.gene_sets import read_libraries
from sonogenomics.linking.enrichment import EnrichmentRule, over_representation
from sonogenomics.linking.perturbation import shared_genes
from sonogenomics.params.genes import Enrichment
from sonogenomics.profiles import Profile
from sonogenomics.progress import track
from sonogenomics.stages import Metrics
from sonogenomics.study import Absent, Study

READS = (SOURCES, EXPRESSION, ASSOCIATION, PAIRED)
WRITES = (ENRICHMENT,)


def main(study: Study, profile: Profile, enrichment: Enrichment) -> Metrics:
    """Test the gene list of every feature, role by role, against every gene set."""
    if isinstance(study.gene_sets, Absent):
        ENRICHMENT.write(ENRICHMENT.schema.empty())
        return {"n_libraries": 0}
    gene_sets = read_libraries(
        {s.library: SOURCES / study.sources[s.source].file for s in study.gene_sets}
    )
    rule = EnrichmentRule(
        enrichment.alpha, enrichment.min_size, enrichment.max_size, profile.adjust_over
    )
    parts: list[pd.DataFrame] = [ENRICHMENT.schema.empty()]
    metrics = {}
    for role, lists in track(_lists().items(), "enrichment"):
        if lists.empty:
            continue
        universe = _measured(study, role) if profile.universe == "measured" else None
        found = over_representation(lists, gene_sets, rule, universe)
        parts.append(found.assign(role=role))
        metrics[role] = _summary(lists, found)
    ENRICHMENT.write(pd.concat(parts, ignore_index=True))
    sets = gene_sets.groupby("library")["term"].nunique()
    return {"n_libraries": len(sets), "n_sets": sets.to_dict(), **metrics}


def _lists() -> dict[str, pd.DataFrame]:
    """Feature and gene of each role: positive-specific, or linked in the same patients."""
    genes = ASSOCIATION.read()
    genes = genes[genes["positive_specific"]]
    lists = {role: genes[genes["role"] == role] for role in ("discovery", "validation")}
    return lists | {"paired": PAIRED.read()}


def _measured(study: Study, role: str) -> pd.Index:
    """Genes that could have been in a list: those of all the role's series."""
    series = () if isinstance(study.expression, Absent) else study.expression
    if role == "paired":
        names = [s.name for s in series if s.paired_by and s.role == "discovery"]
    else:
        names = [s.name for s in series if s.role == role and s.perturbations]
    genes = [pd.read_parquet(EXPRESSION / f"{name}.parquet", columns=[]).index for name in names]
    return shared_genes(names, genes)


def _summary(lists: pd.DataFrame, found: pd.DataFrame) -> Mapping[str, object]:
    enriched = found[found["enriched"]].groupby("feature").size()
    n_terms = enriched.reindex(lists["feature"].unique(), fill_value=0)
    return {
        "n_lists": len(n_terms),
        "genes_per_list_median": float(lists.groupby("feature")["gene"].nunique().median()),
        "n_enriched": int(n_terms.sum()),
        "enriched_per_list_median": float(n_terms.median()),
        "n_lists_without_terms": int((n_terms == 0).sum()),
    }
