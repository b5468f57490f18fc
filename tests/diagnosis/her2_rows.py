"""The modelled rows of the published study, from a mirror of its public table."""

from pathlib import Path

import pandas as pd

from sonogenomics.diagnosis.published_rows import NAMELESS, Modelled, modelled_rows, with_nameless
from sonogenomics.diagnosis.published_sets import FeatureSet, settings_of_sets, used_features
from sonogenomics.params import Params
from sonogenomics.radiomics.names import PUBLISHED
from sonogenomics.radiomics.table import read_cells
from sonogenomics.study import Published, Study, UrfTable
from tests.pipeline.graph import PROJECT

LAYOUT = UrfTable(source="urfs", orientation="features_in_rows", separator="tab")


def her2_rule() -> Published:
    """Of the shipped study."""
    return Study.load("her2", PROJECT / "studies").published


def her2_rows(mirror: Path, rule: Published | None = None) -> Modelled:
    """320 patients in the table's own order, or whom another rule keeps."""
    rule = rule or her2_rule()
    cells = read_cells(mirror / "her2-urf" / "F-S_matrix.txt", LAYOUT, call_nameless=NAMELESS)
    named = [name for name in cells.patients if name != NAMELESS]
    outcome = pd.Series([int(name.startswith("pos")) for name in named], index=named)
    return modelled_rows(*with_nameless(cells, list(PUBLISHED), outcome, rule), rule)


def her2_sets(modelled: Modelled) -> dict[str, FeatureSet]:
    """The 8 and the 24 features, in the table's order, with the study's settings."""
    found = pd.DataFrame({"feature": modelled.urfs.columns, "differential": False, "module": False})
    params = Params.load(PROJECT / "params.yaml")
    used = used_features(found, her2_rule().features)
    return settings_of_sets(used, params.classifiers, params.replication.differential)
