"""A request's table, in any of the forms that MLflow's server takes; nothing is believed yet."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from sonogenomics.scoring.limits import Limits
from sonogenomics.scoring.refusal import RefusedError, unfit

JSON, CSV = "application/json", "text/csv"
FORMS = ("dataframe_split", "dataframe_records", "instances", "inputs")
MOST_COLUMNS = 1000
ONE_OF = f"Send a JSON object with exactly one of {', '.join(FORMS)}."
NAMED = "Name the columns: rows without names could be in any order."
RAGGED = "Every row needs exactly one value for each column."


@dataclass(frozen=True)
class Table:
    """Rows of whatever was sent, under the names that were sent.

    Attributes
    ----------
    columns : list of str
        Of any name, in any order, perhaps twice.
    rows : list of list
        Each as long as `columns`.
    """

    columns: list[str]
    rows: list[list[Any]]


def form_of(content_type: str) -> str:
    """JSON or CSV, in UTF-8.

    Raises
    ------
    RefusedError
        Another type, or another encoding (415).

    Examples
    --------
    >>> form_of("application/json; charset=UTF-8")
    'application/json'
    """
    if content_type == JSON:
        return JSON
    kind, *parameters = (part.strip().lower() for part in content_type.split(";"))
    if kind not in {JSON, CSV}:
        raise RefusedError(415, f"Send {JSON} or {CSV}, and say so in Content-Type.")
    if not set(parameters) <= {"charset=utf-8", 'charset="utf-8"', ""}:
        raise RefusedError(415, "Send UTF-8: Content-Type may have no parameter but charset=utf-8.")
    return kind


def read_table(form: str, body: bytes | bytearray, limits: Limits) -> Table:
    """Read a body as `form_of` its Content-Type says.

    Parameters
    ----------
    form : str
        JSON or CSV.
    body : bytes
        As it came.
    limits : Limits
        Of values and rows.

    Returns
    -------
    Table
        At least one row.

    Raises
    ------
    RefusedError
        It cannot be read as a table, or holds too much (400).
    """
    _check_size(body, limits)
    table = _from_csv(body) if form == CSV else _from_json(body, limits)
    if not table.rows:
        raise unfit("The table has no rows: send at least one.")
    if len(table.rows) > limits.rows:
        raise unfit(f"The table has more than {limits.rows:,} rows: send fewer at a time.")
    return table


def _check_size(body: bytes | bytearray, limits: Limits) -> None:
    if len(body) <= limits.values:
        return
    if sum(body.count(mark) for mark in (b",", b"[", b"{", b"\n")) > limits.values:
        raise unfit(f"The request holds more than {limits.values:,} values: send fewer at a time.")


def _from_json(body: bytes | bytearray, limits: Limits) -> Table:
    try:
        sent = orjson.loads(body)
    except orjson.JSONDecodeError:  # too deep, too: it stops at 1,024 levels
        raise unfit("The request is not valid JSON.") from None
    if not isinstance(sent, dict):
        raise unfit(ONE_OF)
    forms = [form for form in FORMS if form in sent]
    if len(forms) != 1:
        raise unfit(ONE_OF)
    form, given = forms[0], sent[forms[0]]
    if form == "dataframe_split":
        return _from_split(given)
    if form != "dataframe_records" and isinstance(given, dict):
        return _from_columns(given)
    return _from_records(given, form, limits)


def _from_split(given: object) -> Table:
    if not isinstance(given, dict) or not {"data"} <= set(given) <= {"data", "columns", "index"}:
        raise unfit("dataframe_split needs columns and data, and may have an index.")
    columns, rows = given.get("columns"), given["data"]
    if not isinstance(columns, list) or not all(isinstance(name, str) for name in columns):
        raise unfit(NAMED)
    n = len(columns)
    if not isinstance(rows, list) or not all(isinstance(r, list) and len(r) == n for r in rows):
        raise unfit(RAGGED)
    return Table(columns, rows)


def _from_records(given: object, form: str, limits: Limits) -> Table:
    if not isinstance(given, list):
        raise unfit(f"{form} is a list of records: a name and a value for each column.")
    if not all(isinstance(record, dict) for record in given):
        raise unfit(NAMED)
    columns = list(dict.fromkeys(name for record in given for name in record))
    _check_columns(columns)
    if len(columns) * len(given) > limits.values:
        raise unfit(RAGGED)
    return Table(columns, [[record.get(name) for name in columns] for record in given])


def _from_columns(given: dict[str, Any]) -> Table:
    _check_columns(given)
    values = list(given.values())
    if values and not any(isinstance(value, list | dict) for value in values):
        return Table(list(given), [values])  # one patient
    if not all(isinstance(value, list) for value in values) or len({*map(len, values)}) > 1:
        raise unfit(RAGGED)
    return Table(list(given), [list(row) for row in zip(*values, strict=True)])


def _check_columns(columns: Sequence[str] | dict[str, Any]) -> None:
    if len(columns) > MOST_COLUMNS:
        raise unfit(f"The table has more than {MOST_COLUMNS} columns, which no model here has.")


def _from_csv(body: bytes | bytearray) -> Table:
    try:
        lines = body.decode("utf-8-sig").splitlines()
        rows = [row for row in csv.reader(lines, strict=True) if row]
    except (UnicodeDecodeError, csv.Error):
        raise unfit("The request is not valid CSV in UTF-8.") from None
    if not rows:
        raise unfit("The table is empty: send a line of names and a line for each row.")
    columns, n = rows[0], len(rows[0])
    _check_columns(columns)
    if any(len(row) != n for row in rows[1:]):
        raise unfit(RAGGED)
    return Table(columns, [[_number(cell) for cell in row] for row in rows[1:]])


def _number(cell: str) -> float | str | None:
    """The number that a cell holds; None where it holds nothing; else the text itself."""
    if cell in {"", "NA", "NaN", "nan"}:
        return None
    try:
        return float(cell) if "_" not in cell else cell  # Python alone reads 1_000
    except ValueError:
        return cell
