"""What `sonogenomics review` does once its options are read."""

import argparse
import socket
import subprocess
from contextlib import suppress
from pathlib import Path

import uvicorn

from sonogenomics.catalog import DETECTIONS, FRAMES, IMAGES, MASKS, OUTLINES, REVIEW, UNCERTAINTY
from sonogenomics.errors import StudyError
from sonogenomics.params import Params
from sonogenomics.review.app import application
from sonogenomics.review.decisions import read_decisions, record
from sonogenomics.review.desk import Desk
from sonogenomics.review.exchange import FORMATS, export, imported, read_corrections
from sonogenomics.review.proposals import DrawnBy, Proposal, proposals, standings, worst_first
from sonogenomics.study import Absent, Study

HOST = "127.0.0.1"  # this machine only: the page asks nobody for a password


def work(options: argparse.Namespace) -> None:
    """Serve the page until interrupted; or hand masks to other tools, or take them back.

    Raises
    ------
    StudyError
        No masks yet, a file at fault, or the port is taken.
    """
    params = Params.load()
    made = _made(Study.load(params.study), params, everyone=options.all)
    review = REVIEW / params.study
    desk = Desk(params.study, made, Path(FRAMES.path), Path(UNCERTAINTY.path), review)
    if options.export:
        _export(made, *options.export)
    elif options.corrections:
        _import(desk, options.corrections, options.reviewer or _git_name())
    else:
        _serve(desk, options.port, options.reviewer)


def _made(study: Study, params: Params, *, everyone: bool) -> tuple[Proposal, ...]:
    if isinstance(study.images, Absent):
        raise StudyError(f"Study {study.name} has no images to review: {study.images.absent}")
    needed = [IMAGES.path, DETECTIONS.path, MASKS.path, FRAMES.path]
    if missing := [path for path in needed if not Path(path).exists()]:
        raise StudyError(f"There are no masks yet ({missing[0]} is missing): `make repro` first.")
    folders: dict[DrawnBy, Path] = {"expert": Path(OUTLINES.path), "network": Path(MASKS.path)}
    made = proposals(IMAGES.read(), DETECTIONS.read(), folders, params.lesions.outlined)
    chosen = [one for one in made.values() if everyone or one.drawn_by == "network"]
    if not chosen:
        raise StudyError(
            "Experts outlined every image, so that no mask waits for a verdict: `--all` shows them."
        )
    return tuple(worst_first(chosen))


def _export(made: tuple[Proposal, ...], kind: str, out: str) -> None:
    if kind not in FORMATS:
        raise StudyError(f"There is no format {kind!r}: choose {' or '.join(FORMATS)}.")
    export(made, kind, Path(out))
    print(
        f"{len(made)} images with their masks: {out}. The pictures lie in {FRAMES.path}; "
        f"{REVIEW.path}/README.md says how to bring both in, and the corrections back."
    )


def _import(desk: Desk, file: Path, reviewer: str) -> None:
    if not reviewer:
        raise StudyError("Say who corrected the masks: --reviewer NAME.")
    drawings, faults = read_corrections(file)
    told = imported({one.image: one for one in desk.made}, drawings, reviewer)
    told.faults += faults
    record(desk.review, told.decisions, told.drawn)
    print(*told.lines(), f"Verdicts stand in {desk.review}.", sep="\n")


def _serve(desk: Desk, port: int, reviewer: str) -> None:
    held = standings({one.image: one for one in desk.made}, read_decisions(desk.review))
    left = sum(one != "decided" for one in held.values())
    app = application(desk, reviewer or _git_name(), asked=not reviewer)
    with _free(port) as taken:
        print(
            f"Review of {desk.study}: {left} of {len(desk.made)} masks wait for a verdict "
            f"(Ctrl-C ends it).\n  the page: http://{HOST}:{port}",
            flush=True,
        )
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
        with suppress(KeyboardInterrupt):  # Ctrl-C is how a review is left
            uvicorn.Server(config).run(sockets=[taken])


def _free(port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen()
    except (OSError, OverflowError):
        listening.close()
        raise StudyError(
            f"Port {port} is in use (another `sonogenomics review`?): choose another with --port."
        ) from None
    return listening


def _git_name() -> str:
    """Name in git's settings; empty where there is none."""
    try:
        asked = ["git", "config", "user.name"]
        done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
