"""Everything that is wrong with a study, told at once and before anything runs.

Only headers of images are opened, nothing is copied and nothing sent or fetched.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sonogenomics.checking.fault import Fault
from sonogenomics.checking.people import People, people_faults
from sonogenomics.checking.pictures import picture_faults
from sonogenomics.checking.places import Where, place_faults
from sonogenomics.errors import StudyError
from sonogenomics.params import Params
from sonogenomics.sourcing.mirror import Mirror
from sonogenomics.study import Study

TODO = re.compile(r"\bTODO\b")


def check(name: str, studies: Path) -> list[Fault]:
    """Look through a study's file, tables, images and series.

    Parameters
    ----------
    name : str
        Of the study.
    studies : Path
        Folder of all studies.

    Returns
    -------
    list of Fault
        Everything that is wrong; empty where nothing is.

    Raises
    ------
    StudyError
        There is no such study.
    """
    file = studies / name / "study.yaml"
    found = [*_todo(file)]
    try:
        study = Study.load(name, studies)
    except StudyError as error:
        if not file.is_file():
            raise
        return [*found, *_schema(error)]
    if study.name != name:
        found.append(
            Fault("study.yaml", f"its name is {study.name!r}, its folder {name!r}", "make them one")
        )
    where, places = _places(study, file.parent)
    found += [*places, *_named_columns(file)]
    people = People()
    found += people_faults(study, where, people, _params())
    return [*found, *picture_faults(study, where, people)]


def _todo(file: Path) -> Iterator[Fault]:
    """Lines that a draft left to a person."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    for number, line in enumerate(lines, 1):
        if TODO.search(line) and not line.startswith("#"):  # the heading explains the word
            said = " ".join(line.split())
            yield Fault("study.yaml", f"line {number} waits for you ({said:.70})", "decide it")


def _schema(error: StudyError) -> Iterator[Fault]:
    first, *faults = str(error).splitlines()
    for fault in faults or [first]:
        yield Fault("study.yaml", fault.strip(), "studies/simulated/study.yaml explains the key")


def _named_columns(file: Path) -> Iterator[Fault]:
    """A key that stands twice in the file: YAML keeps one of them in silence."""
    try:
        YAML(typ="rt").load(file.read_text(encoding="utf-8"))
    except YAMLError as error:
        yield Fault("study.yaml", " ".join(str(error).split())[:160], "keep one of the keys")


def _places(study: Study, home: Path) -> tuple[Where, list[Fault]]:
    try:
        mirror = Mirror.given()
    except StudyError as error:
        return {}, [Fault("sources", str(error))]
    return place_faults(study, home, mirror)


def _params() -> Params | None:
    """What was asked of the run; nothing where params.yaml cannot be read, which repro tells."""
    try:
        return Params.load()
    except StudyError:
        return None
