"""sonogenomics publish: register the packaged model as challenger."""

import argparse


def main(argv: list[str]) -> None:
    """Register models/servable, once per content."""
    argparse.ArgumentParser(prog="sonogenomics publish", description=__doc__).parse_args(argv)
    from sonogenomics.catalog import SERVABLE  # noqa: PLC0415 - seconds
    from sonogenomics.serving.servable import Servable  # noqa: PLC0415
    from sonogenomics.tracking.registry import model_name, publish  # noqa: PLC0415
    from sonogenomics.tracking.store import connect  # noqa: PLC0415

    servable = Servable.load(SERVABLE.path)
    model = model_name(servable)
    with connect() as store:
        done = publish(store, servable)
    what = "registered as" if done.is_new else "already registered: it is"
    print(
        f"models/servable is {what} version {done.version} of {model}, and challenger. "
        "`sonogenomics promote` makes it champion."
    )
