"""Arrows point down: stages know the domain, the domain knows nothing of stages or tracking."""

import ast
from pathlib import Path

import pytest

from tests.pipeline.graph import PACKAGE, closure, imports

DOMAIN = ["imaging", "radiomics", "genomics", "linking", "diagnosis", "figures", "simulation"]
DOMAIN += ["chance", "guard", "ledger", "promotion"]
ABOVE = {"stages", "tracking", "commands"}
FORBIDDEN_LIBRARIES = {"mlflow", "dvc"}
FORBIDDEN_NAMES = {"utils", "helpers", "core", "common", "base"}
ALL_FILES = sorted(PACKAGE.rglob("*.py"))
DOMAIN_FILES = [file for part in DOMAIN for file in sorted((PACKAGE / part).rglob("*.py"))]


def libraries(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("file", DOMAIN_FILES, ids=lambda f: str(f.relative_to(PACKAGE)))
def test_the_domain_knows_neither_stages_nor_tracking(file: Path) -> None:
    reached = {path.relative_to(PACKAGE).parts[0] for path in imports(file)}
    assert not reached & ABOVE
    assert not libraries(file) & FORBIDDEN_LIBRARIES


def test_no_stage_imports_another_or_mlflow() -> None:
    for file in (PACKAGE / "stages").glob("*.py"):
        others = {path for path in imports(file) if path.parent.name == "stages"}
        assert others <= {PACKAGE / "stages" / "__init__.py"}, file.name
        used = set().union(*(libraries(path) for path in closure(file)))
        assert not used & FORBIDDEN_LIBRARIES, file.name


def test_nothing_has_a_name_without_meaning() -> None:
    assert not {file.stem for file in ALL_FILES} & FORBIDDEN_NAMES


def test_no_global_random_state() -> None:
    for file in ALL_FILES:
        text = file.read_text()
        assert "np.random.seed" not in text, file
        assert "random.seed(" not in text, file


def test_no_assert_in_the_source() -> None:
    for file in ALL_FILES:
        nodes = ast.walk(ast.parse(file.read_text()))
        assert not any(isinstance(node, ast.Assert) for node in nodes), file
