"""Pages that cannot fall behind the code, because they are made of it."""

from pathlib import Path
from typing import Any, ClassVar

import commands_page
import keys_page
import stages_page
import tables_page
import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

PROJECT = Path(__file__).parents[2]


def written(what: str) -> str:
    """The Markdown of one such page.

    Parameters
    ----------
    what : {'commands', 'params', 'stages', 'study', 'tables'}
    """
    if what == "commands":
        return commands_page.page(PROJECT)
    if what == "params":
        return keys_page.params_page(PROJECT)
    if what == "study":
        return keys_page.study_page()
    stages = yaml.safe_load((PROJECT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    return {"stages": stages_page.page, "tables": tables_page.page}[what](stages)


class Written(SphinxDirective):
    """`{written} tables`: the page of that name stands here."""

    required_arguments = 1
    has_content = False
    option_spec: ClassVar = {}

    def run(self) -> list[nodes.Node]:
        """Parse what was written as if it stood in the page."""
        text = written(self.arguments[0])
        return self.parse_text_to_nodes(text, allow_section_headings=True)


def forget_the_gone() -> None:
    """Remove the stubs of packages that are no more: Sphinx would find pages that nothing names."""
    for stub in (PROJECT / "docs" / "reference" / "api").glob("*.rst"):
        place = PROJECT / "src" / Path(*stub.stem.split("."))
        if not (place.is_dir() or place.with_suffix(".py").is_file()):
            stub.unlink()


def setup(app: Sphinx) -> dict[str, Any]:
    """Make the directive known."""
    forget_the_gone()
    app.add_directive("written", Written)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
