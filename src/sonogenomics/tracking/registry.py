"""MLflow's registry: which version of a model holds which standing."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sonogenomics.errors import StudyError, listed
from sonogenomics.tracking.store import EXPERIMENT, Store

if TYPE_CHECKING:
    from mlflow.entities.model_registry import ModelVersion

FINGERPRINT = "fingerprint"
CHALLENGER, CHAMPION, PREVIOUS = "challenger", "champion", "previous"
IMAGE = "-image"
NOTHING_CHANGED = "Nothing was changed; then run the same command again."


def model_name(card: Mapping[str, Any], *, of_images: bool = False) -> str:
    """Name under which a model is registered: one for each outcome, such as sonogenomics-her2.

    Parameters
    ----------
    card : mapping
        Content of servable.json.
    of_images : bool
        Whether it takes images, not URFs: sonogenomics-her2-image.
    """
    return f"{EXPERIMENT}-{card['outcome']['key']}{IMAGE if of_images else ''}"


def fingerprint(folder: Path) -> str:
    """SHA-256 over names and contents of a folder's files.

    Parameters
    ----------
    folder : Path
        The servable folder.

    Returns
    -------
    str
        Equal for equal contents, wherever the folder lies.
    """
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{path.relative_to(folder).as_posix()} {content}\n".encode())
    return whole.hexdigest()


def aliases(store: Store, model: str) -> dict[str, str]:
    """Versions of a model by the standing they hold; empty for a model that is not registered."""
    found = store.client.search_registered_models(f"name = '{model}'")
    held = found[0].aliases if found else {}
    return {str(alias): str(version) for alias, version in held.items()}


def holder(store: Store, model: str, alias: str) -> str | None:
    """Version of a model that holds an alias; None where nobody does."""
    return aliases(store, model).get(alias)


def registered(store: Store) -> list[str]:
    """Names of all models that this program registered."""
    found = store.client.search_registered_models(f"name LIKE '{EXPERIMENT}-%'")
    return sorted(str(one.name) for one in found)


def must_exist(store: Store, model: str) -> None:
    """Stop where no model has that name.

    Raises
    ------
    StudyError
        Naming the models there are.
    """
    if "'" not in model and store.client.search_registered_models(f"name = '{model}'"):
        return
    known = registered(store)
    there = f"there are {listed(known)}" if known else "none was published yet"
    raise StudyError(f"No model is registered as {model!r}: {there}. Nothing was changed.")


def versions(store: Store, model: str) -> list["ModelVersion"]:
    """Every version of a model, oldest first."""
    found: list[ModelVersion] = []
    token: str | None = ""
    while token is not None:
        page = store.client.search_model_versions(f"name = '{model}'", page_token=token or None)
        found += page
        token = page.token or None
    return sorted(found, key=lambda one: int(one.version))


def same_content(store: Store, model: str, content: str) -> list[str]:
    """Versions of a model that hold exactly these files, oldest first."""
    return [
        str(one.version) for one in versions(store, model) if one.tags.get(FINGERPRINT) == content
    ]


def point(store: Store, model: str, alias: str, version: str | None) -> None:
    """Let an alias point to a version, or to none, and look whether it does.

    Raises
    ------
    StudyError
        Somebody who did not wait for a turn (MLflow's pages do not) moved it at the same moment.
    """
    if version is None:
        if holder(store, model, alias) is not None:
            store.client.delete_registered_model_alias(model, alias)
    else:
        store.client.set_registered_model_alias(model, alias, version)
    now = holder(store, model, alias)
    if now != version:
        raise StudyError(
            f"Alias {alias} of {model} was moved to version {now} by somebody else at the same "
            "moment: look at the registry, then run the same command again."
        )
