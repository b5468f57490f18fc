"""Every table of a study: what a row is, what its columns hold, who writes and reads it."""

from collections.abc import Iterator, Mapping
from typing import Any

from pandera.api.checks import Check

from sonogenomics import catalog
from sonogenomics.catalog.store import Folder, Table

TYPES = {"string": "text", "int64": "whole number", "float64": "number", "bool": "true or false"}
SIGNS = {
    "greater_than_or_equal_to": "≥ {}",
    "greater_than": "> {}",
    "less_than_or_equal_to": "≤ {}",
    "less_than": "< {}",
}


def page(stages: Mapping[str, Mapping[str, Any]]) -> str:
    """Markdown: a section a table, in the catalog's own order.

    Parameters
    ----------
    stages : mapping
        `stages` of dvc.yaml.
    """
    things = [one for one in vars(catalog).values() if isinstance(one, Table | Folder)]
    return "\n\n".join("\n".join(_section(thing, stages)) for thing in things)


def _section(thing: Table | Folder, stages: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    yield f"## `{thing.path.replace('{}', '…')}`\n"
    if isinstance(thing, Table):
        yield f"{(thing.schema.__doc__ or '').strip()}\n"
    yield f"{_who(thing.path, stages)}\n"
    if isinstance(thing, Table):
        yield "| column | holds | meaning |\n|---|---|---|"
        yield from map(_row, columns(thing))


def columns(table: Table) -> list[Any]:
    """Index and columns of a table, as pandera knows them."""
    schema = table.schema.to_schema()
    named = [index for index in [schema.index] if index is not None and index.name]
    return [*named, *schema.columns.values()]


def _row(column: Any) -> str:
    name = "one column a feature" if column.name.startswith("^") else f"`{column.name}`"
    meaning = (column.description or "").replace("|", r"\|")
    return f"| {name} | {_holds(column)} | {meaning} |"


def _holds(column: Any) -> str:
    kind = str(column.dtype).split("[")[0]
    told = [TYPES.get(kind, kind), *map(_check, column.checks)]
    told += ["no two alike"] if column.unique else []
    told += ["or empty"] if column.nullable else []
    return ", ".join(filter(None, told))


def _check(check: Check) -> str:
    values = list((check.statistics or {}).values())
    if check.name == "isin":
        return "one of " + ", ".join(f"`{value}`" for value in values[0])
    return SIGNS[check.name].format(f"{values[0]:g}") if check.name in SIGNS else ""


def _who(path: str, stages: Mapping[str, Mapping[str, Any]]) -> str:
    start = path.split("/{}", maxsplit=1)[0].replace("{}.parquet", "")
    writers = [name for name, stage in stages.items() if _touches(start, _outs(stage))]
    readers = [name for name, stage in stages.items() if _touches(start, stage["deps"])]
    made = f"Written by stage {_listed(writers)}" if writers else "Kept in git"
    return f"{made}, read by {_listed(readers)}." if readers else f"{made}."


def _outs(stage: Mapping[str, Any]) -> list[str]:
    return [out if isinstance(out, str) else next(iter(out)) for out in stage.get("outs", [])]


def _touches(start: str, paths: list[str]) -> bool:
    return any(
        path == start or path.startswith((f"{start}/", f"{start}.")) or start.startswith(f"{path}/")
        for path in paths
    )


def _listed(names: list[str]) -> str:
    return ", ".join(f"[`{name}`](stages.md#{name})" for name in names)
