"""The parts `images`, `masks` and `urfs` of a drafted study.yaml."""

from collections.abc import Iterator

from sonogenomics.drafting import columns as guessing
from sonogenomics.drafting.found import TODO, Found, written
from sonogenomics.drafting.pictures import Pictures
from sonogenomics.drafting.sheets import Sheet


def pictures(found: Found) -> Iterator[str]:
    """Lines of `images` and `masks`; a reason where there are none."""
    if found.pictures is None or found.images is None:
        yield 'images: {absent: "the study begins with a table of URFs"}'
        yield 'masks: {absent: "no images"}'
        return
    files, sheet = found.pictures, found.images
    image, patient = guessing.image_column(sheet, files.images), guessing.id_column(sheet)
    yield "images:"
    yield "  source: ultrasound"
    yield "  list: images"
    if image is None:
        yield f"  image: {{column: {TODO}}}   # TODO: no column names files of the folder"
    else:
        rule = _file_rule(image.column, sheet, files.images)
        yield f"  image: {rule}   # {image.sure}: {image.why}"
    if patient is None:
        yield f"  patient: {TODO}            # TODO: which column says whose image it is"
    else:
        yield f"  patient: {written(patient.column)}   # {patient.sure}: {patient.why}"
    for key, pattern in (("view", guessing.VIEW), ("scanner", guessing.SCANNER)):
        if (column := guessing.named_like(sheet, pattern)) is not None:
            yield f"  {key}: {written(column)}"
    yield from _masks(files, sheet)


def _file_rule(column: str, sheet: Sheet, files: tuple[str, ...]) -> str:
    """How a cell leads to its file: by itself, or with the ending that all files share."""
    names = {name.casefold() for name in files}
    cells = [cell for cell in sheet.columns[column] if cell]
    if sum(cell.casefold() in names for cell in cells) * 2 >= len(cells):
        return f"{{column: {written(column)}}}"
    ends = {name.rpartition(".")[2] for name in files}
    end = ends.pop() if len(ends) == 1 else TODO
    return f'{{column: {written(column)}, pattern: "^(.+)$", file: "\\\\1.{end}"}}'


def _masks(files: Pictures, sheet: Sheet) -> Iterator[str]:
    if not files.masks:
        yield 'masks: {absent: "nobody outlined the lesions"}   # then the network needs weights'
        return
    yield "masks:"
    yield "  source: outlines"
    yield f"  format: {files.mask_format}"
    if files.mask_format != "coco":
        column = guessing.image_column(sheet, files.masks)
        named = (
            written(column.column) if column else f"{TODO}   # TODO: which column names the mask"
        )
        yield f"  mask: {{column: {named}}}" if column else f"  mask: {{column: {TODO}}}   # TODO"


def urfs(found: Found) -> Iterator[str]:
    """Lines of `urfs`; a reason where features are taken from images."""
    sheet = found.urfs
    if sheet is None:
        yield 'urfs: {absent: "taken from the images"}'
        return
    yield "urfs:"
    yield "  source: urfs"
    across = not guessing.is_feature_table(sheet.columns)
    yield f"  orientation: {'features_in_rows' if across else 'patients_in_rows'}"
    yield f"  separator: {sheet.separator}"
    first = next(iter(sheet.columns), "")
    if first.lower() in {"image", "mask"}:
        yield "  # TODO: PyRadiomics' batch table; keep one row a patient: the id first, then only"
        yield "  # the original_* columns (a patient's images averaged), and take this line out"
