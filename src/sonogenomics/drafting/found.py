"""What a user gave, looked into; and how a value is written into study.yaml."""

import json
from dataclasses import dataclass, field

from sonogenomics.drafting.pictures import Pictures
from sonogenomics.drafting.series import Header
from sonogenomics.drafting.sheets import Sheet

TODO = "TODO"  # what a person must decide; `study check` finds it


@dataclass(frozen=True)
class Found:
    """What a user gave, looked into.

    Attributes
    ----------
    name : str
        Of the study.
    pictures : Pictures or None
        The folder of images.
    patients, urfs : Sheet or None
        Tables.
    images : Sheet or None
        The list with one row an image; its path may be one that is still to be written.
    series : tuple of Header
        GEO series.
    """

    name: str
    pictures: Pictures | None = None
    patients: Sheet | None = None
    urfs: Sheet | None = None
    images: Sheet | None = None
    series: tuple[Header, ...] = field(default=())


def written(value: object) -> str:
    """A value as YAML text that cannot be taken for anything else."""
    return json.dumps(str(value), ensure_ascii=False)
