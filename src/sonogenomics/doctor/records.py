"""What lies around the project: the mirror, the registry, DVC's own files, network weights."""

import json
import os
import re
import sqlite3
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from importlib import util
from pathlib import Path
from urllib.parse import urlsplit

from sonogenomics.doctor.finding import Finding
from sonogenomics.errors import StudyError
from sonogenomics.sourcing.mirror import MANIFEST, VARIABLE, Mirror
from sonogenomics.tracking.store import DATABASE, SETTING

CHECKPOINTS = Path("hub", "checkpoints")
COCO = ("maskrcnn_resnet50_fpn_coco-bf2d0c1e.pth", "maskrcnn_resnet50_fpn_v2_coco-73cbd019.pth")
WEIGHTS = "https://download.pytorch.org/models/"
PROJECT = ("dvc.yaml", "params.yaml", "studies", ".dvc")
SECONDS = 2
REVISION = re.compile(r"^(down_)?revision(?:: [^=]+)? = (.+)$", re.MULTILINE)


def mirror() -> Iterator[Finding]:
    """Whether the mirror is there, and whether it holds what its manifest lists."""
    if not os.environ.get(VARIABLE):
        said = f"none ({VARIABLE} is not set): real studies fetch from the internet"
        yield Finding("mirror", "note", said)
        return
    try:
        found = Mirror.given()
    except StudyError as error:
        yield Finding("mirror", "mend", str(error))
        return
    absent = [name for name in found.files if not Path(str(found.folder), name).is_file()]
    if absent:
        said = f"{len(absent)} of {len(found.files)} files of {MANIFEST} are absent ({absent[0]})"
        yield Finding("mirror", "mend", said, "Put them there, or take out their lines")
    else:
        yield Finding("mirror", "good", f"{found.folder}: all {len(found.files)} files are there")


def registry(online: bool) -> Iterator[Finding]:
    """Whether runs and models can be recorded: schema of the database, and who holds it."""
    if server := os.environ.get(SETTING):
        yield _server(server, online)
        return
    if not DATABASE.is_file():
        yield Finding("registry", "good", "none yet: the first run makes it")
        return
    address = f"file:{DATABASE}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, timeout=0.2)) as database:
        try:
            database.execute("begin immediate").connection.rollback()
            ((schema,),) = database.execute("select version_num from alembic_version")
            ((runs,),) = database.execute("select count(*) from runs")
            ((models,),) = database.execute("select count(*) from model_versions")
        except sqlite3.OperationalError as error:
            yield _database_fault(str(error))
            return
        except (sqlite3.DatabaseError, ValueError) as error:
            remedy = f"Put {DATABASE} aside; the next run begins a new one"
            yield Finding("registry", "mend", f"{DATABASE} is damaged ({error})", remedy)
            return
    said = f"{runs} runs, {models} model versions"
    if schema in (newest := _schemas()) or not newest:
        yield Finding("registry", "good", said)
    else:
        remedy = f"`mlflow db upgrade sqlite:///{DATABASE}` brings it up (copy the file first)"
        yield Finding("registry", "mend", f"{said}; its schema {schema} is not MLflow's", remedy)


def _server(address: str, online: bool) -> Finding:
    parts = urlsplit(address)
    said = f"on a server ({parts.hostname or parts.scheme})"
    if not online or parts.scheme not in {"http", "https"}:
        return Finding("registry", "note", f"{said}; not asked whether it answers (--online asks)")
    if reachable(f"{address.rstrip('/')}/health"):
        return Finding("registry", "good", f"{said}, which answers")
    return Finding(
        "registry", "mend", f"{said}, which does not answer", f"Start it, or unset {SETTING}"
    )


def _database_fault(said: str) -> Finding:
    if "locked" in said:
        return Finding("registry", "mend", f"{DATABASE} is held by another process", "Wait for it")
    return Finding("registry", "mend", f"{DATABASE} cannot be used ({said})", "Allow writing it")


def _schemas() -> set[str]:
    """Newest schema of the MLflow that is installed: revisions that no other follows."""
    found = util.find_spec("mlflow")
    folders = found.submodule_search_locations if found else None
    texts = [
        file.read_text(encoding="utf-8")
        for folder in folders or []
        for file in Path(folder, "store", "db_migrations", "versions").glob("*.py")
    ]
    pairs = [match for text in texts for match in REVISION.findall(text)]
    known = {name for down, value in pairs if not down for name in re.findall(r"\w{6,}", value)}
    followed = {name for down, value in pairs if down for name in re.findall(r"\w{6,}", value)}
    return known - followed


def pipeline() -> Iterator[Finding]:
    """Whether this is the project's folder, and DVC's lock files are whole."""
    absent = [
        name for name in ("dvc.yaml", "params.yaml", "studies", ".dvc") if not Path(name).exists()
    ]
    if absent:
        said = f"this is not the project's folder ({', '.join(absent)} absent)"
        yield Finding("project", "mend", said, "Go there")
        return
    held = Path(".dvc/tmp/rwlock")
    busy = held.is_file() and held.stat().st_size > len("{}") and bool(_held(held))
    said = "a run is going on, or one was killed; `sonogenomics repro` mends what it left"
    if busy:
        yield Finding("project", "note", said)
    else:
        yield Finding("project", "good", "complete, and no run is going on")


def _held(file: Path) -> object:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        return True


def weights(online: bool) -> Iterator[Finding]:
    """Whether COCO weights are at hand; the presets `published` and `honest` begin from them."""
    home = Path(os.environ.get("TORCH_HOME") or Path.home() / ".cache" / "torch")
    cached = [name for name in COCO if (home / CHECKPOINTS / name).is_file()]
    if len(cached) == len(COCO):
        yield Finding("weights", "good", f"COCO weights are in {home / CHECKPOINTS}")
        return
    said = f"{len(cached)} of {len(COCO)} COCO networks cached; `light` needs none"
    if not online:
        said += "; not asked whether they can be fetched (--online asks)"
        yield Finding("weights", "note", said)
        return
    reached = reachable(WEIGHTS)
    can = "can" if reached else "cannot"
    remedy = "" if reached else "Fetch them elsewhere and name the file as `weights`"
    yield Finding("weights", "note", f"{said}; {WEIGHTS} {can} be reached", remedy)


def reachable(address: str) -> bool:
    """Whether anybody answers there within two seconds; any answer counts."""
    request = urllib.request.Request(address, method="HEAD")  # noqa: S310 - https, fixed above
    try:
        urllib.request.urlopen(request, timeout=SECONDS).close()  # noqa: S310
    except urllib.error.HTTPError:
        return True
    except (OSError, ValueError):
        return False
    return True
