"""sonogenomics promote [MODEL]: the challenger becomes champion, if every gate holds.

Challenger and champion are compared on the same held-out patients, whom neither learned from. The
gates stand in params.yaml under `promotion`. Without a name, the models on URFs and on images move
together: both or neither.
"""

import argparse


def main(argv: list[str]) -> None:
    """Compare, show the table, and move the alias `champion` if all gates hold."""
    parser = argparse.ArgumentParser(
        prog="sonogenomics promote",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("model", nargs="?", help="one model alone; default: those of this project")
    parser.add_argument("--dry-run", action="store_true", help="show the table, change nothing")
    parser.add_argument("--history", action="store_true", help="show the audit trail instead")
    options = parser.parse_args(argv)
    if options.history:
        from sonogenomics.commands import registry  # noqa: PLC0415

        registry.main([options.model] if options.model else [])
        return
    _promote(options.model, options.dry_run)


def _promote(model: str | None, dry_run: bool) -> None:
    from sonogenomics.errors import StudyError  # noqa: PLC0415 - seconds
    from sonogenomics.params.promotion import Promotion  # noqa: PLC0415
    from sonogenomics.promotion.printed import CAUTION, printed  # noqa: PLC0415
    from sonogenomics.tracking.packaged import this_model  # noqa: PLC0415
    from sonogenomics.tracking.promotion import judged, promote, together  # noqa: PLC0415
    from sonogenomics.tracking.registry import NOTHING_CHANGED  # noqa: PLC0415
    from sonogenomics.tracking.store import connect  # noqa: PLC0415

    settings, own = Promotion.load(), this_model() if model is None else ""
    with connect(NOTHING_CHANGED) as store:
        models = together(store, own) if model is None else [model]
        found = (judged if dry_run else promote)(store, models, settings)
    print(*(f"{printed(one)}\n" for one in found), sep="\n")
    failing = {name: None for one in found for name in one.failing}
    if dry_run:
        verdict = f"these gates do not hold: {', '.join(failing)}" if failing else "all gates hold"
        print(f"Only shown, nothing changed: {verdict}. {CAUTION}")
        return
    if failing:
        raise StudyError(
            f"Not promoted: {', '.join(failing)}. The table above says what is demanded "
            "(params.yaml, promotion), and the audit trail keeps it; the champion is as it was."
        )
    for one in found:
        instead = "the first" if one.champion is None else f"in place of version {one.champion}"
        print(
            f"Version {one.challenger} of {one.model} is champion, {instead}. Serve it: "
            f"sonogenomics serve --model models:/{one.model}@champion"
        )
    print(f"`sonogenomics rollback` undoes it. {CAUTION}")
