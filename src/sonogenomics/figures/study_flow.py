"""The chain of the study, each link with this run's number and what chance gives for it."""

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.hover import tip
from sonogenomics.figures.style import BLUE, GREEN, GREY, INK, VERMILLION, canvas, readable, styled
from sonogenomics.profiles import Profile

NAME, TITLE = "study-flow", "The study, link by link"
ACROSS, WIDE, TALL, GAP, DROP = 3, 3.0, 1.62, 0.5, 0.5  # boxes a row; sizes in axis units
LETTERS, LINES = 31, 2  # of the words in a box
PARTS = {"who": GREY, "ultrasound": BLUE, "genes": GREEN, "diagnosis": VERMILLION}


class Link(NamedTuple):
    """One link of the chain.

    Attributes
    ----------
    part : {'who', 'ultrasound', 'genes', 'diagnosis'}
        Its colour.
    what, number, words : str
        Its name, this run's number, and what is counted.
    by_chance : str
        What chance alone gives; empty where the number claims nothing.
    """

    part: str
    what: str
    number: str
    words: str
    by_chance: str = ""


@styled
def study_flow(links: Sequence[Link], profile: Profile) -> Figure | Missing:
    """Draw the links three a row, in reading order.

    Parameters
    ----------
    links : sequence of Link
        From patients to diagnosis; a part the study lacks is left out.
    profile : Profile
        Named in the caption.

    Returns
    -------
    Figure or Missing
    """
    if not links:
        return Missing(NAME, TITLE, "No patient is in the study, so there is no chain to draw.")
    n_down = -(-len(links) // ACROSS)
    drawing = canvas(7.0, 0.25 + 1.42 * n_down)
    axes = drawing.add_subplot()
    axes.set_axis_off()
    for place, link in enumerate(links):
        _box(axes, _corner(place), link)
        if place:
            _arrow(axes, _corner(place - 1), _corner(place))
    axes.set_xlim(-0.1, ACROSS * WIDE + (ACROSS - 1) * GAP + 0.1)
    axes.set_ylim(-n_down * (TALL + DROP) + DROP - 0.08, 0.08)
    data = pd.DataFrame(list(links))
    return Figure(NAME, TITLE, _caption(links, profile), _alt(links), drawing, data)


def _corner(place: int) -> tuple[float, float]:
    down, across = divmod(place, ACROSS)
    return across * (WIDE + GAP), -down * (TALL + DROP) - TALL


def _box(axes: Axes, corner: tuple[float, float], link: Link) -> None:
    x, y = corner
    colour = PARTS[link.part]
    shape = FancyBboxPatch(
        corner, WIDE, TALL, "round,pad=0,rounding_size=0.12", fc="none", ec=colour, lw=1.5
    )
    tip(shape, f"{link.what}: {link.number} {link.words}. {link.by_chance}".strip())
    axes.add_patch(shape)
    axes.text(x + 0.14, y + TALL - 0.13, readable(link.what, 26), va="top", color=INK, fontsize=8)
    axes.text(
        x + 0.14, y + TALL - 0.43, link.number, va="top", color=INK, fontsize=13, fontweight="bold"
    )
    words = "\n".join(textwrap.wrap(readable(link.words, LETTERS * LINES), LETTERS)[:LINES])
    axes.text(x + 0.14, y + TALL - 0.84, words, va="top", color=INK, fontsize=7.5, linespacing=1.15)
    if link.by_chance:
        told = readable(link.by_chance, LETTERS + 6)
        axes.text(x + 0.14, y + 0.1, told, va="bottom", color=INK, fontsize=7.5, style="italic")


def _arrow(axes: Axes, before: tuple[float, float], after: tuple[float, float]) -> None:
    look = {"arrowstyle": "-|>", "color": INK, "lw": 1.1, "shrinkA": 0, "shrinkB": 0}
    (x0, y0), (x1, y1) = before, after
    if y0 == y1:
        middle = y0 + TALL / 2
        axes.annotate("", (x1, middle), (x0 + WIDE, middle), arrowprops=look)
        return
    start, turn = x0 + WIDE / 2, y0 - DROP / 2
    axes.plot([start, start, x1 + WIDE / 2], [y0, turn, turn], color=INK, lw=1.1)
    axes.annotate("", (x1 + WIDE / 2, y1 + TALL), (x1 + WIDE / 2, turn), arrowprops=look)


def _caption(links: Sequence[Link], profile: Profile) -> str:
    first, last = links[0], links[-1]
    n = sum(bool(link.by_chance) for link in links)
    beside = (
        f"In italics, for the {n} that claim something, what chance alone gives: mean and middle "
        "95 % of the permutations, where these were made."
        if n
        else "None of these numbers was set beside chance in this run."
    )
    return (
        f"From {first.what.lower()} ({first.number}) to {last.what.lower()} ({last.number}): each "
        f"link of the chain with the number this run gave. {beside} Profile: {profile.name}."
    )


def _alt(links: Sequence[Link]) -> str:
    told = [f"{one.what}: {one.number} {one.words}" for one in links]
    return f"Flow of the study. {'; '.join(told)}."
