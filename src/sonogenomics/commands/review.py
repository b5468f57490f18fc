"""sonogenomics review: accept, redraw or reject each mask, on a page of this machine."""

import argparse
from pathlib import Path

PORT = 5050
FORMATS = ("coco", "label-studio")  # `review.exchange` knows them; help must not wait for it
EPILOG = """\
keys of the page:  a accept   d draw anew   r reject   arrows to and fro
                   m mask     u uncertainty z zoom
Verdicts stand in data/review/<study>/decisions.csv at once: leave and resume as you like, then
commit that folder and run `make repro`."""


def main(argv: list[str]) -> None:
    """Serve the page until interrupted; or hand masks to other tools, or take them back.

    Raises
    ------
    StudyError
        No masks yet, a file at fault, or the port is taken.
    """
    options = _options(argv)
    from sonogenomics.commands import reviewing  # noqa: PLC0415 - seconds

    reviewing.work(options)


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="sonogenomics review",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=PORT, help=f"default {PORT}")
    parser.add_argument("--reviewer", default="", help="name beside the verdicts; default: git's")
    parser.add_argument("--all", action="store_true", help="experts' own outlines too")
    tools = parser.add_mutually_exclusive_group()
    tools.add_argument(
        "--export",
        nargs=2,
        metavar=("FORMAT", "OUT"),
        help=f"write the masks for other tools; FORMAT is {' (CVAT) or '.join(FORMATS)}",
    )
    tools.add_argument(
        "--import",
        dest="corrections",
        type=Path,
        metavar="FILE",
        help="read corrections: COCO JSON of CVAT, or JSON of Label Studio",
    )
    return parser.parse_args(argv)
