"""Docstrings as they are written here, made ready for Sphinx."""

import re
from typing import Any

from jinja2 import BaseLoader
from jinja2.sandbox import SandboxedEnvironment
from numpydoc import docscrape_sphinx
from sphinx.application import Sphinx

# What scikit-learn, pandera and pydantic add to every class by themselves.
ADDED = re.compile(r"^(set_\w+_request|get_metadata_routing|Config|model_config)$")
CODE = re.compile(r"(`[^`]*`)|\|")


def keep_magnitudes(*event: Any) -> None:
    """Escape the bars of |R| and |A & B|, which would be taken for substitutions, in place."""
    lines: list[str] = event[-1]
    formula = False
    for at, line in enumerate(lines):
        formula = ".. math::" in line or (formula and bool(line.strip()))
        if not formula and not line.lstrip().startswith((">>>", "...")):
            lines[at] = CODE.sub(lambda found: found[1] or r"\|", line)


def leave_out(_app: Sphinx, _what: str, name: str, *_more: Any) -> bool | None:
    """Whether a member stays out of the reference; None leaves it to Sphinx."""
    return True if ADDED.match(name) else None


_ENVIRONMENTS: dict[type, SandboxedEnvironment] = {}


def _compiled_once(loader: BaseLoader) -> SandboxedEnvironment:
    """The environment of the first loader of this kind: all of a kind look in the same folders."""
    return _ENVIRONMENTS.setdefault(type(loader), SandboxedEnvironment(loader=loader))


def setup(app: Sphinx) -> dict[str, Any]:
    """Listen while docstrings are read."""
    app.connect("autodoc-process-docstring", keep_magnitudes)
    app.connect("autodoc-skip-member", leave_out)
    # numpydoc compiles its template anew for each docstring: a fifth of the whole build.
    docscrape_sphinx.SandboxedEnvironment = _compiled_once
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
