"""sonogenomics serve: images or URFs in, probabilities out, over HTTP and on a page."""

import argparse

PORT, MOST_WORKERS = 5001, 64
EPILOG = """\
without --model: models/servable and, where the study has images, models/servable-image
in the registry: --model models:/sonogenomics-her2-image@champion  (a new champion takes over
                 within seconds, without a break)
both kinds:      --model A --model B  (one of URFs, one of images)

Beyond 127.0.0.1 whoever reaches the port may ask: put a server with a password before it.
Research use only, not for diagnosis; it does not replace histology, IHC or ISH."""


def main(argv: list[str]) -> None:
    """Serve until interrupted.

    Raises
    ------
    StudyError
        A model that is not there or not to be trusted, or a port that is taken.
    """
    options = _options(argv)
    from sonogenomics.scoring.server import Wanted, serve  # noqa: PLC0415 - seconds

    serve(Wanted(tuple(options.model), options.host, options.port, options.workers))


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="sonogenomics serve",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    where = "folder, or models:/name@alias, or models:/name/version"
    parser.add_argument("--model", action="append", default=[], metavar="WHERE", help=where)
    parser.add_argument("--host", default="127.0.0.1", help="default 127.0.0.1: this machine only")
    parser.add_argument("--port", type=int, default=PORT, help=f"default {PORT}; 0: any free one")
    parser.add_argument("--workers", type=_workers, default=1, help="processes; default 1")
    return parser.parse_args(argv)


def _workers(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"a number from 1 to {MOST_WORKERS}")
    return int(text)
