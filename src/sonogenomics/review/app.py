"""The review page's server: a few addresses around a desk."""

import secrets
from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from sonogenomics.errors import StudyError
from sonogenomics.review.decisions import OvertakenError
from sonogenomics.review.desk import Desk, Judgement
from sonogenomics.review.guard import Guard

PAGE = Path(__file__).with_name("page")
FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/review.css": ("review.css", "text/css; charset=utf-8"),
    "/review.js": ("review.js", "text/javascript; charset=utf-8"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
}
OVERTAKEN, UNFIT, UNWRITTEN = 409, 422, 507


def _file(name: str, kind: str) -> Callable[[], Response]:
    content = (PAGE / name).read_bytes()
    return lambda: Response(content, media_type=kind)


def _fault(status: int, text: str) -> JSONResponse:
    return JSONResponse({"fault": text}, status)


def _picture(folder: Path, image: str) -> FileResponse:
    path = folder / f"{image}.png"
    if not path.is_file():
        raise HTTPException(404, "There is no such picture.")
    return FileResponse(path, media_type="image/png")


def _study_error(_: Request, error: Exception) -> JSONResponse:
    return _fault(OVERTAKEN if isinstance(error, OvertakenError) else UNFIT, str(error))


def _refused(_: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _fault(status, str(getattr(error, "detail", error)))


def _unfit(_: Request, __: Exception) -> JSONResponse:
    return _fault(UNFIT, "The page sent something that is no verdict: reload it.")


def _unwritten(_: Request, error: Exception) -> JSONResponse:
    reason = error.strerror if isinstance(error, OSError) else "a file cannot be written"
    return _fault(UNWRITTEN, f"Not saved: {reason}. Make room or allow writing, then judge again.")


def application(desk: Desk, reviewer: str, *, asked: bool = True) -> ASGIApp:
    """The server of one review.

    Parameters
    ----------
    desk : Desk
        What is reviewed.
    reviewer : str
        Name written beside verdicts; empty: the page asks for it, once.
    asked : bool
        Whether the page lets the reviewer change that name.

    Returns
    -------
    ASGI application
        For uvicorn, on 127.0.0.1.
    """
    token = secrets.token_urlsafe()
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_exception_handler(StudyError, _study_error)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _unfit)
    app.add_exception_handler(OSError, _unwritten)
    for address, (name, kind) in FILES.items():
        app.add_api_route(address, _file(name, kind), methods=["GET"])

    @app.get("/api/review")
    def review() -> dict[str, object]:
        told = {"study": desk.study, "reviewer": reviewer, "asked": asked, "token": token}
        return {**told, "queue": desk.queue()}

    @app.get("/api/images/{image}")
    def sheet(image: str) -> dict[str, object]:
        return desk.sheet(image)

    @app.get("/frames/{image}.png")
    def frame(image: str) -> FileResponse:
        return _picture(desk.frames, desk.proposal(image).image)

    @app.get("/uncertainty/{image}.png")
    def uncertainty(image: str) -> FileResponse:
        return _picture(desk.uncertainty, desk.proposal(image).image)

    @app.post("/api/verdicts")
    def judge(given: Judgement) -> dict[str, object]:
        return desk.judge(given)

    return Guard(app, token)
