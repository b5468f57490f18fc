"""sonogenomics registry [MODEL]: registered models, their versions, and who did what to them."""

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sonogenomics.tracking.audit import Line
    from sonogenomics.tracking.store import Store

NONE = "Nothing is registered yet: `sonogenomics publish` registers the packaged models."
KEPT = ("study", "profile", "auc", "auc_interval")


def main(argv: list[str]) -> None:
    """List versions by model, then the audit trail, oldest first."""
    parser = argparse.ArgumentParser(prog="sonogenomics registry", description=__doc__)
    parser.add_argument("model", nargs="?", help="of this model alone")
    wanted = parser.parse_args(argv).model
    from sonogenomics.promotion.printed import CAUTION  # noqa: PLC0415 - seconds
    from sonogenomics.tracking import audit, registry  # noqa: PLC0415
    from sonogenomics.tracking.store import connect  # noqa: PLC0415

    with connect(registry.NOTHING_CHANGED) as store:
        if wanted is not None:
            registry.must_exist(store, wanted)
        models = [wanted] if wanted else registry.registered(store)
        lines = [text for model in models for text in _versions(store, model)]
        lines += trail(audit.history(store, wanted))
    print(*(lines or [NONE]), CAUTION, sep="\n")


def _versions(store: "Store", model: str) -> list[str]:
    import pandas as pd  # noqa: PLC0415 - help must not wait for it

    from sonogenomics.promotion.printed import aligned  # noqa: PLC0415
    from sonogenomics.tracking import registry  # noqa: PLC0415

    held: dict[str, list[str]] = {}
    for alias, version in registry.aliases(store, model).items():
        held.setdefault(version, []).append(alias)
    rows = [
        [str(one.version), ", ".join(sorted(held.get(str(one.version), []))) or "–"]
        + [str(one.tags.get(name, "–")) for name in KEPT]
        for one in registry.versions(store, model)
    ]
    table = pd.DataFrame(rows, columns=["version", "standing", *KEPT])
    return [f"{model}:", aligned(table), ""]


def trail(lines: Iterable["Line"]) -> list[str]:
    """The audit trail as a person reads it.

    Parameters
    ----------
    lines : iterable of Line
        Oldest first.

    Returns
    -------
    list of str
        When (UTC), who, what and why, a line each.
    """
    told = []
    for line in lines:
        moves = ", ".join(
            f"{one.model} {one.before or '–'} → {one.after or '–'}" for one in line.event.moves
        )
        ended = "" if line.status == "FINISHED" else f" [{_UNDONE.get(line.status, line.status)}]"
        told.append(
            f"  {line.when}  {line.who}  {line.event.what}{ended}: {moves}; {line.event.why}"
        )
    return ["audit trail (UTC, oldest first):", *told, ""] if told else []


_UNDONE = {
    "FAILED": "failed, nothing moved",
    "KILLED": "cut off and undone",
    "RUNNING": "under way",
}
