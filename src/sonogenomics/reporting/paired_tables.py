"""Tables of links between features and genes of the same patients."""

import pandas as pd

from sonogenomics.figures.style import readable, short_feature
from sonogenomics.figures.wording import interval, number, p_number
from sonogenomics.reporting.run import Run
from sonogenomics.reporting.tables import Column, View, Words, shown

TOP = 20


def _whole(value: float) -> str:
    return number(float(value), 0)


def replication_table(run: Run) -> View | str:
    """The links that met a second cohort, smallest p first."""
    frame = run.paired_replication
    n = len(frame)
    if n:
        frame = frame.sort_values(["p", "feature", "gene"], kind="stable").head(TOP)
        limits = zip(frame["r"], frame["r_low"], frame["r_high"], strict=True)
        spans = [
            "–" if pd.isna(r) else f"{number(r)} ({interval(low, high)})" for r, low, high in limits
        ]
        frame = frame.assign(span=spans, outcome=_outcome(frame))
    columns = [
        Column("Feature", "feature", short_feature),
        Column("Gene", "gene", lambda name: readable(name, 40)),
        Column("Cohort", "cohort", lambda name: readable(name, 40)),
        Column("Patients", "n_patients", _whole, is_number=True),
        Column("R where found", "r_discovery", number, is_number=True),
        Column("R again (95 %)", "span", is_number=True),
        Column("p, one-sided", "p", p_number, is_number=True),
        Column("p, adjusted", "p_bh", p_number, is_number=True),
        Column("Outcome", "outcome"),
    ]
    cut = f"The {len(frame)} of smallest p among {n:,}. " if n > TOP else ""
    note = (
        f"{cut}Patients of the second cohort had no part in finding the link; p in the direction "
        "it was found, adjusted over all tested (Benjamini-Hochberg at "
        f"{run.rules.association.fdr:g}). By chance a link has the other sign half of the time. "
        "Marked: replicated."
    )
    absent = "No link between shared patients met a second cohort."
    words = Words("paired-replication", "Links met again", note, absent)
    return shown(frame, columns, words, frame["replicated"].astype(bool) if n else ())


def _outcome(frame: pd.DataFrame) -> list[str]:
    rows = frame[["replicated", "untested"]].to_dict("records")
    return [
        f"not tested: {readable(row['untested'], 60)}"
        if row["untested"]
        else "replicated"
        if row["replicated"]
        else "not replicated"
        for row in rows
    ]


def power_table(run: Run) -> View | str:
    """Which links the cohorts at hand could have found."""
    columns = [
        Column("Series", "series", lambda name: readable(name, 40)),
        Column("Cohort", "cohort", lambda name: readable(name, 40)),
        Column("Test", "level", lambda text: WORDS.get(str(text), str(text))),
        Column("Patients", "n_patients", _whole, is_number=True),
        Column("Held fixed", "n_covariates", _whole, is_number=True),
        Column("Level of p", "alpha", p_number, is_number=True),
        Column("Smallest |R| found in 80 %", "smallest_r", number, is_number=True),
        *(
            Column(f"Power at 0.{digits}", f"power_r{digits}0", number, is_number=True)
            for digits in (3, 4, 5)
        ),
    ]
    note = (
        "Power of a correlation among so many tests in so many patients. A link weaker than the "
        "smallest is more likely missed than found: that none was found then says nothing. By "
        "chance alone the power is the level."
    )
    absent = "No paired series, so no power to tell."
    words = Words("paired-power", "What these cohorts could find", note, absent)
    return shown(run.paired_power, columns, words)


WORDS = {"alone": "one link among all tests", "as found": "beside those found"}
