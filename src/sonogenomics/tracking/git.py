"""Which code a run belongs to."""

import subprocess

# What a repro itself writes says nothing about whether the code was committed.
WRITTEN = (":(exclude)dvc.lock", ":(exclude)reports", ":(exclude,glob)**/.gitignore")


def commit() -> str | None:
    """Hash of the checked-out commit; None outside a repository or without git."""
    return _said("rev-parse", "HEAD")


def is_dirty() -> bool:
    """Whether code, parameters or studies differ from the commit."""
    return bool(_said("status", "--porcelain", "--untracked-files=all", "--", ".", *WRITTEN))


def _said(*arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", *arguments], capture_output=True, text=True, check=True, timeout=60
        )
    except (FileNotFoundError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def user_name() -> str | None:
    """The name that git writes beside commits; None where it knows none."""
    return _said("config", "user.name") or None
