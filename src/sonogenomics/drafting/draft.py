"""study.yaml as text: what was found, how sure that is, and what a person must decide."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from sonogenomics.drafting import columns as guessing
from sonogenomics.drafting.found import TODO, Found, written
from sonogenomics.drafting.genes_part import GENE_SETS, expression
from sonogenomics.drafting.images_part import pictures, urfs
from sonogenomics.drafting.patients_part import patients

HEAD = """\
# Drafted by `sonogenomics study new`. Nothing was copied; the files stay where they are.
# What stands here was guessed from names and contents, and says how sure it is. Lines with TODO
# need a person. studies/simulated/study.yaml explains every key; `sonogenomics study check {name}`
# tells everything that is wrong, at once.
"""


def draft(found: Found, study: Path) -> str:
    """The text of study.yaml.

    Parameters
    ----------
    found : Found
        What was looked into.
    study : Path
        Folder in which study.yaml will stand; paths are written relative to it where they can be.

    Returns
    -------
    str
        YAML that `Study.load` reads, with TODO wherever a person must decide.
    """
    parts = [
        HEAD.format(name=found.name),
        f"name: {found.name}",
        f"title: {written(f'{TODO}: one line, heads the report')}",
        f"citation: {written(f'{TODO}: whom to cite; or: not published yet')}",
        "",
        *_outcome_words(found),
        "",
        "sources:",
        *_sources(found, study),
        "",
        *patients(found),
        "",
        *pictures(found),
        "",
        *urfs(found),
        "",
        *expression(found),
    ]
    return "\n".join(parts) + "\n"


def _path(path: Path, study: Path) -> str:
    """Relative to study.yaml within the project, whole elsewhere."""
    whole, project = path.resolve(), study.resolve().parent.parent
    if whole.is_relative_to(study.resolve()):
        return written(whole.relative_to(study.resolve()))
    if whole.is_relative_to(project):
        return written(Path("../..", whole.relative_to(project)))
    return written(whole)


def _outcome_words(found: Found) -> Iterator[str]:
    rule = guessing.assay_columns(found.patients) if found.patients else {}
    name = "HER2" if rule else TODO
    known = name != TODO
    yield "# What is predicted, and what its two arms are called in every figure and answer."
    yield "outcome:"
    yield f"  name: {name}" + ("" if known else "                  # TODO: HER2, malignancy, ...")
    yield f"  positive: {'HER2-positive' if known else 'TODO-positive'}"
    yield f"  negative: {'HER2-negative' if known else 'TODO-negative'}"
    if known:
        yield "  reference_standard: IHC or ISH"


def _sources(found: Found, study: Path) -> Iterator[str]:
    for key, sheet in (
        ("patients", found.patients),
        ("images", found.images),
        ("urfs", found.urfs),
    ):
        if sheet is not None:
            yield from _source(key, {"path": _path(sheet.path, study)}, f"{key}.csv")
    if found.pictures is not None:
        where = _path(found.pictures.folder, study)
        yield from _source("ultrasound", {"path": where}, "ultrasound", folder=True)
        if found.pictures.masks:
            coco = found.pictures.mask_format == "coco"
            path = found.pictures.folder / found.pictures.masks[0] if coco else None
            place = {"path": _path(path, study) if path else where}
            yield from _source("outlines", place, "outlines" + ".json" * coco, folder=not coco)
    for one in found.series:
        origin = {"geo": f"{{accession: {one.accession}, file: soft}}"}
        yield from _source(one.accession.lower(), origin, f"{one.accession}_family.soft.gz")
    for key, (library, _, licence) in GENE_SETS.items() if found.series else ():
        yield from _source(key, {"enrichr": library}, f"{library}.gmt", licence=licence)


def _source(
    key: str, origin: Mapping[str, str], file: str, *, folder: bool = False, licence: str = ""
) -> Iterator[str]:
    (kind, value), *_ = origin.items()
    own = kind == "path"
    yield f"  {key}:"
    yield f"    origin: {{{kind}: {value}}}"
    if folder:
        yield '    folder: "."'
    yield f"    file: {file}"
    yield f"    licence: {written('own data' if own else licence or 'public')}"
    yield f"    citation: {written('own data' if own else 'as its origin asks')}"
