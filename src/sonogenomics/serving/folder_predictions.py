"""Predictions for a folder of images: a killed run goes on, and the tables appear whole."""

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from sonogenomics.errors import StudyError
from sonogenomics.imaging.damage import MAX_FILE_BYTES, decoding
from sonogenomics.output import whole_file, write_json
from sonogenomics.progress import track
from sonogenomics.serving.folder import ImageFile, Patients
from sonogenomics.serving.image_request import Asked
from sonogenomics.serving.image_servable import ImageServable

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets run when a cell begins with it
OF_IMAGE = ("sha256", "quality", "area_px", "drawn_by", "fault")


@dataclass(frozen=True)
class Summary:
    """What came of a folder.

    Attributes
    ----------
    n_patients, n_images : int
    n_kept : int
        Patients that an interrupted run had finished.
    n_scored, n_positive, n_outside : int
        Patients with a probability, called positive, and unlike what the model has seen.
    n_unreadable : int
        Images.
    """

    n_patients: int = 0
    n_images: int = 0
    n_kept: int = 0
    n_scored: int = 0
    n_positive: int = 0
    n_outside: int = 0
    n_unreadable: int = 0


def predict_folder(model: ImageServable, patients: Patients, out: Path) -> Summary:
    """Score every patient and write three files: predictions, images, and what made them.

    `out` has a row a patient; beside it `<name>-images.csv` has a row an image, with the reason
    where one was left out, and `<name>.json` the model and its caution. Finished patients are kept
    in a hidden file beside `out` until all are done, each under a fingerprint of the model and of
    its files: an interrupted run goes on after them, and nothing is reused that has changed.
    Memory holds one patient at a time.

    Parameters
    ----------
    model : ImageServable
    patients : dict of str to list of ImageFile
    out : Path
        A CSV; an earlier one is replaced when all is done.

    Returns
    -------
    Summary
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    shelf = out.with_name(f".{out.name}.kept.jsonl")
    kept, n_kept, places = _places(shelf), 0, []
    with shelf.open("ab+") as file:
        for patient, files in track(patients.items(), "patients", len(patients)):
            asked = [_asked(patient, one) for one in files]
            key = _key(model.fingerprint, patient, asked)
            n_kept += key in kept
            if key not in kept:
                kept[key] = _keep(file, key, _row(model, patient, files, asked))
            places.append(kept[key])
    with shelf.open("rb") as file:
        summary = _written(model, _rows(file, places), out, n_kept)
    shelf.unlink()
    return summary


@dataclass(frozen=True)
class _Taken:
    """An image's content, or why there is none."""

    asked: Asked | None
    fault: str | None = None


def _asked(patient: str, file: ImageFile) -> _Taken:
    try:
        image = _content(file.path)
        mask = None if file.mask is None else _content(file.mask)
        return _Taken(Asked(patient, f"Image {file.name}", image, mask))
    except StudyError as error:
        return _Taken(None, str(error))


def _content(path: Path) -> bytes:
    with decoding(path):
        if path.stat().st_size > MAX_FILE_BYTES:
            raise StudyError(f"{path} is above {MAX_FILE_BYTES // 2**20} MiB: export it in parts.")
        return path.read_bytes()


def _key(fingerprint: str, patient: str, taken: Iterable[_Taken]) -> str:
    whole = hashlib.sha256(f"{fingerprint}\n{patient}\n".encode())
    for one in taken:
        if one.asked is None:
            whole.update(f"{one.fault}\n".encode())
            continue
        for content in (one.asked.name.encode(), one.asked.image, one.asked.mask or b""):
            whole.update(hashlib.sha256(content).digest())
    return whole.hexdigest()


def _row(
    model: ImageServable, patient: str, files: list[ImageFile], taken: list[_Taken]
) -> dict[str, Any]:
    """What is kept of one patient: the answer without contours."""
    told = model.score(patient, [one.asked for one in taken if one.asked is not None])
    answers = iter(told["images"])
    images = []
    for file, one in zip(files, taken, strict=True):
        found = {"fault": one.fault} if one.asked is None else next(answers)
        images.append({"image": file.name, **{key: found.get(key) for key in OF_IMAGE}})
    lost = [one.fault for one in taken if one.fault is not None]
    probability = model.card["outcome"]["probability"]
    names = (probability, "probability_low", "probability_high", "call")
    return {
        "patient": patient,
        **{name: told[name] for name in names},
        "quality": told["quality"],
        "outside_training_range": bool(told["outside_training_range"] or lost),
        "reasons": [*told["reasons"], *lost],
        "images": images,
    }


def _keep(file: Any, key: str, row: Mapping[str, Any]) -> int:
    """Append a line; where it begins."""
    start = file.seek(0, 2)
    file.write(json.dumps({"key": key, "row": row}).encode() + b"\n")
    file.flush()
    return int(start)


def _places(shelf: Path) -> dict[str, int]:
    """Where the lines of an interrupted run begin; one that a kill tore off is cut away."""
    places: dict[str, int] = {}
    if not shelf.is_file():
        return places
    with shelf.open("rb+") as file:
        start = 0
        for line in file:
            try:
                places[json.loads(line)["key"]] = start
            except (ValueError, KeyError, TypeError):
                file.truncate(start)
                break
            if not line.endswith(b"\n"):
                del places[next(reversed(places))]
                file.truncate(start)
                break
            start += len(line)
    return places


def _rows(file: Any, places: Iterable[int]) -> Iterator[dict[str, Any]]:
    for place in places:
        file.seek(place)
        row: dict[str, Any] = json.loads(file.readline())["row"]
        yield row


def _written(
    model: ImageServable, rows: Iterable[dict[str, Any]], out: Path, n_kept: int
) -> Summary:
    count = dict.fromkeys(Summary.__dataclass_fields__, 0) | {"n_kept": n_kept}
    statement, positive = model.card["statement"], model.card["outcome"]["positive"]
    beside = out.with_name(f"{out.stem}-images.csv")
    with (
        whole_file(out) as first,
        whole_file(beside) as second,
        first.open("w", encoding="utf-8", newline="") as one,
        second.open("w", encoding="utf-8", newline="") as other,
    ):
        of_patients, of_images = _Csv(one), _Csv(other)
        for row in rows:
            images = row.pop("images")
            n_lost = sum(image["fault"] is not None for image in images)
            numbers = {"n_images": len(images), "n_unreadable": n_lost}
            told = {**row, "reasons": " ".join(row["reasons"]), **numbers, "statement": statement}
            of_patients.write(told)
            for image in images:
                of_images.write({"patient": row["patient"], **image})
            _count(count, row, numbers, positive)
    of_model = {"fingerprint": model.fingerprint, "study": model.card["study"]}
    counts = {key: value for key, value in count.items() if key != "n_kept"}
    described = {"statement": statement, "model": of_model, "counts": counts}
    write_json(out.with_suffix(".json"), described)
    return Summary(**count)


def _count(
    count: dict[str, int], row: Mapping[str, Any], numbers: Mapping[str, int], positive: str
) -> None:
    for name, value in {
        "n_patients": 1,
        **numbers,
        "n_scored": row["call"] is not None,
        "n_positive": row["call"] == positive,
        "n_outside": row["outside_training_range"],
    }.items():
        count[name] += int(value)


class _Csv:
    """Rows of one shape; the head comes with the first."""

    def __init__(self, file: TextIO) -> None:
        self._writer = csv.writer(file)
        self._headed = False

    def write(self, row: Mapping[str, object]) -> None:
        """Write one row, its cells harmless in a spreadsheet."""
        if not self._headed:
            self._writer.writerow(row)
            self._headed = True
        self._writer.writerow([harmless(value) for value in row.values()])


def harmless(value: object) -> object:
    """A cell that no spreadsheet runs: text that begins like a formula gets an apostrophe.

    Examples
    --------
    >>> harmless("=cmd|' /C calc'!A0"), harmless("P1"), harmless(-0.5), harmless(None)
    ("'=cmd|' /C calc'!A0", 'P1', -0.5, '')
    """
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
