"""Formulas as MathML: browsers draw them by themselves, no script and no font is fetched."""

from collections.abc import Callable
from typing import Any

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.writers.html5 import HTML5Translator


def formula(latex: str, *, display: bool) -> str:
    """One formula in MathML.

    Parameters
    ----------
    latex : str
        As between dollar signs.
    display : bool
        On a line of its own.

    Raises
    ------
    SphinxError
        A command that the converter does not know, which it would print as it stands.
    """
    made = str(convert(latex, display="block" if display else "inline"))
    if "\\" in made:
        raise SphinxError(f"no MathML for a part of this formula: {latex}")
    return made


def _inline(self: HTML5Translator, node: nodes.math) -> None:
    self.body.append(formula(node.astext(), display=False))
    raise nodes.SkipNode


def _block(self: HTML5Translator, node: nodes.math_block) -> None:
    self.body.append(f'<div class="formula">{formula(node.astext(), display=True)}</div>')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Make the renderer known to Sphinx as `mathml`."""
    inline: tuple[Callable[..., None], None] = (_inline, None)
    block: tuple[Callable[..., None], None] = (_block, None)
    app.add_html_math_renderer("mathml", inline, block)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
