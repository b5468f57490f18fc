"""A packaged model from a folder or from MLflow's registry: checked, and never unpickled."""

import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from sonogenomics.errors import StudyError, listed
from sonogenomics.serving.seal import CARD, damaged, read_card
from sonogenomics.serving.servable import KIND as URFS
from sonogenomics.serving.servable import Servable
from sonogenomics.tracking.relocation import relocate
from sonogenomics.tracking.store import (
    ARTIFACTS,
    DATABASE,
    EXPERIMENT,
    is_server,
    quiet,
    tracking_uri,
    without_password,
)

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities.model_registry import ModelVersion

    from sonogenomics.serving.image_servable import ImageServable

REGISTERED = re.compile(r"models:/(?P<name>[^/@]+)(?:@(?P<alias>[^/@]+)|/(?P<version>[0-9]+))")
SCHEME = "models:"
ARTIFACT = "servable"  # what both pyfunc models call the folder they keep
IMAGE = "image"


def load(where: str | Path) -> "Servable | ImageServable":
    """Load a packaged model, from wherever it lies.

    Parameters
    ----------
    where : str or Path
        A folder such as models/servable-image; or `models:/name@alias` or `models:/name/3` in the
        registry that MLFLOW_TRACKING_URI names, by default that of this project. Of the registry
        the packaged files are downloaded into a temporary folder, and nothing else; no code of the
        version is run and nothing is unpickled.

    Returns
    -------
    Servable or ImageServable
        A model of URFs, or of images; `.fingerprint` tells one content from another.

    Raises
    ------
    StudyError
        There is no such folder, name, alias or version; the registry is locked, of an older schema
        or does not answer; the model is damaged or was tampered with.
    """
    if not str(where).startswith(SCHEME):
        return load_folder(Path(where))
    asked = _asked(str(where))
    with tempfile.TemporaryDirectory(prefix="sonogenomics-model-") as folder:
        return load_folder(_downloaded(asked, Path(folder)))


def registered_version(where: str) -> str:
    """The number of the version that a name in the registry means now.

    Raises
    ------
    StudyError
        There is no such name, alias or version, or the registry does not answer.
    """
    asked = _asked(where)
    with _registry() as client:
        return str(_version(client, asked).version)


def _asked(where: str) -> re.Match[str]:
    asked = REGISTERED.fullmatch(where)
    if asked is None:
        raise StudyError(
            f"{where} names no model: write models:/<name>@<alias> or models:/<name>/<version>, "
            "such as models:/sonogenomics-her2-image@champion."
        )
    return asked


def load_folder(folder: Path) -> "Servable | ImageServable":
    """Load a packaged model from its folder; the card says of which kind it is.

    Raises
    ------
    StudyError
        No model there, or one that was damaged or tampered with.
    """
    if not folder.is_dir():
        raise StudyError(f"There is no folder {folder}: run `dvc repro package`, or name another.")
    kind = read_card(folder).get("kind")
    if kind == URFS:
        return Servable.load(folder)
    if kind == IMAGE:
        # torch takes seconds and half a gigabyte, which a model of URFs does without
        from sonogenomics.serving.image_servable import ImageServable  # noqa: PLC0415

        return ImageServable.load(folder)
    raise damaged(folder, f"{CARD} does not say what kind of model it is")


def _downloaded(asked: re.Match[str], folder: Path) -> Path:
    """Fetch the packaged folder of a registered version."""
    with _registry() as client:
        version = _version(client, asked)
        from mlflow.artifacts import download_artifacts  # noqa: PLC0415 - seconds

        def fetch(path: str) -> Path:
            uri = f"{str(version.source).rstrip('/')}/{path}"
            return Path(download_artifacts(artifact_uri=uri, dst_path=str(folder)))

        try:
            description = fetch("MLmodel").read_text(encoding="utf-8")
            return fetch(_path_of_artifact(yaml.safe_load(description)))
        except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError) as error:
            raise StudyError(
                f"Version {version.version} of {asked['name']} holds no model of sonogenomics "
                f"that can be fetched from {version.source} ({type(error).__name__}): publish it "
                "again with `sonogenomics publish`."
            ) from None


def _path_of_artifact(description: Any) -> str:
    path = str(description["flavors"]["python_function"]["artifacts"][ARTIFACT]["path"])
    if path.startswith("/") or ".." in path.split("/"):
        raise ValueError(path)
    return path


def _version(client: "MlflowClient", asked: re.Match[str]) -> "ModelVersion":
    """The registered version that is meant.

    Raises
    ------
    StudyError
        There is no such name, alias or version; which ones there are is told.
    """
    name = asked["name"]
    found = {model.name: model for model in client.search_registered_models(max_results=1000)}
    if name not in found:
        known = f"it holds {listed(sorted(found))}" if found else "it is empty"
        raise StudyError(
            f"The registry has no model {name}; {known}. `sonogenomics publish` registers one."
        )
    aliases = found[name].aliases
    if asked["alias"] is not None and asked["alias"] not in aliases:
        known = f"it has {listed(sorted(aliases))}" if aliases else "it has none"
        raise StudyError(
            f"{name} has no alias {asked['alias']}; {known}. `sonogenomics promote` gives "
            "`champion`."
        )
    number = asked["version"] or str(aliases[asked["alias"]])
    versions = {str(v.version): v for v in client.search_model_versions(f"name = '{name}'")}
    if number not in versions:
        raise StudyError(f"{name} has no version {number}; it has {listed(sorted(versions))}.")
    return versions[number]


@contextmanager
def _registry() -> Iterator["MlflowClient"]:
    """Look at the registry, changing nothing; its faults become sentences."""
    uri = tracking_uri()
    if not is_server() and not DATABASE.is_file():
        raise StudyError(
            f"There is no registry here ({DATABASE} is missing): `sonogenomics publish` makes one; "
            "or set MLFLOW_TRACKING_URI, or name a folder such as models/servable-image."
        )
    with quiet():
        import mlflow  # noqa: PLC0415 - seconds, so only those who ask the registry pay for it
        from mlflow.exceptions import MlflowException  # noqa: PLC0415
        from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

        before = mlflow.get_tracking_uri()
        try:
            client = mlflow.MlflowClient(uri)
            if not is_server():
                relocate(DATABASE, EXPERIMENT, ARTIFACTS)  # of a project that was moved
            mlflow.set_tracking_uri(uri)  # of artifacts that the server itself hands out
            yield client
        except (MlflowException, SQLAlchemyError, sqlite3.Error, OSError) as error:
            raise StudyError(_sentence(error, without_password(uri))) from None
        finally:
            mlflow.set_tracking_uri(before)


def _sentence(error: Exception, uri: str) -> str:
    said = str(error)
    if "database is locked" in said:
        return (
            f"The registry at {uri} is held by another process: let it finish, then try again; "
            "or name a folder such as models/servable-image."
        )
    if "out-of-date database schema" in said:
        return (
            f"The registry at {uri} was written by another version of MLflow: copy it, then run "
            f"`mlflow db upgrade {uri}`."
        )
    return (
        f"The registry at {uri} does not answer ({' '.join(said.split())[:160]}): mend it, or name "
        "a folder such as models/servable-image."
    )
