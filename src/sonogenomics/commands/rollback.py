"""sonogenomics rollback [MODEL] --because "...": undo the last promotion.

Whoever was champion before is champion again; models that were promoted together go back together.
Repeated, it goes back one promotion further. The reason stands in the audit trail.
"""

import argparse
import sys


def main(argv: list[str]) -> None:
    """Give the alias `champion` back, and write down why."""
    parser = argparse.ArgumentParser(
        prog="sonogenomics rollback",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("model", nargs="?", help="one model alone; default: those of this project")
    parser.add_argument("--because", help="the reason; asked for where a person can answer")
    options = parser.parse_args(argv)
    because = options.because
    if because is None and sys.stdin is not None and sys.stdin.isatty():
        because = input("Why is the last promotion undone? ")
    from sonogenomics.tracking.packaged import this_model  # noqa: PLC0415 - seconds
    from sonogenomics.tracking.registry import IMAGE, NOTHING_CHANGED  # noqa: PLC0415
    from sonogenomics.tracking.rollback import rollback  # noqa: PLC0415
    from sonogenomics.tracking.store import connect  # noqa: PLC0415

    own = options.model or this_model()
    with connect(NOTHING_CHANGED) as store:
        models = [own] if options.model else [own, f"{own}{IMAGE}"]
        moves = rollback(store, models, because or "")
    for one in moves:
        now = f"version {one.after} is champion again" if one.after else "it has no champion now"
        print(f"{one.model}: version {one.before} is champion no more; {now}.")
    print("`sonogenomics registry` shows the audit trail. Research use only.")
