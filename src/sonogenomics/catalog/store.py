"""A table with a promise, and a folder: what stages read and write."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from sonogenomics.errors import StudyError, listed
from sonogenomics.output import whole_file


@dataclass(frozen=True)
class Table:
    """A parquet file with a promise about its contents, checked on both sides."""

    path: str
    schema: type[pa.DataFrameModel]

    def read(self) -> pd.DataFrame:
        """Read the table; a broken promise is an error that names every fault."""
        return self._checked(pd.read_parquet(self.path))

    def write(self, frame: pd.DataFrame) -> None:
        """Check the table, then write it whole or not at all."""
        checked = self._checked(frame)
        with whole_file(self.path) as partial:
            checked.to_parquet(partial)

    def at(self, name: str) -> "Table":
        """The same promise for one file of a family, its path's {} filled in."""
        return Table(self.path.format(name), self.schema)

    def _checked(self, frame: pd.DataFrame) -> pd.DataFrame:
        try:
            return self.schema.validate(frame, lazy=True)
        except SchemaErrors as error:
            cases = error.failure_cases
            faults = {
                f"{row.column or row.schema_context}: {row.check} ({row.failure_case!r:.60})"
                for row in cases.itertuples()
            }
            raise StudyError(f"{self.path} breaks its promise: {listed(sorted(faults))}.") from None


@dataclass(frozen=True)
class Folder:
    """A folder that one stage writes and later ones read."""

    path: str

    def __truediv__(self, name: str) -> Path:
        return Path(self.path) / name

    def at(self, name: str) -> "Folder":
        """One folder of a family, its path's {} filled in."""
        return Folder(self.path.format(name))
