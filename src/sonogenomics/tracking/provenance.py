"""What a version was made from: code, pipeline, data."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sonogenomics.tracking import git
from sonogenomics.tracking.pipeline import LOCK


@dataclass(frozen=True)
class Provenance:
    """Where a registered model comes from.

    Attributes
    ----------
    fingerprint : str
        SHA-256 over the packaged files.
    commit : str
        Of git; "unknown" outside a repository.
    is_dirty : bool
        Whether code, parameters or studies differed from it.
    dvc_lock : str
        SHA-256 of dvc.lock, which names every input and output with its hash.
    held_out : str
        Of the held-out patients, as the record of openings has it.
    times_opened : int
        How often these have met models.
    """

    fingerprint: str
    commit: str
    is_dirty: bool
    dvc_lock: str
    held_out: str
    times_opened: int

    @classmethod
    def here(cls, fingerprint: str, held_out: str, times_opened: int) -> Self:
        """Of the current folder."""
        lock = hashlib.sha256(LOCK.read_bytes()).hexdigest() if Path(LOCK).is_file() else "absent"
        commit = git.commit() or "unknown"
        return cls(fingerprint, commit, git.is_dirty(), lock, held_out, times_opened)

    def tags(self) -> dict[str, str]:
        """As tags of a version."""
        return {
            "fingerprint": self.fingerprint,
            "git.commit": self.commit,
            "git.dirty": str(self.is_dirty).lower(),
            "dvc.lock": self.dvc_lock,
            "held_out.patients": self.held_out,
            "held_out.opened": str(self.times_opened),
        }
