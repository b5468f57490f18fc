"""Verdicts of experts on masks: a small CSV in git, the same bytes whatever order they came in."""

import csv
import fcntl
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from sonogenomics.errors import StudyError
from sonogenomics.output import write_text
from sonogenomics.review.labels import Labels, write_labels

FILE = "decisions.csv"
REDRAWN = "redrawn"
LOCK = ".lock.partial"  # so named that git and DVC pass it over
VERDICTS = ("accept", "redraw", "reject")
COLUMNS = ("image", "patient_id", "verdict", "reviewer", "mask_sha256", "note")
PLAIN = r"^[^\x00-\x1f\x7f\x85\u2028\u2029\ufeff]*$"  # what stays on its line in any editor
MAX_NOTE = 500

IN_A_NAME = r"[^/\\\x00-\x1f\x7f\x85\u2028\u2029\ufeff]"

ImageName = Annotated[str, StringConstraints(pattern=rf"^{IN_A_NAME}+$", max_length=200)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Decision(BaseModel):
    """One expert's verdict on the mask of one image, all its lesions together.

    Attributes
    ----------
    image, patient_id : str
        Whose mask.
    verdict : {'accept', 'redraw', 'reject'}
        Features are taken from the mask as it is, from the expert's own drawing, or not at all.
    reviewer : str
        Who decided.
    mask_sha256 : str
        Fingerprint of the mask that was judged; on any other mask accept and reject do not
        count.
    note : str
        In the expert's words; one line.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    image: ImageName
    patient_id: str = Field(pattern=PLAIN, max_length=200)
    verdict: Literal["accept", "redraw", "reject"]
    reviewer: str = Field(pattern=PLAIN, min_length=1, max_length=100)
    mask_sha256: Sha256
    note: str = Field("", pattern=PLAIN, max_length=MAX_NOTE)


def redrawn_path(folder: Path, image: str) -> Path:
    """Where the mask that an expert drew for an image stands."""
    return folder / REDRAWN / f"{image}.png"


def _text(path: Path) -> str:
    raw = path.read_bytes()
    if raw.startswith(b"\xef\xbb\xbf"):
        raise StudyError(
            f"{path}, line 1 begins with a byte-order mark, as Excel writes it: save the file as "
            "plain UTF-8 (without BOM), or `git checkout` it."
        )
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise StudyError(f"{path}, line {line} is not UTF-8: save the file as UTF-8.") from None
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        raise StudyError(
            f"{path}, line {line} ends as Windows ends lines (CRLF): save the file with Unix line "
            "ends (LF); in git, set `core.autocrlf input`."
        )
    return text


def _check_head(path: Path, head: Sequence[str]) -> None:
    if tuple(head) == COLUMNS:
        return
    wanted = ",".join(COLUMNS)
    if len(head) == 1 and ";" in head[0]:
        raise StudyError(
            f"{path}, line 1 is parted by semicolons, as Excel does in some countries: save the "
            "file with commas, or `git checkout` it."
        )
    missing = [column for column in COLUMNS if column not in head]
    fault = f"lacks the column {missing[0]}" if missing else "has other columns, or another order"
    raise StudyError(f"{path}, line 1 {fault}: it must be {wanted}.")


def _decision(path: Path, line: int, row: Sequence[str]) -> Decision:
    if len(row) != len(COLUMNS):
        raise StudyError(
            f"{path}, line {line} has {len(row)} fields, not {len(COLUMNS)}: put a field that "
            "holds a comma in double quotes, and leave out no comma."
        )
    values = dict(zip(COLUMNS, row, strict=True))
    if values["verdict"] not in VERDICTS:
        raise StudyError(
            f"{path}, line {line}: {values['verdict']!r:.40} is no verdict: write accept, redraw "
            "or reject."
        )
    try:
        return Decision.model_validate(values)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        column = fault["loc"][0]
        raise StudyError(
            f"{path}, line {line}: {column} is {fault['input']!r:.60}, which is none: mend it, or "
            "take the line out and judge the image again."
        ) from None


def read_decisions(folder: Path) -> dict[str, Decision]:
    """Read the verdicts on one study's masks, by image.

    Parameters
    ----------
    folder : Path
        The study's folder of `data/review`; without a file in it nothing is decided.

    Returns
    -------
    dict of str to Decision
        In ascending order of the image's name.

    Raises
    ------
    StudyError
        The line at fault and its remedy: an unknown verdict, an image judged twice, a column
        missing, or what a spreadsheet left behind.
    """
    path = folder / FILE
    if not path.is_file():
        return {}
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    found: dict[str, tuple[int, Decision]] = {}
    try:
        _check_head(path, next(reader, ()))
        for row in reader:
            decision = _decision(path, reader.line_num, row)
            if decision.image in found:
                raise StudyError(
                    f"{path}, line {reader.line_num} judges {decision.image} a second time (first "
                    f"in line {found[decision.image][0]}): keep one of the two lines."
                )
            found[decision.image] = reader.line_num, decision
    except csv.Error as error:
        raise StudyError(f"{path}, line {reader.line_num}: {error}; mend its quotes.") from None
    return {image: found[image][1] for image in sorted(found)}


def as_text(decisions: Mapping[str, Decision]) -> str:
    """The file's content: sorted by image, so that every order of judging gives the same bytes."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for image in sorted(decisions):
        writer.writerow([getattr(decisions[image], column) for column in COLUMNS])
    return buffer.getvalue()


@contextmanager
def locked(folder: Path) -> Iterator[dict[str, Decision]]:
    """Hold the study's verdicts alone; what the block leaves in the dict is written.

    Whoever else wants to write, in this program or another, waits; then reads anew what is there.

    Parameters
    ----------
    folder : Path
        The study's folder of `data/review`.

    Yields
    ------
    dict of str to Decision
        As they stand now; unchanged, nothing is written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        decisions = read_decisions(folder)
        before = dict(decisions)
        yield decisions
        if decisions != before:
            write_text(folder / FILE, as_text(decisions))


class OvertakenError(StudyError):
    """Somebody else judged the image since it was looked at."""


def _overtaken(now: Decision | None, image: str) -> OvertakenError:
    if now is None:
        return OvertakenError(f"The verdict on {image} was taken back meanwhile: judge it again.")
    return OvertakenError(
        f"{now.reviewer} has judged {image} meanwhile ({now.verdict}): look again, and judge it "
        "again if you disagree."
    )


def record(
    folder: Path,
    decisions: Sequence[Decision],
    drawn: Mapping[str, Labels],
    seen: Mapping[str, Decision | None] | None = None,
) -> None:
    """Add verdicts to those that stand, each replacing an earlier one on its image.

    A drawing that a later verdict makes needless is kept: a slip of the finger must not cost it.

    Parameters
    ----------
    folder : Path
        The study's folder of `data/review`.
    decisions : sequence of Decision
        Of several on one image the last holds.
    drawn : dict of str to uint8 array
        The mask of each image that was redrawn.
    seen : dict of str to Decision or None, optional
        The verdicts that the reviewer knew of; where others stand by now, nothing is written.

    Raises
    ------
    StudyError
        A redrawn image without its drawing, or (`OvertakenError`) somebody was faster; nothing is
        written then.
    """
    for one in decisions:
        known = one.image in drawn or redrawn_path(folder, one.image).is_file()
        if one.verdict == "redraw" and not known:
            raise StudyError(f"{one.image} is to be redrawn, and no drawing is given: draw it.")
    fresh = {one.image: one for one in decisions}
    with locked(folder) as standing:
        for image, known_one in (seen or {}).items():
            now = standing.get(image)
            if now not in (known_one, fresh.get(image)):
                raise _overtaken(now, image)
        for image, labels in drawn.items():
            write_labels(redrawn_path(folder, image), labels)
        standing.update(fresh)
