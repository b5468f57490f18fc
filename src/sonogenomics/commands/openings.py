"""sonogenomics openings [STUDY]: who has seen the held-out patients, and what that means."""

import argparse
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

NONE = "No held-out patient was ever opened: `sonogenomics repro` opens them once."
EPILOG = """\
Held-out patients tell the truth once. Whoever tries other models on them and keeps the best has
chosen by them, and the score flatters. The record is data/locked/openings.csv, kept in git."""


def main(argv: list[str]) -> None:
    """List the record by study and set of held-out patients."""
    parser = argparse.ArgumentParser(
        prog="sonogenomics openings",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("study", nargs="?", help="of this study alone")
    wanted = parser.parse_args(argv).study
    from sonogenomics.tracking import openings  # noqa: PLC0415 - help must not wait for pandas

    print("\n".join(listing(openings.read(), wanted)))


def listing(record: "pd.DataFrame", study: str | None = None) -> list[str]:
    """The record as a person reads it.

    Parameters
    ----------
    record : DataFrame
        `catalog.Openings`.
    study : str, optional
        Leave out the others.

    Returns
    -------
    list of str
        A heading for each set of held-out patients, a line for each opening.
    """
    from sonogenomics.diagnosis.locked import standing, times_opened  # noqa: PLC0415

    mine = record if study is None else record[record["study"] == study]
    if mine.empty:
        return [NONE]
    lines: list[str] = []
    for name, of_study in mine.groupby("study", sort=True):
        sets = of_study.groupby("patients", sort=False)
        for patients, rows in sets:
            times = times_opened(record, str(patients))
            n = rows["n_patients"].iloc[0]
            lines.append(f"{name}: {n} held-out patients ({patients}), {standing(times)}.")
            lines += [_line(row) for row in rows.to_dict("records")]
        if sets.ngroups > 1:
            lines.append(
                f"{name}: {sets.ngroups} different sets were held out; where they overlap, "
                "neither is untouched."
            )
        lines.append("")
    return lines[:-1]


def _line(row: Mapping[Hashable, object]) -> str:
    return (
        f"  {row['opened']}  {row['profile']:9}  {row['champion']} (of {row['n_models']}): AUC "
        f"{row['auc']:.3f} [{row['auc_low']:.3f}, {row['auc_high']:.3f}]  models {row['models']}"
    )
