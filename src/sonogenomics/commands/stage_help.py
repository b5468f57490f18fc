"""`sonogenomics STAGE --help`: what a stage is, reads, writes, and which numbers it may be told.

Read as text from dvc.yaml and params.yaml, which say it already: help must not wait for a parser of
YAML, let alone for what the stage computes with.
"""

import ast
import re
from pathlib import Path

PIPELINE = Path("dvc.yaml")
PARAMS = Path("params.yaml")
LONGEST = 24  # lines of a section; the rest stands in params.yaml
ELSEWHERE = "Run this in the project's folder to see what the stage reads, writes and is told."
HOW = "Run it with all it needs:  dvc repro {stage}\nRun it alone:               {usage}"


def stage_help(stage: str, sentence: str) -> str:
    """Everything a person should know before running one stage.

    Parameters
    ----------
    stage : str
        Its name.
    sentence : str
        What it does, in a sentence.

    Returns
    -------
    str
        Lines.
    """
    usage = f"sonogenomics {' '.join((stage, *arguments(stage)))}"
    parts = [f"usage: {usage}", f"{sentence}.", *_told(stage)]
    block = _block(PIPELINE, stage, indent=2)
    if not block:
        return "\n\n".join([*parts, ELSEWHERE])
    asked = _listed(block, "params")
    reads = [path for path in _listed(block, "deps") if not path.startswith("src/")]
    writes = [*_listed(block, "outs"), *_listed(block, "metrics")]
    parts += [_section("reads", reads), _section("writes", writes), _params(asked)]
    return "\n\n".join([*parts, HOW.format(stage=stage, usage=usage)])


def arguments(stage: str) -> list[str]:
    """What the stage must be given beside its name: FOLD, MODEL; most need nothing."""
    block = "\n".join(_block(PIPELINE, stage, indent=2))
    return [name.upper() for name in re.findall(r"\$\{item\.(\w+)\}", _command(block))]


def _command(block: str) -> str:
    found = re.search(r"^\s*cmd: (.*)$", block, re.MULTILINE)
    return found.group(1) if found else ""


def _told(stage: str) -> list[str]:
    """What the stage's own file says of it, where it says more than a sentence."""
    file = Path(__file__).parents[1] / "stages" / f"{stage}.py"
    words = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return [rest.strip()] if (rest := words.partition("\n")[2]).strip() else []


def _block(file: Path, key: str, indent: int) -> list[str]:
    """The lines below `key:` that stand further to the right; empty where there are none."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    at = [n for n, line in enumerate(lines) if re.match(rf"^ {{{indent}}}{key}:", line)]
    found: list[str] = []
    for line in lines[at[0] + 1 :] if at else []:
        if line.strip() and len(line) - len(line.lstrip()) <= indent:
            break
        found.append(line)
    return found


def _listed(block: list[str], key: str) -> list[str]:
    """Entries of `key`, within brackets (on one line or several) or one a line."""
    text = "\n".join(block)
    if short := re.search(rf"^ {{4}}{key}:\s*\[([^\]]*)\]", text, re.MULTILINE):
        return [one.strip(' "\n') for one in short.group(1).split(",") if one.strip()]
    for n, line in enumerate(block):
        if line.startswith(f"    {key}:"):
            rest = (re.match(r"^ {6}- ([^\s:]+)", one) for one in block[n + 1 :])
            return [_named(found.group(1)) for found in _while(list(rest))]
    return []


def _named(path: str) -> str:
    """models/segmenter/${item.fold} as a person says it: models/segmenter/FOLD."""
    return re.sub(r"\$\{(?:item\.)?(\w+)\}", lambda found: found.group(1).upper(), path)


def _while(found: list[re.Match[str] | None]) -> list[re.Match[str]]:
    kept: list[re.Match[str]] = []
    for one in found:
        if one is None:
            break
        kept.append(one)
    return kept


def _section(head: str, paths: list[str]) -> str:
    return "\n".join([f"{head}:", *(f"  {path}" for path in paths or ["nothing"])])


def _params(asked: list[str]) -> str:
    """The sections of params.yaml that the stage sees, as they stand there."""
    lines = ["is told (params.yaml; change a number there, or `dvc exp run -S section.key=value`):"]
    text = PARAMS.read_text(encoding="utf-8").splitlines() if PARAMS.is_file() else []
    for section in dict.fromkeys(name.split(".")[0] for name in asked):
        head = [line for line in text if line.startswith(f"{section}:")]
        block = [line for line in _block(PARAMS, section, indent=0) if line.strip()]
        block = [line for line in block if not line.startswith("#")]
        more = [f"    ... {len(block) - LONGEST} more lines"] if len(block) > LONGEST else []
        lines += [f"  {line}" for line in [*head, *block[:LONGEST]]] + more
    return "\n".join(lines if asked else [*lines, "  nothing"])
