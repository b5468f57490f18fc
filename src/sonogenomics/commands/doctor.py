"""sonogenomics doctor: what this machine can run, and what to mend."""

import argparse
import sys

EPILOG = """\
Looks at Python, cores, memory, disk, GPU, libraries, git, the project, folders, the mirror, the
registry of models, ports, and what tests need. Nothing is changed. Nothing outside this machine
is asked unless you say --online. Ends with status 1 where something must be mended."""


def main(argv: list[str]) -> None:
    """Print what was found and the verdict."""
    parser = argparse.ArgumentParser(
        prog="sonogenomics doctor",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--online", action="store_true", help="also ask whether network weights can be fetched"
    )
    online = parser.parse_args(argv).online
    from sonogenomics.doctor.examination import examine, verdict  # noqa: PLC0415 - only now

    found = examine(online)
    print("This machine:", *found, "", "Can run here:", *verdict(found), sep="\n")
    if any(one.state == "mend" for one in found):
        sys.exit(1)
