"""sonogenomics mirror: record in MLflow what a bare `dvc repro` or `dvc exp run` left."""

import argparse


def main(argv: list[str]) -> None:
    """Mirror the current folder; every stage counts as restored."""
    argparse.ArgumentParser(prog="sonogenomics mirror", description=__doc__).parse_args(argv)
    from sonogenomics.progress import working  # noqa: PLC0415 - seconds
    from sonogenomics.tracking.mirror import Repro, mirror  # noqa: PLC0415 - seconds
    from sonogenomics.tracking.summary import WHERE, headline  # noqa: PLC0415

    with working("recording in MLflow"):
        mirror(Repro.earlier())
    print(*headline().lines, WHERE, sep="\n")
