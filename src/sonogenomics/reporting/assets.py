"""What the page brings along: its style, its one script, and the policy that allows no other."""

import base64
import hashlib
import re
from collections.abc import Iterable
from importlib.resources import files

from markupsafe import Markup

from sonogenomics.figures.figure import Figure

STYLES = ("page.css", "parts.css")
SCRIPTS = ("contents.js", "tables.js", "figures.js")
IN_A_DRAWING = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)


def style() -> Markup:
    """The page's style sheet."""
    return _together(STYLES)


def script() -> Markup:
    """The page's one script; without it the page is complete, with it more comfortable."""
    return _together(SCRIPTS)


def policy(figures: Iterable[Figure]) -> str:
    """Which style and script the browser may use, by their fingerprints; nothing else, no network.

    Parameters
    ----------
    figures : iterable of Figure
        matplotlib writes a style element into each drawing.

    Returns
    -------
    str
        A content-security policy. Attributes named style are allowed: drawings are full of them.
    """
    drawn = {text for one in figures for text in IN_A_DRAWING.findall(one.svg)}
    styles = " ".join(_fingerprint(text) for text in [style(), *sorted(drawn)])
    return (
        f"default-src 'none'; script-src {_fingerprint(script())}; style-src {styles}; "
        "style-src-attr 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _together(names: Iterable[str]) -> Markup:
    folder = files("sonogenomics.reporting")
    return Markup("\n".join(folder.joinpath(name).read_text("utf-8") for name in names))  # noqa: S704


def _fingerprint(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
