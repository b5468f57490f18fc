"""What every section of params.yaml has in common."""

from pydantic import BaseModel, ConfigDict, ValidationError


class Section(BaseModel):
    """A section of params.yaml: immutable, and a typo in a key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def faults(file: str, error: ValidationError) -> str:
    """Tell every fault pydantic found in a file, one line each."""
    lines = []
    for fault in error.errors():
        key = ".".join(map(str, fault["loc"])) or "the file"
        lines.append(f"  {key}: {fault['msg']} (found {fault['input']!r:.80})")
    return f"{file} has {len(lines)} fault(s); mend them and run again:\n" + "\n".join(lines)
