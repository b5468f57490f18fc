"""sonogenomics promote: let the challenger become champion."""

import argparse


def main(argv: list[str]) -> None:
    """Move the alias `champion` to the challenger's version."""
    argparse.ArgumentParser(prog="sonogenomics promote", description=__doc__).parse_args(argv)
    from sonogenomics.tracking.registry import promote  # noqa: PLC0415 - seconds
    from sonogenomics.tracking.store import MODEL, connect  # noqa: PLC0415

    with connect() as store:
        before, now = promote(store)
    instead = "the first" if before is None else f"in place of version {before}"
    print(
        f"Version {now} of {MODEL} is champion, {instead}. Serve it: "
        f"mlflow models serve -m models:/{MODEL}@champion --env-manager local"
    )
