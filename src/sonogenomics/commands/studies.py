"""sonogenomics studies [NAME]: which studies there are, and what one of them is made of."""

import argparse

EPILOG = """\
A study is one file, studies/NAME/study.yaml: its patients, URF table, expression series and gene
sets, each with where it comes from, its sha256, its licence and whom to cite. To bring your own:

  sonogenomics study new mine --images FOLDER --patients FILE    describe it; nothing is copied
  sonogenomics study check mine                                  everything wrong with it, at once
  dvc exp run -S study=mine                                      run it

studies/simulated/study.yaml explains every key. Images, masks, URFs, expression and gene sets may
be absent: say so, with the reason. Files are looked for first in the folder that
SONOGENOMICS_MIRROR names (it needs a MANIFEST.sha256)."""


def main(argv: list[str]) -> None:
    """List the studies, or show one with its sources."""
    parser = argparse.ArgumentParser(
        prog="sonogenomics studies",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", nargs="?", help="show this study and where its files are")
    name = parser.parse_args(argv).name
    from sonogenomics.checking.telling import describe, list_studies  # noqa: PLC0415 - seconds
    from sonogenomics.sourcing.mirror import Mirror  # noqa: PLC0415
    from sonogenomics.study import STUDIES, Study  # noqa: PLC0415

    lines = list_studies(STUDIES) if name is None else describe(Study.load(name), Mirror.given())
    print("\n".join(lines))
