"""What a kill can leave torn in DVC's own files, put aside so that the next run recovers.

Stages write whole files or none, but DVC rewrites its lock files in place: a process killed in that
moment leaves them cut off, and every later `dvc repro` refuses to start.
"""

import json
import time
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

RWLOCK = Path(".dvc/tmp/rwlock")  # who reads and writes which file just now
LOCK = Path("dvc.lock")  # what every stage was last run with
PATIENCE_S = 1.0  # a live process has finished its line long before


def mend(patience_s: float = PATIENCE_S) -> list[str]:
    """Put aside DVC's lock files if a kill tore them, and say so.

    Parameters
    ----------
    patience_s : float
        How long a file must stay unreadable: another process may be writing it at this moment.

    Returns
    -------
    list of str
        One sentence a file; empty where all is well.
    """
    torn = [path for path, whole in ((RWLOCK, _is_json), (LOCK, _is_lock)) if not whole(path)]
    if torn:
        time.sleep(patience_s)
    said = []
    if RWLOCK in torn and not _is_json(RWLOCK):
        RWLOCK.unlink()
        said.append(f"{RWLOCK} was torn by an interrupted run; removed, DVC makes it anew.")
    if LOCK in torn and not _is_lock(LOCK):
        LOCK.replace(f"{LOCK}.torn")
        said.append(
            f"{LOCK} was torn by an interrupted run; kept as {LOCK}.torn. What had finished comes "
            f"back from DVC's cache."
        )
    return said


def _is_json(path: Path) -> bool:
    try:
        json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return True  # nothing to mend
    except ValueError:
        return False
    return True


def _is_lock(path: Path) -> bool:
    try:
        content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return True
    except (YAMLError, UnicodeDecodeError):
        return False
    stages = content.get("stages") if isinstance(content, dict) else None
    return isinstance(stages, dict) and all(
        isinstance(stage, dict) and "cmd" in stage and _whole_entries(stage)
        for stage in stages.values()
    )


def _whole_entries(stage: dict[str, object]) -> bool:
    """Every file of a stage has its name, hash and size; a cut-off list ends without them."""
    for part in ("deps", "outs"):
        entries = stage.get(part, [])
        if not isinstance(entries, list):
            return False
        if not all(
            isinstance(one, dict) and {"path", "hash", "md5"} <= set(one) for one in entries
        ):
            return False
    return True
