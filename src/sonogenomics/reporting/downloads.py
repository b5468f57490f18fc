"""A figure's files inside the page, so that a mailed page brings them along."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sonogenomics.figures.figure import Figure

MOST_BYTES = 6_000_000  # of all embedded files; mail servers refuse attachments of 20 MB or so


@dataclass(frozen=True)
class File:
    """One way to take a figure along: inside the page, or beside it."""

    kind: str
    name: str
    href: str
    is_embedded: bool


@dataclass(frozen=True)
class Files:
    """A figure's drawing and its downloads."""

    drawing: Markup
    links: tuple[File, ...]


def downloads(figures: Sequence[Figure], most_bytes: int = MOST_BYTES) -> dict[str, Files]:
    """Embed each figure's PDF and CSV; what no longer fits is linked beside the page.

    Parameters
    ----------
    figures : sequence of Figure
        In the order of the page, which numbers the files of reports/figures.
    most_bytes : int
        Of all embedded files together, as encoded.

    Returns
    -------
    dict of str to Files
        By the figure's name.
    """
    left, found = most_bytes, {}
    for place, figure in enumerate(figures, start=1):
        links = []
        for kind, mime, content in _contents(figure):
            name = f"{place:02}-{figure.name}.{kind.lower()}"
            href = f"data:{mime};base64,{base64.b64encode(content).decode()}"
            fits = len(href) <= left
            left -= len(href) if fits else 0
            links.append(File(kind, name, href if fits else f"figures/{name}", is_embedded=fits))
        # matplotlib has escaped every label in it.
        found[figure.name] = Files(Markup(figure.svg), tuple(links))  # noqa: S704
    return found


def _contents(figure: Figure) -> list[tuple[str, str, bytes]]:
    return [
        ("PDF", "application/pdf", figure.pdf),
        ("CSV", "text/csv;charset=utf-8", figure.csv().encode()),
    ]
