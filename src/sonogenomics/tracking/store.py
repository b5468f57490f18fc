"""Where runs are kept: a database beside the project, or the server that a setting names."""

import logging
import os
import re
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sonogenomics.errors import StudyError
from sonogenomics.tracking.relocation import relocate

if TYPE_CHECKING:
    from mlflow import MlflowClient

EXPERIMENT = "sonogenomics"
SETTING = "MLFLOW_TRACKING_URI"
FOLDER = Path("mlruns")
DATABASE = FOLDER / "mlflow.db"
ARTIFACTS = FOLDER / "artifacts"
PASSWORD = re.compile(r"(://[^/@:]+:)[^/@]+@")
TRIES = ("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")  # MLflow's own seven take four minutes
DRIVERS = ("psycopg", "psycopg2", "MySQLdb", "pymysql", "pyodbc")  # of databases, by module
RECORD = "The results are complete; then run `sonogenomics mirror`."
NOISY = (
    *("alembic", "mlflow", "mlflow.pyfunc", "mlflow.store.db.utils", "mlflow.tracking.fluent"),
    "mlflow.utils.environment",  # an environment of uv has no pip
)


@dataclass(frozen=True)
class Store:
    """An open connection, and the experiment all runs of this project belong to."""

    client: "MlflowClient"
    experiment_id: str
    uri: str


def tracking_uri() -> str:
    """MLFLOW_TRACKING_URI where it is set, else the database in mlruns/."""
    return os.environ.get(SETTING) or f"sqlite:///{DATABASE.resolve()}"


def is_server() -> bool:
    """Whether a setting sends the runs elsewhere than mlruns/."""
    return bool(os.environ.get(SETTING))


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the libraries' own warnings and start-up chatter off the page.

    MLflow warns of its own type hints, and is warned by SQLAlchemy and pandas of how it calls them:
    nothing a user could mend.
    """
    levels = {name: logging.getLogger(name).level for name in NOISY}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"mlflow\.")
        for module in (r"alembic\.", r"sqlalchemy\.", r"pydantic\."):
            warnings.filterwarnings("ignore", category=DeprecationWarning, module=module)
        for name in NOISY:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            yield
        finally:
            for name, level in levels.items():
                logging.getLogger(name).setLevel(level)


@contextmanager
def connect(after: str = RECORD) -> Iterator[Store]:
    """Open the record of runs; a fault of the record is told in a sentence.

    Parameters
    ----------
    after : str
        What stands as it is, and what to do when the fault is mended.

    Yields
    ------
    Store
        The experiment exists.

    Raises
    ------
    StudyError
        The database is held by another process, or the server does not answer.
    """
    with quiet(), _impatient():
        import mlflow  # noqa: PLC0415 - seconds, so only those who track pay for it
        from mlflow.exceptions import MlflowException  # noqa: PLC0415
        from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

        uri = tracking_uri()
        if not is_server():
            FOLDER.mkdir(exist_ok=True)
        try:
            client = mlflow.MlflowClient(uri)
            experiment_id = _experiment(client)
            if not is_server():
                relocate(DATABASE, EXPERIMENT, ARTIFACTS)
            yield Store(client, experiment_id, uri)
        except (MlflowException, SQLAlchemyError, sqlite3.DatabaseError) as error:
            raise StudyError(_sentence(error, uri, after)) from error
        except ModuleNotFoundError as error:
            if error.name not in DRIVERS:
                raise
            raise StudyError(_driver(uri, after)) from None


@contextmanager
def _impatient() -> Iterator[None]:
    """A server that does not answer is told after seconds, unless somebody set it otherwise."""
    name, tries = TRIES
    given = name in os.environ
    os.environ.setdefault(name, tries)
    try:
        yield
    finally:
        if not given:
            os.environ.pop(name, None)


def _experiment(client: "MlflowClient") -> str:
    known = client.get_experiment_by_name(EXPERIMENT)
    if known is not None:
        return str(known.experiment_id)
    # A server decides itself where artifacts go; beside the project they go into its own folder.
    place = None if is_server() else str(ARTIFACTS)
    return str(client.create_experiment(EXPERIMENT, artifact_location=place))


def _sentence(error: Exception, uri: str, after: str) -> str:
    said, named = str(error), DATABASE if not is_server() else without_password(uri)
    if "database is locked" in said:
        return (
            f"{named} is held by another process (a mirror still at work, or an open database "
            f"browser): let it finish. {after}"
        )
    if "out-of-date database schema" in said:
        if not _is_known(said):
            return f"{named} was written by a newer MLflow than this project's. {after}"
        return (
            f"{named} was written by an older MLflow: copy it, then run `mlflow db upgrade "
            f"{without_password(uri)}`. {after}"
        )
    first = said.splitlines()[0] if said else type(error).__name__
    return (
        f"MLflow at {without_password(uri)} did not take the record: {first:.200} "
        f"Mend this, or unset {SETTING}. {after}"
    )


def _is_known(said: str) -> bool:
    """Whether this MLflow knows the schema that it found: it calls a newer one out of date, too."""
    import mlflow  # noqa: PLC0415 - it is there already

    found = re.search(r"found version (\w+)", said)
    schemas = Path(mlflow.__file__).parent / "store" / "db_migrations" / "versions"
    return found is None or any(schemas.glob(f"{found[1]}_*.py"))


def _driver(uri: str, after: str) -> str:
    return (
        f"No driver is installed for {without_password(uri)}: for PostgreSQL write the address as "
        f"postgresql+psycopg2://... and install the extra `postgres`. {after}"
    )


def without_password(uri: str) -> str:
    """An address as it may be shown: its password becomes three stars.

    Examples
    --------
    >>> without_password("postgresql+psycopg2://mary:secret@host/mlflow")
    'postgresql+psycopg2://mary:***@host/mlflow'
    """
    return PASSWORD.sub(r"\1***@", uri)
