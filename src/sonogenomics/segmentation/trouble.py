"""What goes wrong on a machine, in words that say which number to change."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from sonogenomics.errors import StudyError
from sonogenomics.params.pixels import Network

# how torch's allocators word it, on a GPU and on a CPU
SHORTAGE = ("out of memory", "can't allocate memory", "not enough memory")


def _memory(settings: Network) -> StudyError:
    return StudyError(
        f"There is not enough memory for batches of {settings.batch} image(s) of "
        f"{settings.side_px} px: lower batch (or side_px, then proposals) of the preset in "
        "params.yaml; training starts with the new numbers."
    )


@contextmanager
def plain_words(settings: Network) -> Iterator[None]:
    """Turn a shortage of memory into one sentence.

    Parameters
    ----------
    settings : Network
        Whose numbers are to be lowered.

    Raises
    ------
    StudyError
        Out of memory, on a GPU or a CPU.
    """
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError):
        raise _memory(settings) from None
    except RuntimeError as error:
        if any(words in str(error).lower() for words in SHORTAGE):
            raise _memory(settings) from None
        raise
