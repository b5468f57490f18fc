"""Every setting that decided what is on the page, as params.yaml gives it."""

from collections.abc import Iterator, Mapping

import pandas as pd

from sonogenomics.params.section import Section
from sonogenomics.reporting.run import Run
from sonogenomics.reporting.tables import Column, View, Words, shown


def settings_table(run: Run) -> View | str:
    """Section, setting and value, one a row."""
    rows = [
        {"section": name, "setting": setting, "value": value}
        for name, section in {**_rules(run), **run.settings}.items()
        for setting, value in _flat(section.model_dump(mode="json"))
    ]
    rows.append({"section": "seed", "setting": "", "value": str(run.seed)})
    columns = [Column("Section", "section"), Column("Setting", "setting"), Column("Value", "value")]
    note = (
        "From params.yaml, where the reason of each stands beside it. What is not named there is "
        "the default of the library that is called."
    )
    words = Words("settings", "Settings", note, "No setting is known.")
    return shown(pd.DataFrame(rows), columns, words)


def _rules(run: Run) -> dict[str, Section]:
    return {
        name: getattr(run.rules, name)
        for name in ("differential", "association", "enrichment", "modules")
    }


def _flat(section: Mapping[str, object], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in section.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        elif isinstance(value, list):
            yield f"{before}{name}", ", ".join(map(str, value)) or "none"
        else:
            yield f"{before}{name}", "none" if value is None else str(value)
