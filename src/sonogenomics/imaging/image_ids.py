"""A short, safe and unique name for every image, made of its file's name."""

import re
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from pathlib import PurePosixPath

ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".dcm", ".dicom", ".ima")
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
MOST_LETTERS = 120  # a file name may have 255 bytes, and stages put endings behind
TAG_LETTERS = 8


def plain_id(file: str, frame: int | None = None) -> str:
    """The id an image gets where no other image wants the same.

    The stem of its file; sub-folders before it, joined by two underscores; of a clip of which
    several frames are used, the frame behind it. What is no letter, digit, point, hyphen or
    underscore becomes a hyphen.

    Parameters
    ----------
    file : str
        Name within the folder of images, "/" between.
    frame : int, optional
        Given where several frames of the file are used.

    Returns
    -------
    str

    Examples
    --------
    >>> plain_id("site A/bus_0004-l.png"), plain_id("P1.dcm", 12), plain_id("1.2.840.7")
    ('site-A__bus_0004-l', 'P1__12', '1.2.840.7')
    """
    path = PurePosixPath(file)
    stem = path.name
    if path.suffix.lower() in ENDINGS:
        stem = path.stem
    parts = [*path.parent.parts, stem, *([] if frame is None else [str(frame)])]
    return UNSAFE.sub("-", "__".join(parts)).lstrip(".-")[:MOST_LETTERS]


def image_ids(files: Sequence[str], frames: Sequence[int | None]) -> list[str]:
    """Unique ids of all images, also where upper and lower case are not told apart.

    Ids that several images want get a tag each, eight digits of the SHA-256 of file and frame, so
    that no id depends on the order of the list.

    Parameters
    ----------
    files : sequence of str
        Of each image.
    frames : sequence of int or None
        Of each image, where the list names one.

    Returns
    -------
    list of str

    Examples
    --------
    >>> image_ids(["a.png", "a/b.png", "c.dcm", "c.dcm"], [None, None, 0, 7])
    ['a', 'a__b', 'c__0', 'c__7']
    >>> image_ids(["a.png", "a.jpg"], [None, None])
    ['a-7d0fbd13', 'a-456cbf2c']
    """
    uses = Counter(files)
    shown = [frame if uses[file] > 1 else None for file, frame in zip(files, frames, strict=True)]
    plain = [plain_id(file, frame) for file, frame in zip(files, shown, strict=True)]
    wanted = Counter(one.casefold() for one in plain)
    return [
        one if one and wanted[one.casefold()] == 1 else f"{one}-{_tag(file, frame)}".lstrip("-")
        for one, file, frame in zip(plain, files, shown, strict=True)
    ]


def _tag(file: str, frame: int | None) -> str:
    return sha256(f"{file}\0{frame}".encode()).hexdigest()[:TAG_LETTERS]
