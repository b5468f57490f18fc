"""What is wrong: what, where, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST = 12  # faults of one kind that are shown; the rest is counted


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    Attributes
    ----------
    part : str
        Under which heading it stands: study.yaml, patients, images, masks, genes, ...
    what : str
        What is wrong, with its file and row.
    remedy : str
        What to do.
    grave : bool
        Whether the study would stop on it, or come out wrong; else it is worth knowing.
    """

    part: str
    what: str
    remedy: str = ""
    grave: bool = True

    def __str__(self) -> str:
        """As one line."""
        mark = "wrong" if self.grave else "note "
        what = self.what.rstrip(".")
        return f"  {mark}  {what}: {self.remedy}." if self.remedy else f"  {mark}  {what}."


def told(name: str, found: Sequence[Fault]) -> list[str]:
    """All faults under their headings, and what to do next.

    Parameters
    ----------
    name : str
        Of the study.
    found : sequence of Fault
        In any order.

    Returns
    -------
    list of str
        Lines.
    """
    lines: list[str] = []
    for part in dict.fromkeys(one.part for one in found):
        mine = sorted((one for one in found if one.part == part), key=lambda one: not one.grave)
        lines += [f"{part}:", *map(str, mine[:MOST])]
        if len(mine) > MOST:
            lines.append(f"  ... and {len(mine) - MOST} more of this part")
        lines.append("")
    n_grave = sum(one.grave for one in found)
    if n_grave:
        return [*lines, f"{name}: {n_grave} to mend; then check again."]
    return [*lines, f"{name} can be run:  dvc exp run -S study={name}"]
