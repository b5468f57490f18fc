"""Libraries of gene sets (GMT), read through gseapy, with nothing skipped in silence."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from gseapy.parser import read_gmt

from sonogenomics.errors import StudyError, listed

GeneSetLibrary = dict[str, list[str]]
N_FIXED = 2  # name and description come before the genes


def read_gene_sets(path: Path) -> GeneSetLibrary:
    r"""The gene sets of one library: which genes belong to which function.

    Parameters
    ----------
    path : Path
        A GMT file: one set a line, its name, a description and its genes parted by tabs.

    Returns
    -------
    dict of str to list of str
        Set name -> genes, in the file's order.

    Raises
    ------
    StudyError
        Every broken line at once, by number: gseapy would skip them without a word.

    References
    ----------
    Broad Institute, GMT: Gene Matrix Transposed file format. Fang et al., GSEApy, Bioinformatics
    2023;39:btac757.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile("w", suffix=".gmt") as file:
    ...     _ = file.write("cell cycle\t\tCDK1\tCCNB1\n")
    ...     file.flush()
    ...     read_gene_sets(Path(file.name))
    {'cell cycle': ['CDK1', 'CCNB1']}
    """
    if path.suffix != ".gmt":  # gseapy goes by the ending
        raise StudyError(f"{path} is not named .gmt: give its source in study.yaml such a `file`.")
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise StudyError(f"{path} is not text (UTF-8): {error}. Fetch it again.") from None
    faults = _faults(lines)
    if faults:
        raise StudyError(
            f"{path} has {len(faults)} broken line(s): {listed(faults)}. Mend or remove them: a "
            f"set is its name, a description (may be empty) and its genes, parted by tabs."
        )
    if not any(line.strip() for line in lines):
        raise StudyError(f"{path} holds no gene set: fetch it again.")
    sets: GeneSetLibrary = read_gmt(str(path))
    return sets


def _faults(lines: list[str]) -> list[str]:
    faults = []
    first_at: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        name, *rest = line.split("\t")
        if not name.strip():
            faults.append(f"line {number} has no set name")
        elif name.strip() in first_at:
            faults.append(f"line {number} repeats {name!r:.60} of line {first_at[name.strip()]}")
        elif not rest:
            faults.append(f"line {number} has no tab ({name!r:.40})")
        elif not any(gene.strip() for gene in rest[1:]):
            faults.append(f"line {number} ({name!r:.60}) has no gene")
        first_at.setdefault(name.strip(), number)
    return faults


def canonical_gmt(sets: Mapping[str, list[str]], library: str) -> str:
    r"""A library in the one form that is frozen: equal sets give equal bytes.

    Parameters
    ----------
    sets : mapping of str to list of str
        Set name -> genes; a gene may carry a weight, as Enrichr writes it (``ERBB2,1.0``).
    library : str
        Named in messages.

    Returns
    -------
    str
        Sorted sets, each with its sorted, unique genes and without weights or a description.

    Raises
    ------
    StudyError
        No set at all, or sets without a gene.

    Examples
    --------
    >>> canonical_gmt({"b": ["X"], "a": ["ERBB2,1.0", "CDK1", "CDK1"]}, "toy")
    'a\t\tCDK1\tERBB2\nb\t\tX\n'
    """
    genes = {name: sorted({g.split(",")[0].strip() for g in sets[name]} - {""}) for name in sets}
    empty = sorted(name for name, members in genes.items() if not members)
    if empty or not genes:
        what = f"sets without a gene ({listed(empty)})" if empty else "no gene set"
        raise StudyError(f"The library {library} came with {what}: fetch it again.")
    return "".join(f"{name}\t\t" + "\t".join(genes[name]) + "\n" for name in sorted(genes))


def read_libraries(files: Mapping[str, Path]) -> pd.DataFrame:
    """All gene sets of a study in one tidy table.

    Parameters
    ----------
    files : mapping of str to Path
        Library -> GMT file.

    Returns
    -------
    DataFrame
        Columns `library`, `term`, `gene`; one row per library, set and gene, sorted and unique.

    Raises
    ------
    StudyError
        A broken line, see `read_gene_sets`.

    Examples
    --------
    >>> read_libraries({})
    Empty DataFrame
    Columns: [library, term, gene]
    Index: []
    """
    rows = [
        (library, term.strip(), gene.split(",")[0].strip())
        for library, file in files.items()
        for term, genes in read_gene_sets(file).items()
        for gene in genes
        if gene.strip()
    ]
    frame = pd.DataFrame(rows, columns=["library", "term", "gene"], dtype="str")
    return frame.drop_duplicates().sort_values(["library", "term", "gene"], ignore_index=True)
