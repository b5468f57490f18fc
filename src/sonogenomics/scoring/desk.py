"""Takes a request, reads it, asks the model it is meant for, and says which model answered."""

import orjson
from starlette.requests import Request
from starlette.responses import Response

from sonogenomics import __version__
from sonogenomics.scoring.body import Bodies
from sonogenomics.scoring.limits import Limits
from sonogenomics.scoring.line import Line
from sonogenomics.scoring.served import Served, Shelf
from sonogenomics.scoring.table import JSON, Table, form_of, read_table

SMALL = 64 * 1024  # bytes that are read on the loop, within a millisecond; more go to a thread
FEW = 256  # rows that are scored on the loop, likewise


class Desk:
    """Answers requests with the models on a shelf.

    Parameters
    ----------
    shelf : Shelf
        The models, exchanged under way.
    limits : Limits
        What is too much.
    """

    def __init__(self, shelf: Shelf, limits: Limits) -> None:
        self._shelf, self._limits, self._bodies = shelf, limits, Bodies(limits)
        self._reading, self._urfs, self._images = (
            Line(name, limits.waiting, limits.retry_seconds) for name in ("read", "urfs", "image")
        )

    async def answer(self, request: Request) -> Response:
        """Predictions for the table or the images of a request.

        Raises
        ------
        RefusedError
            The request is at fault, or too many came at once.
        """
        form = form_of(request.headers.get("content-type", ""))
        body = await self._bodies.read(request)
        try:
            if len(body) <= SMALL:
                table = read_table(form, body, self._limits)
            else:
                table = await self._reading.work(read_table, form, body, self._limits)
            return await self._scored(table)
        finally:
            self._bodies.release(body)

    async def _scored(self, table: Table) -> Response:
        model = self._shelf.fit_for(table)  # the same to the end, whatever is put there meanwhile
        if model.kind == "image":
            content = await self._images.work(written, model, table, self._limits)
        elif len(table.rows) <= FEW:
            content = written(model, table, self._limits)
        else:
            content = await self._urfs.work(written, model, table, self._limits)
        by = {"x-model-version": model.version, "x-model-fingerprint": model.packaged.fingerprint}
        return Response(content, headers=by, media_type=JSON)

    def about(self) -> Response:
        """What is served, for the page and for clients."""
        models = [
            {"kind": one.kind, "answered_by": one.told, "card": one.packaged.card}
            for one in self._shelf.every()
        ]
        content = {
            "statement": self._shelf.every()[0].packaged.card["statement"],
            "sonogenomics": __version__,
            "limits": self._limits.sentence(),
            "models": models,
        }
        return Response(orjson.dumps(content), media_type=JSON)

    def close(self) -> None:
        """Drop what waits; what is being scored is finished."""
        for line in (self._reading, self._urfs, self._images):
            line.close()


def written(model: Served, table: Table, limits: Limits) -> bytes:
    """The answer to a table, as JSON.

    Parameters
    ----------
    model : Served
        Scores it.
    table : Table
        As it was sent.
    limits : Limits
        Of images.

    Raises
    ------
    RefusedError
        The table is at fault.
    """
    answer = {
        "predictions": model.answers(table, limits),
        "model": model.told,
        "statement": model.packaged.card["statement"],
    }
    return orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY)
