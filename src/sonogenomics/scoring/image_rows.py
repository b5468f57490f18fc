"""From a request's table to images: base64 becomes bytes, names become numbers of our own."""

import binascii
from dataclasses import dataclass

import pandas as pd

from sonogenomics.scoring.limits import Limits
from sonogenomics.scoring.refusal import unfit
from sonogenomics.scoring.table import Table

IMAGE, PATIENT, MASK, SCANNER = "image", "patient", "mask", "scanner"
COLUMNS = {IMAGE, PATIENT, MASK, SCANNER}
KNOWN = "Images come with the columns image and, where wanted, patient, mask and scanner."
LONGEST_NAME = 200


@dataclass(frozen=True)
class Images:
    """What is asked of the image model.

    Attributes
    ----------
    frame : DataFrame, one row an image
        `image` and `mask` as bytes (an empty mask: none), `patient` as a number of ours (None: a
        patient of its own), so that no sentence of the model's can repeat what a client sent.
    patients : dict of str to str
        What each of those numbers was called, for the answer.
    """

    frame: pd.DataFrame
    patients: dict[str, str]


def image_rows(table: Table, limits: Limits) -> Images:
    """Decode the images of a request.

    Parameters
    ----------
    table : Table
        Columns `image`, and perhaps `patient`, `mask` and `scanner`.
    limits : Limits
        Of images.

    Returns
    -------
    Images

    Raises
    ------
    RefusedError
        Other columns, too many images, no base64, or a name that is no name.
    """
    n = len(table.rows)
    if n > limits.images:
        raise unfit(f"More than {limits.images} images in one request: send fewer at a time.")
    columns = {name: [row[i] for row in table.rows] for i, name in enumerate(table.columns)}
    if len(columns) < len(table.columns) or not {IMAGE} <= set(columns) <= COLUMNS:
        raise unfit(KNOWN)
    sent = {name: enumerate(columns.get(name, [None] * n), 1) for name in COLUMNS}
    names = [_name(one, row, PATIENT) for row, one in sent[PATIENT]]
    ours = {name: str(number) for number, name in enumerate(dict.fromkeys(names), 1) if name}
    frame = {
        IMAGE: [_decoded(one, row, IMAGE) for row, one in sent[IMAGE]],
        MASK: [_mask(one, row) for row, one in sent[MASK]],
        SCANNER: [_name(one, row, SCANNER) for row, one in sent[SCANNER]],
        PATIENT: [ours.get(name) for name in names],
    }
    return Images(pd.DataFrame(frame), {number: name for name, number in ours.items()})


def _mask(sent: object, number: int) -> bytes:
    return b"" if sent is None or sent == "" else _decoded(sent, number, "mask")


def _decoded(sent: object, number: int, what: str) -> bytes:
    if not isinstance(sent, str) or not sent:
        raise unfit(f"The {what} of row {number} is no text: send the file's bytes as base64.")
    try:
        content = sent.encode("ascii").translate(None, b"\r\n")  # MLflow's clients wrap lines
        decoded = binascii.a2b_base64(content, strict_mode=True)
    except (UnicodeEncodeError, binascii.Error):
        raise unfit(f"The {what} of row {number} is not base64 of a file.") from None
    if not decoded:
        raise unfit(f"The {what} of row {number} is empty.")
    return decoded


def _name(sent: object, number: int, what: str) -> str:
    """A patient's or a scanner's name; empty where there is none."""
    if sent is None or sent == "":
        return ""
    name = str(sent) if isinstance(sent, str | int) and not isinstance(sent, bool) else ""
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise unfit(f"The {what} of row {number} is no name of at most {LONGEST_NAME} characters.")
    return name
