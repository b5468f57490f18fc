"""Tables of series, genes, terms and the module."""

import pandas as pd

from sonogenomics.figures.functions import ROLE_WORDS, role_of
from sonogenomics.figures.style import readable, short_feature
from sonogenomics.figures.wording import number, p_number
from sonogenomics.reporting.run import Run
from sonogenomics.reporting.tables import Column, View, Words, shown

TOP = 20


def _whole(value: float) -> str:
    return number(float(value), 0)


def _name(value: object) -> str:
    return readable(value, 90)


def series_table(run: Run) -> View | str:
    """What each expression series brought."""
    columns = [
        Column("Series", "series", _name),
        Column("Role", "role"),
        Column("Pairing", "paired", lambda yes: "same patients" if yes else "other people"),
        Column("Platform", "platform", _name),
        Column("HER2+", "n_positive", _whole, is_number=True),
        Column("HER2−", "n_negative", _whole, is_number=True),
        Column("Unlabelled", "n_unlabelled", _whole, is_number=True),
        Column("Rows", "n_probes", _whole, is_number=True),
        Column("No gene", "n_without_gene", _whole, is_number=True),
        Column("Incomplete", "n_incomplete", _whole, is_number=True),
        Column("Genes", "n_genes", _whole, is_number=True),
    ]
    note = "Samples without a HER2 label and rows without a gene were left out and counted."
    words = Words("series", "Expression series", note, "This study has no expression series.")
    return shown(run.series, columns, words)


def counts_table(run: Run) -> View | str:
    """Positive-specific genes of the module's or differential features, beside chance."""
    frame = run.counts
    if len(frame):
        keep = list(run.modules["feature"]) if len(run.modules) else run.selected()
        order = ["role", "positive_specific", "feature"]
        ordered = frame.sort_values(order, ascending=[True, False, True], kind="stable")
        mine = ordered[ordered["feature"].isin(keep)]
        frame = mine if len(mine) else ordered.groupby("role", sort=False).head(8)
    columns = [
        Column("Feature", "feature", short_feature),
        Column("Series", "role"),
        Column("Genes tested", "n_genes", _whole, is_number=True),
        Column("Positive", "positive", _whole, is_number=True),
        Column("Negative", "negative", _whole, is_number=True),
        Column("Positive-specific", "positive_specific", _whole, is_number=True),
        Column("By chance", "expected_positive_specific", _whole, is_number=True),
    ]
    rules = run.rules.association
    note = (
        f"A gene counts when hit (p < {rules.alpha:g} and |R| > {rules.min_abs_r:g}) in at least "
        f"{rules.min_hits} random pairings, {rules.min_hits_validation} in validation; "
        "positive-specific: in the positive arm and not in the negative. The last column is what "
        "random pairing gives where no feature is linked to any gene."
    )
    absent = "No unpaired expression series was linked to URFs."
    return shown(frame, columns, Words("counts", "Genes per URF, beside chance", note, absent))


def terms_table(run: Run) -> View | str:
    """The terms of smallest adjusted p-value among the gene lists that made the module."""
    frame, role = run.enrichment, role_of(run.enrichment, run.profile)
    if len(frame):
        frame = frame[frame["role"] == role]
        order = ["p_bh", "p", "term", "feature"]
        frame = frame.sort_values(order, kind="stable").drop_duplicates(["library", "term"])
        frame = frame.head(TOP).assign(shared=_shared)
    columns = [
        Column("Term", "term", _name),
        Column("Library", "library", lambda name: readable(str(name).replace("_", " "))),
        Column("Best feature", "feature", short_feature),
        Column("Genes shared", "shared", is_number=True),
        Column("Set", "n_set", _whole, is_number=True),
        Column("p", "p", p_number, is_number=True),
        Column("p, adjusted", "p_bh", p_number, is_number=True),
    ]
    rules = run.rules.enrichment
    note = (
        f"The {len(frame)} terms of smallest adjusted p-value over all features, each with its "
        f"best; gene lists from {ROLE_WORDS[role]}; sets of {rules.min_size} to "
        f"{rules.max_size} genes. Marked: adjusted p < {rules.alpha:g}. Adjustment is within one "
        "feature and library: over many features some are expected below it by chance."
    )
    words = Words("terms", "Top terms", note, "No gene list met a gene set in this run.")
    return shown(frame, columns, words, frame["enriched"] if len(frame) else ())


def _shared(frame: pd.DataFrame) -> pd.Series:
    return frame["n_overlap"].astype(str) + " of " + frame["n_list"].astype(str)


def module_table(run: Run) -> View | str:
    """The members of the URF module."""
    columns = [
        Column("Feature", "feature", short_feature),
        Column("Kind", "kind"),
        Column(
            "Joined to", "joined_to", lambda name: "–" if pd.isna(name) else short_feature(name)
        ),
        Column("Overlap", "overlap", number, is_number=True),
        Column("Enriched terms", "n_terms", _whole, is_number=True),
    ]
    note = (
        "Differential features, and the auxiliary ones that share enriched terms with one of them "
        f"(overlap coefficient ≥ {run.rules.modules.min_overlap:g})."
    )
    absent = "No URF is differential, so the module is empty."
    marked = run.modules["kind"] == "differential" if len(run.modules) else ()
    return shown(run.modules, columns, Words("module", "The URF module", note, absent), marked)
