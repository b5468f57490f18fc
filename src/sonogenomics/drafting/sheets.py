"""Tables as people keep them: other separators, decimal commas, byte-order marks, stray blanks."""

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from sonogenomics.errors import StudyError

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
SPREADSHEETS = (".xlsx", ".xls", ".ods", ".numbers", ".sav")
DECIMAL_COMMA = re.compile(r"^-?\d+,\d+$")


@dataclass(frozen=True)
class Sheet:
    """A table as it is written: every cell a text, outer blanks gone.

    Attributes
    ----------
    path : Path
        The file.
    separator : {'comma', 'semicolon', 'tab'}
        What stands between cells.
    utf8 : bool
        Whether the pipeline can read its letters.
    columns : dict of str to tuple of str
        Name to cells, in the file's order; columns without a name are left out.
    padded : tuple of str
        Column names that carry outer blanks in the file.
    """

    path: Path
    separator: str
    utf8: bool
    columns: dict[str, tuple[str, ...]]
    padded: tuple[str, ...] = ()

    @property
    def n_rows(self) -> int:
        """Lines below the heading that hold anything."""
        return max((len(cells) for cells in self.columns.values()), default=0)

    def decimal_commas(self) -> list[str]:
        """Columns whose numbers are written 1,5."""
        return [
            name
            for name, cells in self.columns.items()
            if any(map(DECIMAL_COMMA.match, cells)) and self.separator != "comma"
        ]

    def faults(self) -> list[str]:
        """Why the pipeline, which reads comma-separated UTF-8, could not read it as it is."""
        said = []
        if not self.utf8:
            said.append("its letters are not UTF-8")
        if self.separator != "comma":
            said.append(f"its cells are parted by a {self.separator}")
        if commas := self.decimal_commas():
            said.append(f"it writes decimals with a comma ({', '.join(commas[:3])})")
        return said


def read_sheet(path: Path) -> Sheet:
    """Read a table whatever its separator and letters.

    Raises
    ------
    StudyError
        A spreadsheet, not a text, or nothing in it.
    """
    if path.suffix.lower() in SPREADSHEETS:
        raise StudyError(
            f"{path} is a spreadsheet, not a text table: save it as `CSV UTF-8 (comma delimited)` "
            "and name that file."
        )
    text, utf8 = _text(path)
    head = text.partition("\n")[0]
    separator = max(SEPARATORS, key=lambda name: head.count(SEPARATORS[name]))
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=SEPARATORS[separator]) if row]
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        raise StudyError(f"{path} is empty: name the file that holds the table.")
    names = rows[0]
    cells = [[*row, *[""] * (len(names) - len(row))] for row in rows[1:]]
    columns = {
        name.strip(): tuple(row[at].strip() for row in cells)
        for at, name in enumerate(names)
        if name.strip()
    }
    padded = tuple(name.strip() for name in names if name.strip() and name != name.strip())
    return Sheet(path, separator, utf8, columns, padded)


def _text(path: Path) -> tuple[str, bool]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise StudyError(
            f"{path} cannot be read ({error.strerror}): name a file there is."
        ) from None
    if b"\0" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise StudyError(f"{path} is no text: save the table as CSV and name that file.")
    for encoding in (
        ("utf-8-sig", "utf-16") if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig",)
    ):
        try:
            return content.decode(encoding), encoding == "utf-8-sig"
        except UnicodeDecodeError:
            continue
    return content.decode("cp1252", errors="replace"), False
