"""sonogenomics publish: register the packaged models as challengers, if the guard lets them pass.

Each version carries its model card, the report, the held-out scores that promotion compares
(patients stand under digests of their identifiers, salted by SONOGENOMICS_SALT), and where it comes
from.
"""

import argparse


def main(argv: list[str]) -> None:
    """Register models/servable and models/servable-image, once per content."""
    parser = argparse.ArgumentParser(
        prog="sonogenomics publish",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.parse_args(argv)
    from sonogenomics.guard.rules import refuse  # noqa: PLC0415 - seconds
    from sonogenomics.tracking.examination import examine_packaged  # noqa: PLC0415
    from sonogenomics.tracking.packaged import packaged_models  # noqa: PLC0415
    from sonogenomics.tracking.registration import publish  # noqa: PLC0415
    from sonogenomics.tracking.registry import NOTHING_CHANGED  # noqa: PLC0415
    from sonogenomics.tracking.store import connect  # noqa: PLC0415

    models = packaged_models()
    examined = examine_packaged(models[0].card)
    refuse(examined.findings, f"{models[0].folder} is not published")  # before a store is made
    for one in examined.findings:
        print(f"Checked: {one.asks}")
    print(f"{examined.standing[:1].upper()}{examined.standing[1:]}.")
    with connect(NOTHING_CHANGED) as store:
        done = publish(store, models, examined)
    for packaged, version in zip(models, done, strict=True):
        what = "registered as" if version.is_new else "already registered: it is"
        print(
            f"{packaged.folder} is {what} version {version.version} of {version.model}, and "
            "challenger."
        )
    print("`sonogenomics promote` compares it with the champion. Research use only.")
