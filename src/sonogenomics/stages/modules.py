"""Stage modules: URFs that share function form the module."""

import pandas as pd

from sonogenomics.catalog import DIFFERENTIAL, ENRICHMENT, MODULES, SIMILARITY
from sonogenomics.linking.modules import linking_role, module
from sonogenomics.linking.similarity import agreement, similarity
from sonogenomics.params.genes import Modules
from sonogenomics.profiles import Profile
from sonogenomics.stages import Metrics

READS = (ENRICHMENT, DIFFERENTIAL)
WRITES = (SIMILARITY, MODULES)


def main(profile: Profile, modules: Modules) -> Metrics:
    """Compare the function of all features, and gather those alike to a differential one."""
    enrichment, differential = ENRICHMENT.read(), DIFFERENTIAL.read()
    enriched = dict(list(enrichment[enrichment["enriched"]].groupby("role")))
    none = enrichment.iloc[:0]
    tables = {
        role: similarity(role, enriched.get(role, none), list(differential.index))
        for role in sorted(enrichment["role"].unique())
    }
    role = linking_role(enrichment, profile)
    pairs = tables.get(role, SIMILARITY.schema.empty())
    n_terms = enriched.get(role, none).groupby("feature").size()
    selected = list(differential.index[differential["selected"]])
    members = module(selected, pairs, n_terms, modules.min_overlap)
    SIMILARITY.write(pd.concat([SIMILARITY.schema.empty(), *tables.values()], ignore_index=True))
    MODULES.write(members)
    both = agreement(enriched.get("discovery", none), enriched.get("validation", none))
    return {
        "linked_by": role,
        "n_module": len(members),
        "n_differential": len(selected),
        "n_auxiliary": int((members["kind"] == "auxiliary").sum()),
        "n_features_with_terms": len(n_terms),
        "largest_overlap": _largest_overlap(pairs, selected),
        "agreement_of_roles_median": float(both["overlap"].median()),
    }


def _largest_overlap(pairs: pd.DataFrame, selected: list[str]) -> float:
    """Of any differential feature with one that is not."""
    one_differs = pairs["feature_a"].isin(selected) != pairs["feature_b"].isin(selected)
    return float(pairs.loc[one_differs, "overlap"].max())
