"""Images and masks that cannot be used: each with its sentence, and a word to count it by."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

import pandas as pd

Part = Literal["image", "mask"]
COLUMNS = ("image", "patient_id", "part", "reason", "fault")

# Words of the readers' own sentences, most telling first; whatever has none of them is "damaged".
IMAGE_WORDS = {
    "is missing": "absent",
    "is empty (zero bytes)": "zero_bytes",
    "is not an image": "no_image",
    "without pixels": "no_pixels",
    "compressed by a codec": "unknown_codec",
    "no transfer syntax": "unknown_codec",
    "frames where one is asked": "several_frames",
    "has no frame": "no_such_frame",
    "million pixels": "too_large",
    "MiB, above": "too_large",
    "pixels of kind": "unknown_pixels",
    "neither grey nor RGB": "unknown_pixels",
    "over 16 bits": "unknown_pixels",
}
MASK_WORDS = {
    "is missing": "absent",
    "zero bytes": "zero_bytes",
    "and its image": "other_size",
    "is empty: draw": "empty",
    "has no pixel": "empty",
    "of the image: redraw": "whole_image",
    "px, fewer than": "too_small",
    "grey levels, so it is no mask": "no_mask",
    "values that are no numbers": "no_mask",
    "is a JPEG": "no_mask",
    "lies wholly under": "overlap",
    "more lesions": "too_many",
    "several frames of one file": "several_frames",
}


@dataclass(frozen=True)
class Fault:
    """Why an image, or its mask, cannot be used.

    Attributes
    ----------
    image : str
        Its id; the name of a file that no row of the list names.
    patient_id : str
        Empty where nobody is listed.
    part : {'image', 'mask'}
        A mask at fault leaves its image in the study, not outlined.
    reason : str
        In one word, for counting.
    fault : str
        In one sentence.
    """

    image: str
    patient_id: str
    part: Part
    reason: str
    fault: str


def reason_of(sentence: str, part: Part) -> str:
    """The word by which a reader's sentence is counted.

    Parameters
    ----------
    sentence : str
        Of the error that `read_ultrasound` or a reader of masks raised.
    part : {'image', 'mask'}
        What was read.

    Returns
    -------
    str
        "damaged" where no other word fits.

    Examples
    --------
    >>> reason_of("P1.png is empty (zero bytes): export or copy it again.", "image")
    'zero_bytes'
    """
    words = IMAGE_WORDS if part == "image" else MASK_WORDS
    return next((word for told, word in words.items() if told in sentence), "damaged")


def fault_table(faults: Iterable[Fault]) -> pd.DataFrame:
    """Lay out the faults, one row each, sorted by image and part.

    Returns
    -------
    DataFrame of str
        Columns image, patient_id, part, reason, fault.

    Examples
    --------
    >>> faults = [Fault(image, "P1", "mask", "empty", "It is empty.") for image in "ba"]
    >>> fault_table(faults)["image"].to_list()
    ['a', 'b']
    """
    frame = pd.DataFrame([asdict(one) for one in faults], columns=list(COLUMNS)).astype("str")
    return frame.sort_values(list(COLUMNS), ignore_index=True)
