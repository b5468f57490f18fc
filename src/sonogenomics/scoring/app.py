"""The addresses of the server: MLflow's own, what is served, and a page to drop images on."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from sonogenomics import __version__
from sonogenomics.scoring import schema
from sonogenomics.scoring.desk import Desk
from sonogenomics.scoring.guard import OURS, Guard
from sonogenomics.scoring.limits import Limits
from sonogenomics.scoring.refusal import RefusedError, told
from sonogenomics.scoring.served import Shelf
from sonogenomics.scoring.table import CSV, JSON

PAGE = Path(__file__).with_name("page")
HTML, CSS, JS = "text/html", "text/css", "text/javascript"
FILES = {
    "/": ("index.html", HTML),
    "/docs": ("docs.html", HTML),
    "/score.css": ("score.css", CSS),
    "/score.js": ("score.js", JS),
    "/answer.js": ("answer.js", JS),
    "/drawing.js": ("drawing.js", JS),
    "/docs.js": ("docs.js", JS),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
}
TITLE = "Radiogenomics of ultrasound"
ABOUT = "Images or radiomic features in, probabilities out. Research use only, not for diagnosis."
WRONG = {404: "There is no such address here.", 405: "This address does not take that method."}
FAULTS: dict[int | str, dict[str, Any]] = {
    status: {"model": schema.Fault, "description": why}
    for status, why in {
        400: "The request is at fault; the message says how.",
        408: "The request came too slowly.",
        413: "The request is too large.",
        415: "Neither JSON nor CSV in UTF-8.",
        503: "Too many at once: come again after Retry-After seconds.",
    }.items()
}


def application(
    shelf: Shelf, limits: Limits, begin: Callable[[], None] = lambda: None, *, local: bool = True
) -> ASGIApp:
    """The server of one worker.

    Parameters
    ----------
    shelf : Shelf
        The models.
    limits : Limits
        What is too much.
    begin : callable
        Called once when the server starts, such as to look for new versions of the models.
    local : bool
        Whether it listens on the loopback alone, so that other hosts' names are refused.

    Returns
    -------
    ASGI application
    """
    desk = Desk(shelf, limits)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        begin()
        yield
        desk.close()

    app = FastAPI(
        title=TITLE,
        description=ABOUT,
        version=__version__,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    for kind, handler in HANDLERS.items():
        app.add_exception_handler(kind, handler)
    _pages(app)
    _mlflows(app, desk)
    return Guard(app, limits, local=local)


def _pages(app: FastAPI) -> None:
    for address, (name, kind) in FILES.items():
        app.add_api_route(address, _file(name, kind), methods=["GET"], include_in_schema=False)


def _mlflows(app: FastAPI, desk: Desk) -> None:
    async def ping() -> Response:
        """Whether the server is alive, as MLflow's says it."""
        return Response("\n", media_type=JSON)

    async def its_version() -> Response:
        """Version of MLflow, whose contract this is."""
        return Response(version("mlflow"), media_type=JSON)

    async def about() -> Response:
        """The models that are served: their cards, their limits, what they must not be used for."""
        return desk.about()

    async def invocations(request: Request) -> Response:
        """Score images or URFs; any of MLflow's forms, or CSV."""
        return await desk.answer(request)

    app.get("/ping")(ping)
    app.get("/health")(ping)
    app.get("/version")(its_version)
    app.get("/model", response_model=schema.About)(about)
    app.post(
        "/invocations",
        response_model=schema.Answer,
        responses=FAULTS,
        openapi_extra={"requestBody": schema.request_body(JSON, CSV)},
    )(invocations)
    plain = app.openapi
    app.openapi = lambda: schema.with_requests(plain())  # type: ignore[method-assign]


def _file(name: str, kind: str) -> Callable[[], Awaitable[Response]]:
    content = (PAGE / name).read_bytes()

    async def page() -> Response:
        return Response(content, media_type=kind)

    return page


async def _refused(_: Request, error: Exception) -> Response:
    return error.response() if isinstance(error, RefusedError) else told(500, OURS)


async def _wrong(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 400
    return told(status, WRONG.get(status, "The request cannot be understood."))


HANDLERS = {RefusedError: _refused, HTTPException: _wrong, Exception: _refused}
