"""Every stage of dvc.yaml: what it does, reads, writes, and which settings it sees."""

from collections.abc import Iterator, Mapping
from typing import Any


def page(stages: Mapping[str, Mapping[str, Any]]) -> str:
    """Markdown: the pipeline as one table, then a section a stage.

    Parameters
    ----------
    stages : mapping
        `stages` of dvc.yaml.
    """
    lines = ["| stage | does |\n|---|---|"]
    lines += [f"| [`{name}`](#{name}) | {stage['desc']} |" for name, stage in stages.items()]
    sections = ["\n".join(_section(name, stage)) for name, stage in stages.items()]
    return "\n\n".join(["\n".join(lines), *sections])


def _section(name: str, stage: Mapping[str, Any]) -> Iterator[str]:
    module = f"sonogenomics.stages.{name}"
    yield f"## {name}\n\n{stage['desc']}."
    yield f"It runs {{py:mod}}`{module}`.\n"
    for item, values in stage.get("matrix", {}).items():
        yield f"once for each `{item}` of `{values}`\n".replace("${", "").replace("}", "")
    data = [path for path in stage["deps"] if not path.startswith("src/")]
    outs = [*_paths(stage, "outs"), *_paths(stage, "metrics")]
    yield f"* reads: {_listed(data)}"
    yield f"* writes: {_listed(outs)}"
    yield f"* sees of `params.yaml`: {_listed(stage.get('params', []))}"


def _paths(stage: Mapping[str, Any], key: str) -> list[str]:
    return [one if isinstance(one, str) else next(iter(one)) for one in stage.get(key, [])]


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{_plain(name)}`" for name in names) if names else "nothing"


def _plain(name: str) -> str:
    """${item.fold} as FOLD, ${study} as STUDY."""
    for inside in ("item.model", "item.fold", "study"):
        name = name.replace("${" + inside + "}", inside.rsplit(".", maxsplit=1)[-1].upper())
    return name
