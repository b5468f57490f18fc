"""sonogenomics promote: let the challenger become champion."""

import argparse


def main(argv: list[str]) -> None:
    """Move the alias `champion` to the challenger's version."""
    parser = argparse.ArgumentParser(prog="sonogenomics promote", description=__doc__)
    parser.add_argument("model", nargs="?", help="default: the model that is packaged here")
    model = parser.parse_args(argv).model
    from sonogenomics.catalog import SERVABLE  # noqa: PLC0415 - seconds
    from sonogenomics.serving.servable import Servable  # noqa: PLC0415
    from sonogenomics.tracking.registry import model_name, promote  # noqa: PLC0415
    from sonogenomics.tracking.store import connect  # noqa: PLC0415

    model = model or model_name(Servable.load(SERVABLE.path))
    with connect() as store:
        before, now = promote(store, model)
    instead = "the first" if before is None else f"in place of version {before}"
    print(
        f"Version {now} of {model} is champion, {instead}. Serve it: "
        f"mlflow models serve -m models:/{model}@champion --env-manager local"
    )
