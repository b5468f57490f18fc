"""What chance gave for one quantity of a run, looked up and put in words."""

from typing import NamedTuple

import pandas as pd

from sonogenomics.figures.wording import number, p_text


class Null(NamedTuple):
    """A quantity as seen, and as permuted: mean and the middle 95 %."""

    seen: float
    mean: float
    low: float
    high: float
    p: float
    n_permutations: int

    def in_words(self) -> str:
        """Chance in a few words.

        Examples
        --------
        >>> Null(41.0, 0.75, 0.0, 7.9, 0.0476, 20).in_words()
        'chance 0.8 (0 to 7.9)'
        >>> Null(0.65, 0.498, 0.48, 0.5, 0.0476, 20).in_words()
        'chance 0.50 (0.48 to 0.50)'
        """
        mean, low, high = (self._written(value) for value in (self.mean, self.low, self.high))
        return f"chance {mean} ({low} to {high})"

    def _written(self, value: float) -> str:
        """A share or AUC with two digits; a count, or a mean of counts, with one."""
        if max(abs(self.seen), abs(self.high)) <= 1:
            return number(value, 2)
        if value == round(value) or abs(value) >= 100:  # noqa: PLR2004 - tenths say nothing
            return number(value, 0)
        return "< 0.1" if 0 < value < 0.05 else number(value, 1)  # noqa: PLR2004 - as rounded

    def at_length(self) -> str:
        """Chance in a clause with its p-value and the number of permutations."""
        return f"{self.in_words()} in {self.n_permutations:,} permutations, p {p_text(self.p)}"


def chance_of(chance: pd.DataFrame, quantity: str, profile: str | None = None) -> Null | None:
    """The null of a quantity; None where it was not permuted in this run.

    Parameters
    ----------
    chance : DataFrame
        `catalog.Chance`.
    quantity : str
        Such as `module.n_members`.
    profile : str, optional
        Of the claim; any unless told.

    Returns
    -------
    Null or None
    """
    rows = chance[chance["quantity"] == quantity] if len(chance) else chance
    if profile is not None and len(rows):
        rows = rows[rows["profile"] == profile]
    if rows.empty:
        return None
    row = rows.iloc[0]
    columns = ("observed", "null_mean", "null_low", "null_high", "p")
    seen, mean, low, high, p = (float(row[name]) for name in columns)
    return Null(seen, mean, low, high, p, int(row["n_permutations"]))


def chance_by_feature(chance: pd.DataFrame, quantity: str, profile: str) -> pd.DataFrame:
    """The nulls of a quantity that was permuted feature by feature.

    Returns
    -------
    DataFrame, indexed by feature
        Columns null_mean, null_low, null_high, p; empty where nothing was permuted.
    """
    columns = ["null_mean", "null_low", "null_high", "p"]
    if chance.empty:
        return pd.DataFrame(columns=columns, dtype=float)
    start = f"{quantity}."
    mine = chance["quantity"].str.startswith(start) & (chance["profile"] == profile)
    rows = chance[mine]
    features = rows["quantity"].str.removeprefix(start)
    return rows.set_index(features)[columns].rename_axis("feature")


NOT_PERMUTED = "What chance gives for it was not permuted in this run."
