"""sonogenomics study new|check: describe your own cohort, and hear everything that is wrong."""

import argparse
import sys
from pathlib import Path

EPILOG = """\
Your own cohort, step by step:

  sonogenomics study new mine --images ~/us --patients ~/us/patients.csv
  sonogenomics study new mine --urfs features.csv --patients patients.csv --series GSE45827
  sonogenomics study check mine          every fault at once; mend, and check again
  dvc exp run -S study=mine              run it; the report says what the study lacks

`new` looks into your files, writes studies/mine/study.yaml with what it found and how sure it is,
marks with TODO what a person must decide, copies nothing and overwrites nothing. Images are PNG,
JPEG, BMP, TIFF or DICOM; a list with one row an image (image, patient) may lie beside them, else
one is made of the file names. `check` opens headers only, sends nothing anywhere, and ends with
status 1 where something must be mended."""


def main(argv: list[str]) -> None:
    """Write a study.yaml, or check one against the files it names."""
    options = _parser().parse_args(argv)
    from sonogenomics.sourcing.mirror import Mirror  # noqa: PLC0415 - help must not wait
    from sonogenomics.study import STUDIES  # noqa: PLC0415

    if options.action == "check":
        from sonogenomics.checking.check import check  # noqa: PLC0415
        from sonogenomics.checking.fault import told  # noqa: PLC0415

        found = check(options.name, STUDIES)
        print("\n".join(told(options.name, found)))
        if any(one.grave for one in found):
            sys.exit(1)
        return
    from sonogenomics.drafting.new_study import Given, new_study  # noqa: PLC0415

    given = Given(options.images, options.patients, options.urfs, tuple(options.series))
    print("\n".join(new_study(options.name, given, STUDIES, Mirror.given())))


def _parser() -> argparse.ArgumentParser:
    shape = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="sonogenomics study", description=__doc__, epilog=EPILOG, formatter_class=shape
    )
    actions = parser.add_subparsers(dest="action", required=True)
    new = actions.add_parser("new", help="write studies/NAME/study.yaml from your own files")
    new.add_argument("name", help="of the study: letters, digits, - and _")
    new.add_argument("--images", type=Path, metavar="FOLDER", help="ultrasound, with masks if any")
    new.add_argument("--patients", type=Path, metavar="FILE", help="table with the outcome")
    new.add_argument("--urfs", type=Path, metavar="FILE", help="features made elsewhere, instead")
    new.add_argument(
        "--series", nargs="+", action="extend", default=[], metavar="GSE", help="series of GEO"
    )
    checked = actions.add_parser("check", help="tell everything that is wrong with it, at once")
    checked.add_argument("name", help="of the study")
    return parser
