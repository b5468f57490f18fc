"""One thing the doctor looked at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

State = Literal["good", "note", "mend"]
MARKS: dict[State, str] = {"good": "ok  ", "note": "note", "mend": "MEND"}


@dataclass(frozen=True)
class Finding:
    """What was seen, and what to do about it.

    Attributes
    ----------
    topic : str
        One or two words.
    state : {'good', 'note', 'mend'}
        As it should be; worth knowing; in the way of the default study.
    said : str
        What was seen.
    remedy : str
        What to do; empty where nothing needs doing.
    """

    topic: str
    state: State
    said: str
    remedy: str = ""

    def __str__(self) -> str:
        """As one line."""
        more = f". {self.remedy}" if self.remedy else ""
        return f"  {MARKS[self.state]}  {self.topic:12}  {self.said}{more}"


Look = Callable[[], Iterator[Finding]]


def looked(topic: str, look: Look) -> list[Finding]:
    """What a look found; one that fails is a finding too, never the end of the examination."""
    found: list[Finding] = []
    try:
        found += look()
    except Exception as error:
        said = " ".join(str(error).split())[:120] or type(error).__name__
        found.append(Finding(topic, "note", f"could not be looked at ({said})"))
    return found
