"""A packaged model's files are named on its card with their SHA-256, and checked when read."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sonogenomics.errors import StudyError, listed

CARD = "servable.json"
REPAIR = "fetch it again, or run `dvc repro package`"
Files = Mapping[str, bytes]


def sealed(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a folder but its card, by path within it, in alphabetical order.

    Parameters
    ----------
    folder : Path
        A packaged model, complete but for the card.
    """
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    names = [path.relative_to(folder).as_posix() for path in paths]
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in zip(names, paths, strict=True)
        if name != CARD
    }


def read_card(folder: Path) -> dict[str, Any]:
    """What `servable.json` says; nothing else is read yet.

    Raises
    ------
    StudyError
        The folder holds no model, or its card cannot be read.
    """
    path = folder / CARD
    if not path.is_file():
        raise StudyError(
            f"{folder} holds no model (no {CARD}): its README says why, or run `dvc repro package`."
        )
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise damaged(folder, f"{CARD}: {type(error).__name__}") from None
    if not isinstance(card, dict):
        raise damaged(folder, f"{CARD} is no card")
    return card


def unsealed(folder: Path, card: Mapping[str, Any]) -> dict[str, bytes]:
    """Read every file that the card names, each being what the card says.

    Parameters
    ----------
    folder : Path
        A packaged model.
    card : mapping
        Its card; `files` gives a SHA-256 for each path within the folder.

    Returns
    -------
    dict of str to bytes
        Contents by path. Files that the card does not name are never read.

    Raises
    ------
    StudyError
        A file is missing or is not the one that was packaged; or the card names none.
    """
    files = card.get("files")
    if not isinstance(files, dict) or not files:
        raise damaged(folder, f"{CARD} names no files")
    contents, wrong = {}, []
    for name, sha256 in files.items():
        path = folder / str(name)
        inside = path.resolve().is_relative_to(folder.resolve())
        content = path.read_bytes() if inside and path.is_file() else None
        if content is None or hashlib.sha256(content).hexdigest() != sha256:
            wrong.append(str(name))
        else:
            contents[str(name)] = content
    if wrong:
        raise damaged(folder, f"the sha256 of {listed(wrong)} is not the one on its card")
    return contents


def fingerprint(folder: Path, card: Mapping[str, Any]) -> str:
    """SHA-256 over the names and contents of a packaged model, card included.

    Parameters
    ----------
    folder : Path
        Where it lies, which does not enter.
    card : mapping
        Its card, whose files were found to be as it says.
    """
    own = hashlib.sha256((folder / CARD).read_bytes()).hexdigest()
    whole = hashlib.sha256()
    every = {**card["files"], CARD: own}
    for name, sha256 in sorted(every.items(), key=lambda item: item[0].split("/")):
        whole.update(f"{name} {sha256}\n".encode())
    return whole.hexdigest()


def damaged(folder: Path, why: object) -> StudyError:
    """The sentence for a packaged model that is not what it was."""
    return StudyError(f"The model in {folder} is damaged or not to be trusted ({why}): {REPAIR}.")
