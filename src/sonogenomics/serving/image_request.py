"""What is asked of the image model: images, whose they are, and masks where there are any."""

import base64
import binascii
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sonogenomics.errors import StudyError, listed

COLUMNS = ("image", "patient", "mask", "scanner")
MOST_IMAGES = 500  # of one request: what memory should hold of pictures at once
LONGEST = 200  # characters of a patient's name


@dataclass(frozen=True)
class Asked:
    """One image of one patient.

    Attributes
    ----------
    patient : str
    name : str
        How messages call the image.
    image : bytes
        Content of a PNG, JPEG, BMP, TIFF or DICOM file.
    mask : bytes, optional
        Content of a PNG, BMP, TIFF or NIfTI file.
    scanner : str
        Empty where unknown.
    spacing_mm : tuple of float, optional
        Height and width of a pixel, for files that do not say.
    """

    patient: str
    name: str
    image: bytes
    mask: bytes | None = None
    scanner: str = ""
    spacing_mm: tuple[float, float] | None = None


def read_request(table: pd.DataFrame) -> dict[str, list[Asked]]:
    """Sort the images of a request by patient, in the order in which they come.

    Parameters
    ----------
    table : DataFrame
        `image` (bytes, or base64 text), and optionally `patient`, `mask` (likewise) and `scanner`.
        An image without a patient is a patient of its own.

    Returns
    -------
    dict of str to list of Asked

    Raises
    ------
    StudyError
        No rows or too many, columns missing or unknown, or a cell that cannot be what it is to be.

    Examples
    --------
    >>> asked = read_request(pd.DataFrame({"image": [b"...", b"..."], "patient": ["P1", None]}))
    >>> {patient: images[0].name for patient, images in asked.items()}
    {'P1': 'Image 1 of patient P1', 'image-2': 'Image 2'}
    """
    _check(table)
    asked: dict[str, list[Asked]] = {}
    for number, row in enumerate(table.to_dict("records"), start=1):
        one = _asked(row, number)
        asked.setdefault(one.patient, []).append(one)
    return asked


def _check(table: pd.DataFrame) -> None:
    given = [str(column) for column in table.columns]
    faults = []
    if "image" not in given:
        faults.append("it has no column `image`")
    if strange := sorted(set(given) - set(COLUMNS)):
        faults.append(f"it has {listed(strange)}, which the model does not take")
    if len(set(given)) < len(given):
        faults.append("a column is there twice")
    if not len(table):
        faults.append("it has no rows")
    if len(table) > MOST_IMAGES:
        faults.append(f"it has {len(table)} images, more than {MOST_IMAGES}: ask in parts")
    if faults:
        raise StudyError(
            f"This request cannot be answered: {'; '.join(faults)}. Give one row an image: `image` "
            "(the file's bytes; base64 in JSON) and, where you have them, `patient`, `mask` and "
            "`scanner`."
        )


def _asked(row: Mapping[Hashable, Any], number: int) -> Asked:
    named = _text(row.get("patient"), "patient", number)
    patient = named or f"image-{number}"
    name = f"Image {number} of patient {patient}" if named else f"Image {number}"
    image = _content(row["image"], "image", number)
    if image is None:
        raise StudyError(f"Row {number} has no image: give its bytes, or leave the row out.")
    return Asked(
        patient,
        name,
        image,
        _content(row.get("mask"), "mask", number),
        _text(row.get("scanner"), "scanner", number),
    )


def _text(value: Any, column: str, number: int) -> str:
    """A short text; empty where there is none."""
    if value is None or (isinstance(value, float) and pd.isna(value)) or value is pd.NA:
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise StudyError(f"`{column}` of row {number} is no text: give a name, or leave it out.")
    text = str(value).strip()
    if len(text) > LONGEST or not text.isprintable():
        raise StudyError(
            f"`{column}` of row {number} is longer than {LONGEST} characters or cannot be printed: "
            "give a short name."
        )
    return text


def _content(value: Any, column: str, number: int) -> bytes | None:
    """The bytes of a file; None where there is none."""
    if value is None or (isinstance(value, float) and pd.isna(value)) or value is pd.NA:
        return None
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value) or None
    if isinstance(value, str):
        try:
            return base64.b64decode("".join(value.split()), validate=True) or None
        except (binascii.Error, ValueError):
            raise StudyError(
                f"`{column}` of row {number} is not base64: encode the file's bytes."
            ) from None
    raise StudyError(f"`{column}` of row {number} holds no bytes: give the file's content.")
