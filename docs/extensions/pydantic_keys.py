"""The keys of params.yaml and study.yaml, from the classes that check them."""

import types
from collections.abc import Iterator
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

PLAIN = {str: "text", int: "whole number", float: "number", bool: "true or false"}
PLAIN_NAMES = {"NoneType": "null", "PosixPath": "path", "Path": "path"}


def classes_of(annotation: Any) -> Iterator[type[BaseModel]]:
    """The pydantic classes inside an annotation, outermost first."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from classes_of(part)


def allowed(annotation: Any, field: FieldInfo | None = None) -> str:
    """What a key may hold, in words.

    Examples
    --------
    >>> allowed(Literal["sgd", "adamw"])
    '`sgd` or `adamw`'
    >>> allowed(tuple[int, ...])
    'list of whole number'
    """
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        text = " or ".join(f"`{part}`" for part in parts)
    elif origin in {Union, types.UnionType}:
        text = " or ".join(allowed(part) for part in parts)
    elif origin in {tuple, list}:
        text = f"list of {allowed(parts[0])}"
    elif origin is dict:
        text = f"{allowed(parts[0])}: {allowed(parts[1])}"
    elif hasattr(annotation, "__metadata__"):
        text = allowed(parts[0]) + _bounds(annotation.__metadata__)
    else:
        name = getattr(annotation, "__name__", str(annotation))
        text = PLAIN.get(annotation, PLAIN_NAMES.get(name, f"*{name}*"))
    return text + (_bounds(field.metadata) if field else "")


def _bounds(metadata: Any) -> str:
    words = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "multiple_of": "a multiple of"}
    told = []
    for one in metadata:
        told += [
            f"{word} {getattr(one, name):g}"
            for name, word in words.items()
            if getattr(one, name, None) is not None
        ]
    return f", {', '.join(told)}" if told else ""


def default(field: FieldInfo) -> str:
    """The default of a key of study.yaml in words; `needed` where there is none."""
    if field.is_required():
        return "needed"
    value = field.get_default(call_default_factory=True)
    if value is None or value is PydanticUndefined:
        return "left out"
    if isinstance(value, BaseModel):
        return "as below"
    return f"`{list(value)}`" if isinstance(value, tuple) else f"`{value}`"
