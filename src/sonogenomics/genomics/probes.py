"""From what an array measures (probes) to what biology names (genes)."""

import re
from typing import Literal

import pandas as pd

from sonogenomics.errors import StudyError, listed

Aggregate = Literal["mean", "median", "max_mean"]
NO_GENE = {"", "---", "--", "-", "NA", "N/A", "nan", "null", "NULL"}
_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec"
_DATE = re.compile(
    rf"\d{{1,2}}[-/ ]({_MONTH})([-/ ]\d{{2,4}})?|({_MONTH})[-/ ]\d{{1,4}}"
    r"|\d{4}-\d{1,2}-\d{1,2}( .*)?|\d{1,2}/\d{1,2}/\d{2,4}",
    re.IGNORECASE,
)


def refuse_dates(symbols: "pd.Series[str]", where: str) -> None:
    """Stop where a spreadsheet has turned genes into dates (MARCHF1 into 1-Mar).

    Parameters
    ----------
    symbols : Series of str
        Gene symbols; the index names the rows.
    where : str
        File, for the message.

    Raises
    ------
    StudyError
        Some symbols are dates; which gene they were can no longer be told.

    References
    ----------
    Ziemann et al., Gene name errors are widespread in the scientific literature, Genome Biol
    2016;17:177.

    Examples
    --------
    >>> refuse_dates(pd.Series(["NKX6-1", "SEPTIN2", "DEC1", "HLA-A"]), "genes.csv")
    >>> refuse_dates(pd.Series(["1-Mar"], index=["200001_at"]), "genes.csv")
    Traceback (most recent call last):
    sonogenomics.errors.StudyError: genes.csv: a spreadsheet turned genes into dates: '1-Mar' ...
    """
    dates = symbols[symbols.str.fullmatch(_DATE)]
    if len(dates):
        found = [f"{symbol!r} (row {row})" for row, symbol in dates.items()]
        raise StudyError(
            f"{where}: a spreadsheet turned genes into dates: {listed(found)}. Take the original "
            f"file, or write the symbols back (1-Mar was MARCHF1 or MTARC1, 2-Sep was SEPTIN2)."
        )


def gene_of(symbols: "pd.Series[str]", between: str | None) -> "pd.Series[str]":
    """The one gene that each probe measures; missing where there is none, or more than one.

    A probe that several genes share is left out: its signal cannot be told apart. Bioconductor's
    annotation packages hide such probes in the same way.

    Parameters
    ----------
    symbols : Series of str, length n_probes
        What the annotation says, such as ``DDR1 /// MIR4640``.
    between : str or None
        What parts several symbols. Symbols are never split elsewhere: HLA-A is one gene.

    Returns
    -------
    Series of str, length n_probes
        Symbol, or missing.

    References
    ----------
    Pages et al., AnnotationDbi, `toggleProbes`: probes that map to several genes are hidden.

    Examples
    --------
    >>> probes = pd.Series(["NKX6-1", "DDR1 /// MIR4640", "PAX8 /// PAX8", "---"], dtype="str")
    >>> gene_of(probes, " /// ").tolist()
    ['NKX6-1', nan, 'PAX8', nan]
    """
    return symbols.map({text: _single(text, between) for text in symbols.unique()}).astype("str")


def is_shared(symbols: "pd.Series[str]", between: str | None) -> "pd.Series[bool]":
    """Which probes name more than one gene.

    Parameters
    ----------
    symbols, between
        As for `gene_of`.

    Returns
    -------
    Series of bool, length n_probes

    Examples
    --------
    >>> is_shared(pd.Series(["NKX6-1", "DDR1 /// MIR4640"]), " /// ").tolist()
    [False, True]
    """
    return symbols.map(lambda text: len(_genes(text, between)) > 1).astype(bool)


def _genes(text: str, between: str | None) -> set[str]:
    parts = [text] if between is None else text.split(between.strip() or between)
    return {part.strip() for part in parts} - NO_GENE


def _single(text: str, between: str | None) -> str | None:
    genes = _genes(text, between)
    return genes.pop() if len(genes) == 1 else None


def aggregate(probes: pd.DataFrame, genes: "pd.Series[str]", how: Aggregate) -> pd.DataFrame:
    """One row a gene from one row a probe.

    Parameters
    ----------
    probes : DataFrame of shape (n_probes, n_samples)
        Log2 expression without missing values.
    genes : Series of str, length n_probes
        Gene of each row, in the rows' order.
    how : {'mean', 'median', 'max_mean'}
        Over the probes of a gene, sample by sample: their mean, their median, or the values of
        the one probe whose mean over all samples is highest (the first of them in a tie).

    Returns
    -------
    DataFrame of shape (n_genes, n_samples)
        Sorted by gene; the index is named `gene`.

    References
    ----------
    Miller et al., Strategies for aggregating gene expression data: the collapseRows R function,
    BMC Bioinformatics 2011;12:322 (max_mean is its MaxMean).

    Examples
    --------
    >>> probes = pd.DataFrame({"S1": [1.0, 3.0], "S2": [2.0, 6.0]})
    >>> aggregate(probes, pd.Series(["ERBB2", "ERBB2"]), "mean").loc["ERBB2"].tolist()
    [2.0, 4.0]
    """
    names = pd.Index(genes.to_numpy(), name="gene", dtype="str")
    rows = probes.set_axis(names, axis=0)
    if how == "max_mean":
        highest_first = rows.iloc[(-probes.mean(axis=1).to_numpy()).argsort(kind="stable")]
        return highest_first[~highest_first.index.duplicated()].sort_index()
    grouped = rows.groupby(level="gene", sort=True)
    return grouped.mean() if how == "mean" else grouped.median()
