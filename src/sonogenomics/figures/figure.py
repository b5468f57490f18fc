"""What a figure is: a drawing, the words that go with it, and the numbers behind it."""

import io
import re
from dataclasses import dataclass
from functools import cached_property
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure as Drawing

from sonogenomics.figures.hover import SVG, write_tips
from sonogenomics.figures.style import INK, RC

XLINK = "http://www.w3.org/1999/xlink"
NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}
NO_PDF_METADATA = {"CreationDate": None, "Creator": None, "Producer": None}
HREF = f"{{{XLINK}}}href"
REFERENCE = re.compile(r"url\(#([^)]+)\)")


@dataclass(frozen=True)
class Figure:
    """A finished figure.

    Attributes
    ----------
    name : str
        Name of its file, without number and suffix.
    title : str
        One line, what is seen.
    caption : str
        What it shows, of how many, by which profile, and what chance alone would give.
    alt : str
        The same for those who cannot see it.
    drawing : matplotlib.figure.Figure
        Its ink becomes the page's text colour, its background stays open.
    data : pandas.DataFrame
        Every number drawn.
    zoomable : bool
        Whether it holds more than its natural size shows: a page should let one look closer.
    """

    name: str
    title: str
    caption: str
    alt: str
    drawing: Drawing
    data: pd.DataFrame
    zoomable: bool = False

    @property
    def width_in(self) -> float:
        """Natural width in inches."""
        return float(self.drawing.get_figwidth())

    @cached_property
    def svg(self) -> str:
        """The drawing as one `<svg>` element whose ids begin with the figure's name."""
        return themed_svg(self.drawing, self.name)

    @cached_property
    def pdf(self) -> bytes:
        """The drawing for print, letters kept as letters; equal input, equal bytes."""
        _ = self.svg  # a layout settles as it is drawn: the screen's comes first, always
        buffer = io.BytesIO()
        with mpl.rc_context({**RC, "pdf.fonttype": 42}):
            self.drawing.savefig(buffer, format="pdf", metadata=NO_PDF_METADATA)
        return buffer.getvalue()

    def csv(self) -> str:
        """The numbers behind the drawing, six significant digits."""
        text = self.data.to_csv(index=False, float_format="%.6g", lineterminator="\n")
        return str(text)


@dataclass(frozen=True)
class Missing:
    """A figure that cannot be drawn in this run.

    Attributes
    ----------
    name, title : str
        As of the figure that would stand here.
    reason : str
        One sentence: what is absent, and why.
    """

    name: str
    title: str
    reason: str


def themed_svg(drawing: Drawing, name: str) -> str:
    """Save a drawing as SVG that takes its text colour from the page; equal input, equal bytes.

    Parameters
    ----------
    drawing : matplotlib.figure.Figure
        Ink is drawn in `style.INK`.
    name : str
        Prefix of all ids, so that many drawings can share a page.

    Returns
    -------
    str
        An `<svg>` element without XML prolog; what can be pointed at carries `data-tip`.
    """
    buffer = io.BytesIO()
    with mpl.rc_context({**RC, "svg.hashsalt": name, "svg.fonttype": "none"}):
        drawing.savefig(buffer, format="svg", transparent=True, metadata=NO_METADATA)
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", XLINK)
    root = ET.fromstring(buffer.getvalue())  # noqa: S314 - written by matplotlib a line above
    write_tips(root)
    _use_page_colour(root)
    _prefix_ids(root, f"{name}-")
    return ET.tostring(root, encoding="unicode").strip() + "\n"


def _use_page_colour(root: ET.Element) -> None:
    root.set("fill", "currentColor")
    for element in root.iter():
        for key in ("style", "fill", "stroke"):
            value = element.get(key)
            if value is not None:
                element.set(key, value.replace(INK, "currentColor"))


def _prefix_ids(root: ET.Element, prefix: str) -> None:
    """Keep only ids that something refers to, and make them the figure's own."""
    used: set[str] = set()
    for element in root.iter():
        for key, value in list(element.attrib.items()):
            used |= set(REFERENCE.findall(value))
            element.set(key, REFERENCE.sub(rf"url(#{prefix}\1)", value))
            if key == HREF and value.startswith("#"):
                used.add(value[1:])
                element.set(key, f"#{prefix}{value[1:]}")
    for element in root.iter():
        identity = element.attrib.pop("id", None)
        if identity in used:
            element.set("id", f"{prefix}{identity}")
