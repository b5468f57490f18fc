"""The tables of a stage, short enough for MLflow's pages, with no patient's values in them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sonogenomics import catalog
from sonogenomics.catalog.store import Table
from sonogenomics.diagnosis.quoted import quoted
from sonogenomics.reporting.held_out import held_out

MOST_ROWS = 500  # what a page shows without stalling


@dataclass(frozen=True)
class View:
    """A table as the pages show it.

    Attributes
    ----------
    name : str
        The same in every run, so that MLflow can lay tables of several runs side by side.
    source : Table
        Where the rows come from.
    arranged : callable
        The frame as read to the frame as shown, most telling row first.
    order : str
        What that order is, in words.
    """

    name: str
    source: Table
    arranged: Callable[[pd.DataFrame], pd.DataFrame]
    order: str


@dataclass(frozen=True)
class Shown:
    """A table ready to be logged.

    Attributes
    ----------
    name : str
        Of the view.
    text : str
        JSON with columns and data, as `mlflow.log_table` writes it.
    caption : str
        How many rows of how many, in which order.
    """

    name: str
    text: str
    caption: str


def _as_is(frame: pd.DataFrame) -> pd.DataFrame:
    return frame


def _by(*columns: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def arranged(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.sort_values(list(columns), kind="stable").reset_index(drop=True)

    return arranged


def _by_p(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values("p", kind="stable").reset_index()


def _described(urfs: pd.DataFrame) -> pd.DataFrame:
    """Each feature's distribution: patients' own values never leave the project's folder."""
    if urfs.empty:
        return pd.DataFrame(columns=["feature", "count", "mean", "std", "min", "50%", "max"])
    return urfs.describe().T.rename_axis("feature").reset_index()


def _gene_sets(enrichment: pd.DataFrame) -> pd.DataFrame:
    groups = enrichment.groupby(["role", "library"], as_index=False)
    table: pd.DataFrame = groups.agg(
        n_sets=("term", "nunique"), n_pairs=("term", "size"), n_enriched=("enriched", "sum")
    )
    enriched = enrichment[enrichment["enriched"]].groupby(["role", "library"], as_index=False)
    found = enriched.agg(
        n_sets_enriched=("term", "nunique"), n_features_enriched=("feature", "nunique")
    )
    counts = ["n_sets_enriched", "n_features_enriched"]
    table = table.merge(found, how="left", on=["role", "library"])
    return table.assign(**{name: table[name].fillna(0).astype(int) for name in counts})


def _most_shared(similarity: pd.DataFrame) -> pd.DataFrame:
    return similarity.sort_values("overlap", ascending=False, kind="stable")


def _counts(*keys: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """How many images and patients each kind concerns; which ones never leave the project."""

    def arranged(frame: pd.DataFrame) -> pd.DataFrame:
        grouped = frame.groupby(list(keys), as_index=False)
        table: pd.DataFrame = grouped.agg(
            n=("image", "size"), n_images=("image", "nunique"), n_patients=("patient_id", "nunique")
        )
        return table

    return arranged


def _agreement(frame: pd.DataFrame) -> pd.DataFrame:
    """Means over images and patients, networks and held-out patients apart."""
    by = ["split", "fold", "seen"]
    patients = frame.groupby([*by, "patient_id"])["dice"].mean().groupby(by)
    table = frame.groupby(by).agg(
        n_images=("dice", "size"),
        n_patients=("patient_id", "nunique"),
        **{name: (name, "mean") for name in ("dice", "iou", "hd95_px", "asd_px", "accepted")},
        n_reference=("n_reference", "sum"),
        n_hit=("n_hit", "sum"),
        n_false=("n_false", "sum"),
    )
    return table.assign(dice_of_patients=patients.mean()).reset_index()


def _features_alone(lesions: pd.DataFrame) -> pd.DataFrame:
    return _described(lesions.drop(columns=["patient_id", "image", "lesion", "n_px"]))


def _least_reliable(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values("icc_masks", kind="stable").reset_index()


def _most_scanner(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values("epsilon_squared", ascending=False, kind="stable").reset_index()


SMALLEST_P = "smallest p first"
VIEWS = {
    "cohort": (
        View("patient_flow", catalog.FLOW, _as_is, "in order"),
        View("characteristics", catalog.CHARACTERISTICS, _as_is, "as in Tables 1 and 2"),
    ),
    "images": (
        View("findings", catalog.FINDINGS, _counts("finding", "scope"), "by finding and scope"),
        View("image_faults", catalog.IMAGE_FAULTS, _counts("part", "reason"), "by reason"),
    ),
    "masks": (View("agreement", catalog.AGREEMENT, _agreement, "by split and network"),),
    "lesions": (
        View("lesions", catalog.LESIONS, _counts("origin"), "by who answers for the outline"),
        View("lesion_faults", catalog.LESION_FAULTS, _counts("reason"), "by reason"),
    ),
    "radiomics": (
        View("lesion_features", catalog.LESION_FEATURES, _features_alone, "over all lesions"),
        View("feature_faults", catalog.FEATURE_FAULTS, _counts("reason"), "by reason"),
    ),
    "robustness": (
        View("reliability", catalog.RELIABILITY, _least_reliable, "least reliable first"),
    ),
    "urfs": (
        View("urfs", catalog.URFS, _described, "each feature over all patients"),
        View("scanner_effects", catalog.SCANNER_EFFECTS, _most_scanner, "most explained first"),
    ),
    "differential": (View("differential", catalog.DIFFERENTIAL, _by_p, SMALLEST_P),),
    "expression": (View("series", catalog.EXPRESSION_SERIES, _as_is, "as in study.yaml"),),
    "association": (
        View("gene_counts", catalog.ASSOCIATION_COUNTS, _as_is, "by role and feature"),
        View("paired_genes", catalog.PAIRED, _by("p"), SMALLEST_P),
        View("paired_replication", catalog.PAIRED_REPLICATION, _by("p"), SMALLEST_P),
        View("paired_power", catalog.PAIRED_POWER, _as_is, "by series and cohort"),
    ),
    "enrichment": (
        View("gene_sets", catalog.ENRICHMENT, _gene_sets, "by role and library"),
        View("enrichment", catalog.ENRICHMENT, _by("p_bh", "p"), "smallest adjusted p first"),
    ),
    "modules": (
        View("module", catalog.MODULES, _as_is, "differential features, then auxiliary ones"),
        View("similarity", catalog.SIMILARITY, _most_shared, "most shared function first"),
    ),
    "champion": (View("ranking", catalog.RANKING, _as_is, "best first, by resamplings alone"),),
    "validation": (
        View("held_out", catalog.VALIDATION, held_out, "highest AUC in held-out patients first"),
    ),
    "replication": (
        View("published_splits", catalog.REPLICATION, quoted, "the split quoted, beside all"),
        View("published_features", catalog.REPLICATED_FEATURES, _by("p"), SMALLEST_P),
    ),
    "nested": (
        View("candidates", catalog.CANDIDATES, _as_is, "best first, patients left out"),
        View("confounders", catalog.CONFOUNDERS, _as_is, "as in study.yaml"),
        View("learning_curve", catalog.LEARNING_CURVE, _as_is, "by candidate and size"),
        View("calibration", catalog.CALIBRATION, _as_is, "by candidate and rising score"),
    ),
    "chance": (
        View("chance", catalog.CHANCE, _as_is, "by step; single URFs after their step"),
        View("family_wise", catalog.FAMILY_WISE, _by("p"), SMALLEST_P),
        View("arm_differences", catalog.ARM_DIFFERENCES, _as_is, "by role and feature"),
    ),
    "ledger": (View("ledger", catalog.LEDGER, _as_is, "as in the paper"),),
}


def shown(stage: str) -> list[Shown]:
    """Tables of one stage; those it never wrote are left out.

    Parameters
    ----------
    stage : str
        Without branch, such as `enrichment`.

    Returns
    -------
    list of Shown
    """
    views = [view for view in VIEWS.get(stage, ()) if Path(view.source.path).is_file()]
    return [_cut(view, view.arranged(pd.read_parquet(view.source.path))) for view in views]


def _cut(view: View, table: pd.DataFrame) -> Shown:
    top = table.head(MOST_ROWS)
    n = f"all {len(table):,}" if len(top) == len(table) else f"{len(top):,} of {len(table):,}"
    caption = f"`tables/{view.name}.json`: {n} rows, {view.order}"
    return Shown(view.name, top.to_json(orient="split", index=False), caption)


def tag_value(tables: list[Shown]) -> str:
    """The tag by which MLflow's pages know that an artifact is a table."""
    return json.dumps([{"path": f"tables/{table.name}.json", "type": "table"} for table in tables])
