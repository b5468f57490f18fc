"""A project folder that was moved or copied keeps its record: paths inside it are made anew."""

import sqlite3
from contextlib import closing
from pathlib import Path

# MLflow writes where each run's files lie as an absolute path, and offers no way to change it.
COLUMNS = {
    "experiments": ("artifact_location",),
    "runs": ("artifact_uri",),
    "logged_models": ("artifact_location",),
    "model_versions": ("source", "storage_location"),
}


def relocate(database: Path, experiment: str, folder: Path) -> bool:
    """Let paths of the record point into the folder that it lies in now.

    Parameters
    ----------
    database : Path
        MLflow's, on this machine.
    experiment : str
        Whose files lie in `folder`.
    folder : Path
        Where they lie now.

    Returns
    -------
    bool
        Whether anything had moved.
    """
    now = str(folder.resolve())
    with closing(sqlite3.connect(database, timeout=20)) as connection, connection:
        asked = "SELECT artifact_location FROM experiments WHERE name = ?"
        found = connection.execute(asked, (experiment,)).fetchone()
        if found is None or found[0] == now:
            return False
        for table, columns in COLUMNS.items():
            for column in columns:
                _move(connection, (table, column), (str(found[0]), now))
    return True


def _move(connection: sqlite3.Connection, where: tuple[str, str], paths: tuple[str, str]) -> None:
    table, column = where
    before, now = paths
    connection.execute(
        f"UPDATE {table} SET {column} = ? || substr({column}, ?) "  # noqa: S608 - names from COLUMNS
        f"WHERE substr({column}, 1, ?) = ?",
        (now, len(before) + 1, len(before), before),
    )
