"""Which data went into a run: name, content hash, columns, size."""

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from sonogenomics.catalog import EXPRESSION, PATIENTS, URFS

if TYPE_CHECKING:
    from mlflow.entities import DatasetInput

CONTEXT = "mlflow.data.context"


def datasets(study: str, paths: tuple[str, ...] | None = None) -> "list[DatasetInput]":
    """Describe patients, URFs and expression matrices as MLflow's data sets.

    Only the files' footers are read: MLflow's own `from_pandas` wants the whole frame and takes
    seconds for a matrix of 18,000 genes. The digest is the MD5 by which DVC knows the file too.

    Parameters
    ----------
    study : str
        Put before each name, so that runs of different studies are told apart.
    paths : tuple of str, optional
        Only those a stage reads; all by default.

    Returns
    -------
    list of DatasetInput
        Files that are absent are left out.
    """
    from mlflow.entities import Dataset, DatasetInput, InputTag  # noqa: PLC0415 - seconds

    found = []
    for name, context, path in _files():
        if paths is not None and not {str(p) for p in (path, *path.parents)} & set(paths):
            continue
        footer = pq.read_metadata(path)
        columns = _columns(pq.read_schema(path))
        size = {"num_rows": footer.num_rows, "num_elements": footer.num_rows * len(columns)}
        found.append(
            DatasetInput(
                Dataset(
                    name=f"{study} {name}",
                    digest=_md5(path),
                    source_type="local",
                    source=json.dumps({"uri": str(path)}),
                    schema=json.dumps({"mlflow_colspec": columns}),
                    profile=json.dumps(size),
                ),
                [InputTag(CONTEXT, context)],
            )
        )
    return found


def _files() -> list[tuple[str, str, Path]]:
    """Name, context in a word, and path of every data set that is there."""
    known = [("patients", "outcome", Path(PATIENTS.path)), ("URFs", "features", Path(URFS.path))]
    known += [
        (f"expression {path.stem}", "genes", path)
        for path in sorted(Path(EXPRESSION.path).glob("*.parquet"))
    ]
    return [entry for entry in known if entry[2].is_file()]


def _columns(schema: pa.Schema) -> list[dict[str, str]]:
    """Columns as MLflow writes them; what is neither number nor truth is text."""
    columns = []
    for field in schema:
        kind = "string"
        if pa.types.is_floating(field.type):
            kind = "double"
        elif pa.types.is_integer(field.type):
            kind = "long"
        elif pa.types.is_boolean(field.type):
            kind = "boolean"
        columns.append({"name": field.name, "type": kind})
    return columns


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
