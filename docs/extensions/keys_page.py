"""Every key of params.yaml and study.yaml, from the classes that check them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic_keys import allowed, classes_of, default
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from sonogenomics.params import Params
from sonogenomics.study import Study


def params_page(project: Path) -> str:
    """Markdown: a section of params.yaml a section, with its values, comments and classes."""
    given = YAML().load((project / "params.yaml").read_text(encoding="utf-8"))
    plain = [key for key, field in Params.model_fields.items() if not _sections(field.annotation)]
    lines = ["## At the top\n", *_params_rows("", plain, given, Params)]
    for key, field in Params.model_fields.items():
        for section in _sections(field.annotation):
            lines += _params_section(key, given[key], section)
    return "\n".join(lines)


def _sections(annotation: Any) -> list[type[BaseModel]]:
    return list(classes_of(annotation))[:1]


def _params_section(key: str, given: CommentedMap, section: type[BaseModel]) -> Iterator[str]:
    plain = [name for name, one in section.model_fields.items() if not _sections(one.annotation)]
    yield f"\n## `{key}`\n\n{(section.__doc__ or '').strip()}\n"
    yield from _params_rows(f"{key}.", plain, given, section)
    for name, field in section.model_fields.items():
        for part in _sections(field.annotation):
            yield from _params_section(f"{key}.{name}", given[name], part)


def _params_rows(
    prefix: str, names: list[str], given: CommentedMap, section: type[BaseModel]
) -> Iterator[str]:
    if not names:
        return
    yield "| key | here | may hold | meaning |\n|---|---|---|---|"
    for name in names:
        field = section.model_fields[name]
        comment = _comment(given, name)
        said = [text for text in (field.description, comment) if text]
        meaning = " ".join(_sentence(text) for text in said)
        value = _written(given[name]) if name in given else f"(left out: {default(field)})"
        yield f"| `{prefix}{name}` | {value} | {allowed(field.annotation, field)} | {meaning} |"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _written(value: Any) -> str:
    if value is None:
        return "null"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _comment(given: CommentedMap, key: str) -> str:
    """What stands behind a key on its line."""
    token = given.ca.items.get(key, [None, None, None])[2]
    first = token.value.split("\n")[0] if token else ""
    return first.lstrip("# ").strip().replace("|", r"\|")


def study_page() -> str:
    """Markdown: a part of study.yaml a section, its keys, and which of them are needed."""
    seen: dict[str, type[BaseModel]] = {}
    _gather(Study, seen)
    return "\n\n".join("\n".join(_study_part(part)) for part in seen.values())


def _gather(part: type[BaseModel], seen: dict[str, type[BaseModel]]) -> None:
    seen[part.__name__] = part
    for field in part.model_fields.values():
        for inner in classes_of(field.annotation):
            if inner.__name__ not in seen:
                _gather(inner, seen)


def _study_part(part: type[BaseModel]) -> Iterator[str]:
    yield f"## {part.__name__}\n\n{(part.__doc__ or '').split('Examples')[0].strip()}\n"
    yield "| key | holds | if left out | meaning |\n|---|---|---|---|"
    for name, field in part.model_fields.items():
        meaning = (field.description or "").replace("|", r"\|")
        yield f"| `{name}` | {allowed(field.annotation, field)} | {default(field)} | {meaning} |"
