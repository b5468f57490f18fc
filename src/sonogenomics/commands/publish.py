"""sonogenomics publish: register the packaged model as challenger, if the guard lets it pass."""

import argparse


def main(argv: list[str]) -> None:
    """Register models/servable, once per content."""
    argparse.ArgumentParser(prog="sonogenomics publish", description=__doc__).parse_args(argv)
    from sonogenomics.catalog import SERVABLE  # noqa: PLC0415 - seconds
    from sonogenomics.guard.rules import refuse  # noqa: PLC0415
    from sonogenomics.serving.servable import Servable  # noqa: PLC0415
    from sonogenomics.tracking.examination import examine_packaged  # noqa: PLC0415
    from sonogenomics.tracking.registry import model_name, publish  # noqa: PLC0415
    from sonogenomics.tracking.store import connect  # noqa: PLC0415

    servable = Servable.load(SERVABLE.path)
    model, examined = model_name(servable), examine_packaged(servable)
    refuse(examined.findings, f"{SERVABLE.path} is not published")  # before a store is made
    for one in examined.findings:
        print(f"Checked: {one.asks}")
    print(f"{examined.standing[:1].upper()}{examined.standing[1:]}.")
    with connect() as store:
        done = publish(store, servable, examined)
    what = "registered as" if done.is_new else "already registered: it is"
    print(
        f"models/servable is {what} version {done.version} of {model}, and challenger. "
        "`sonogenomics promote` makes it champion."
    )
