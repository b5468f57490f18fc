"""One thin file per stage of dvc.yaml: read, call, write."""

import importlib
import inspect
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path

from sonogenomics.errors import StudyError
from sonogenomics.output import write_json
from sonogenomics.params import Params
from sonogenomics.profiles import PROFILES
from sonogenomics.progress import working
from sonogenomics.study import Study
from sonogenomics.tracking import journal

Metrics = Mapping[str, object]
OWN_BAR = {"segmenter"}  # Lightning's, from the first batch to the last


def sections(params: Params, wanted: list[str]) -> dict[str, object]:
    """The sections of params.yaml that a stage names among its arguments.

    `study` arrives as the study it names, `profile` as the rules it names.
    """
    given: dict[str, object] = {}
    for name in wanted:
        value = getattr(params, name)
        if name == "study":
            value = Study.load(value)
        elif name == "profile":
            value = PROFILES[value]
        given[name] = value
    return given


def run(stage: str, *item: str) -> None:
    """Run one stage on the files of the current folder and write its metrics.

    Parameters
    ----------
    stage : str
        A module of this package.
    *item : str
        The branch of a matrix stage, such as the classifier's name.

    Raises
    ------
    StudyError
        More or fewer arguments than the stage takes.
    """
    module = importlib.import_module(f"{__name__}.{stage}")
    names = list(inspect.signature(module.main).parameters)
    wanted = [name for name in names if name in Params.model_fields]
    asked = [name for name in names if name not in Params.model_fields]
    if len(asked) != len(item):
        usage = " ".join([stage, *(name.upper() for name in asked)])
        raise StudyError(f"{stage} takes {len(asked)} argument(s): sonogenomics {usage}.")
    name = "@".join((stage, *item))
    shown = nullcontext() if stage in OWN_BAR else working(name)
    with journal.entry(name), shown:
        metrics = module.main(*item, **sections(Params.load(), wanted))
        write_json(Path("reports", stage, *item, "metrics.json"), metrics)
