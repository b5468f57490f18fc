"""dvc.yaml as the tests see it, and the imports behind a stage."""

import ast
from pathlib import Path

import yaml

from sonogenomics.params import Params

PROJECT = Path(__file__).parents[2]
PACKAGE = PROJECT / "src" / "sonogenomics"
PIPELINE = yaml.safe_load((PROJECT / "dvc.yaml").read_text())["stages"]
PARAMS = Params.load(PROJECT / "params.yaml")
# Changing how a table is checked or an error is worded is no new science.
PLUMBING = {"__init__", "errors", "output", "progress", "workers"}
DATA = ("*.j2", "*.csv", "*.css", "*.js")  # what modules read from beside them
PLUMBING_PACKAGES = {"catalog", "compute", "params", "study", "tracking"}


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


def imports(file: Path) -> set[Path]:
    """Files of the package that `file` names in an import."""
    names = [name for node in ast.walk(ast.parse(file.read_text())) for name in _names(node)]
    paths = set()
    for name in names:
        first, *rest = name.split(".")
        if first == PACKAGE.name:
            module = PACKAGE.joinpath(*rest)
            paths |= {p for p in (module.with_suffix(".py"), module / "__init__.py") if p.is_file()}
    return paths


def closure(file: Path) -> set[Path]:
    """Files of the package that running `file` runs, but for the runner that calls every stage."""
    seen: set[Path] = {PACKAGE / "stages" / "__init__.py"}
    waiting = [file]
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            waiting.extend(imports(current))
    return seen


def science(stage: str) -> set[str]:
    """Code that changes what a stage computes, as dvc.yaml should name it."""
    modules = closure(PACKAGE / "stages" / f"{stage}.py")
    beside = {page for file in modules for kind in DATA for page in file.parent.glob(kind)}
    files = modules | beside
    return {
        str(file.relative_to(PROJECT))
        for file in files
        if file.stem not in PLUMBING and file.parent.name not in PLUMBING_PACKAGES
    }
