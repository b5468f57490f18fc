"""Which studies there are, and what one of them is made of, in lines a person reads."""

from pathlib import Path

from sonogenomics.errors import StudyError
from sonogenomics.sourcing.folders import files_below, visible
from sonogenomics.sourcing.many import mirrored_folder, own_folder
from sonogenomics.sourcing.mirror import VARIABLE, Mirror
from sonogenomics.sourcing.origins import mirrored, origin_text
from sonogenomics.study import STUDIES, Absent, Series, Source, Study

MISSING = "not in the mirror: will be fetched"
NOWHERE = "NOT in the mirror, and has no public address"


def list_studies(folder: Path) -> list[str]:
    """One paragraph a study: name, title, what is given and what is absent.

    Parameters
    ----------
    folder : Path
        Folder of all studies.

    Returns
    -------
    list of str
        Lines; a study that is at fault is listed with its faults.
    """
    lines = []
    for path in sorted(folder.glob("*/study.yaml")):
        name = path.parent.name
        try:
            study = Study.load(name, folder)
        except StudyError as error:
            lines += [name, f"  at fault: {error}", ""]
            continue
        lines += [name, f"  {study.title}", *_parts(study), ""]
    return [*lines, "Check one:  sonogenomics studies NAME"]


def describe(study: Study, mirror: Mirror) -> list[str]:
    """What one study is made of, and where each of its files will come from.

    Parameters
    ----------
    study : Study
        Already checked: it could be read.
    mirror : Mirror
        Looked into for every source.

    Returns
    -------
    list of str
        Lines.
    """
    lines = [study.title, study.citation, "", *_parts(study), ""]
    if not isinstance(study.expression, Absent):
        series = [_series_line(one, study.outcome.name) for one in study.expression]
        lines += ["expression series:", *series, ""]
    lines.append(f"sources (mirror: {mirror.folder or f'none; set {VARIABLE}'}):")
    for name, source in sorted(study.sources.items()):
        lines += _source_lines(name, source, mirror, STUDIES / study.name)
    return [
        *lines,
        "",
        f"{study.name} is well described. Run it:  dvc exp run -S study={study.name}",
    ]


def _parts(study: Study) -> list[str]:
    absent = study.absences()
    parts = ("images", "masks", "urfs", "expression", "gene_sets")
    given = [part.replace("_", " ") for part in parts if part not in absent]
    return [
        f"  given:  {', '.join(given) or 'nothing'}",
        *(f"  absent: {part.replace('_', ' ')} ({reason})" for part, reason in absent.items()),
    ]


def _series_line(series: Series, outcome: str) -> str:
    paired = f", paired by {series.paired_by}" if series.paired_by else ""
    rule = series.outcome
    return (
        f"  {series.name}: {series.role}, {series.platform}, {series.perturbations} perturbations"
        f"{paired}; {outcome} by {rule.column!r}: positive {' | '.join(rule.positive)}, "
        f"negative {' | '.join(rule.negative)}"
    )


def _source_lines(name: str, source: Source, mirror: Mirror, own: Path) -> list[str]:
    fingerprint = source.sha256 or "none given: a change at its origin would go unnoticed"
    simulated = source.origin.simulated is not None
    return [
        f"  {name} -> data/sources/{source.file}",
        f"    origin:   {source.origin.kind}, {origin_text(source.origin)}",
        f"    found:    {_found(source, mirror, own)}",
        *([] if simulated else [f"    sha256:   {fingerprint}"]),
        f"    licence:  {source.licence}",
        f"    citation: {source.citation}",
    ]


def _found(source: Source, mirror: Mirror, own: Path) -> str:
    if source.folder is not None:
        return _found_folder(source, mirror, own)
    if source.origin.kind in {"simulated", "path"}:
        return "made by the simulation" if source.origin.simulated else "on this machine"
    near = mirrored(source, mirror)
    if near is not None:
        return str(near)
    return MISSING if source.origin.mirror is None else NOWHERE


def _found_folder(source: Source, mirror: Mirror, own: Path) -> str:
    """Where the files of a folder are, and how many."""
    if source.origin.simulated is not None:
        return "made by the simulation"
    if source.origin.path is not None:
        try:
            folder = own_folder(source, own)
            names, n_hidden = visible(files_below(folder), str(folder))
        except StudyError as error:
            return f"NOT on this machine: {error}"
        return _counted(str(folder), len(names), n_hidden)
    near = mirrored_folder(source, mirror)
    if near is None:
        return MISSING if source.origin.mirror is None else NOWHERE
    told = _counted(f"{mirror.folder}, folder {source.folder}", len(near.files), near.n_hidden)
    differs = source.sha256 not in {None, near.sha256}
    return f"{told}; NOT the folder that is meant: its sha256 is {near.sha256}" if differs else told


def _counted(where: str, n_files: int, n_hidden: int) -> str:
    hidden = f" ({n_hidden:,} hidden ones left out)" if n_hidden else ""
    return f"{where}: {n_files:,} files{hidden}"
