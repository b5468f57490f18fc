"""Tables of series, genes, terms and the module."""

import pandas as pd

from sonogenomics.figures.functions import ROLE_WORDS
from sonogenomics.figures.style import readable, short_feature
from sonogenomics.figures.wording import number, p_number
from sonogenomics.linking.modules import linking_role
from sonogenomics.reporting.run import Run
from sonogenomics.reporting.tables import Column, View, Words, shown

TOP, FEW = 20, 8
EXPECTED = "expected_positive_specific"


def _whole(value: float) -> str:
    return number(float(value), 0)


def _name(value: object) -> str:
    return readable(value, 90)


def series_table(run: Run) -> View | str:
    """What each expression series brought."""
    columns = [
        Column("Series", "series", _name),
        Column("Role", "role"),
        Column("Tumours of", "paired", lambda yes: "these patients" if yes else "others"),
        Column("Platform", "platform", _name),
        Column(" / ".join(run.study.outcome.shorts), "arms", is_number=True),
        Column("Unlabelled", "n_unlabelled", _whole, is_number=True),
        Column("Rows", "n_probes", _whole, is_number=True),
        Column("No gene", "n_without_gene", _whole, is_number=True),
        Column("Incomplete", "n_incomplete", _whole, is_number=True),
        Column("Genes", "n_genes", _whole, is_number=True),
    ]
    note = "Samples that are of neither arm and rows without a gene were left out and counted."
    words = Words("series", "Expression series", note, "This study has no expression series.")
    frame = run.series
    if len(frame):
        arms = frame["n_positive"].astype(str) + " / " + frame["n_negative"].astype(str)
        frame = frame.assign(arms=arms)
    return shown(frame, columns, words)


def counts_table(run: Run) -> View | str:
    """Positive-specific genes of the module's or differential features, beside chance."""
    columns = [
        Column("Feature", "feature", short_feature),
        *(
            Column(f"{role.capitalize()}: {label}", f"{name}_{role}", _whole, is_number=True)
            for role in ("discovery", "validation")
            for label, name in (("genes", "positive_specific"), ("by chance", EXPECTED))
        ),
    ]
    rules = run.rules.association
    note = (
        f"Positive-specific genes: hit (p < {rules.alpha:g} and |R| > {rules.min_abs_r:g}) in at "
        f"least {rules.min_hits} random pairings of the positive arm ({rules.min_hits_validation} "
        "in validation) and not in as many of the negative. By chance: what random pairing gives "
        "where no feature is linked to any gene."
    )
    absent = "No unpaired expression series was linked to URFs."
    words = Words("counts", "Genes per URF, beside chance", note, absent)
    return shown(_counts_side_by_side(run), columns, words)


def _counts_side_by_side(run: Run) -> pd.DataFrame:
    if run.counts.empty:
        return run.counts
    one, other = (
        run.counts.loc[run.counts["role"] == role, ["feature", "positive_specific", EXPECTED]]
        for role in ("discovery", "validation")
    )
    both = one.merge(other, on="feature", how="outer", suffixes=("_discovery", "_validation"))
    order = ["positive_specific_discovery", "feature"]
    both = both.sort_values(order, ascending=[False, True], kind="stable")
    keep = list(run.modules["feature"]) if len(run.modules) else run.selected()
    mine = both[both["feature"].isin(keep)]
    return mine if len(mine) else both.head(FEW)


def terms_table(run: Run) -> View | str:
    """The terms of smallest adjusted p-value among the gene lists that made the module."""
    frame, role = run.enrichment, linking_role(run.enrichment, run.profile)
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
