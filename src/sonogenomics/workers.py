"""How many processes share the work; never what comes out of it."""

import os

from sonogenomics.errors import StudyError

VARIABLE = "SONOGENOMICS_WORKERS"


def n_workers() -> int:
    """Processes to use: SONOGENOMICS_WORKERS, or every core this process may use.

    Raises
    ------
    StudyError
        The variable is set and is not a whole number above zero.
    """
    text = os.environ.get(VARIABLE, "")
    if not text:
        return len(os.sched_getaffinity(0))
    if not text.isdigit() or int(text) < 1:
        raise StudyError(
            f"{VARIABLE} is {text!r}: set it to a whole number above zero, or unset it."
        )
    return int(text)
