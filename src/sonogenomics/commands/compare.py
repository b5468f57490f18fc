"""sonogenomics compare: runs side by side, each in a dozen numbers of `dvc exp show`."""

import argparse
import re
import subprocess
import sys

from sonogenomics.errors import StudyError

SHOWN = "Experiment|study|profile"
EPILOG = """\
{meaning}

A number with `_null` stands for what chance alone gives. Options behind it are handed on:

  sonogenomics compare                       this commit and its experiments
  sonogenomics compare -n 5                  and those of the four commits before
  sonogenomics compare -A                    all commits
  sonogenomics compare --keep 'nested.*'     settings beside, by name
  sonogenomics compare --sort-by auc         the highest AUC last
  sonogenomics compare --csv                 for a table of your own

Pairs of runs:  dvc metrics diff HEAD~1      numbers      dvc plots diff HEAD~1    curves
                dvc params diff HEAD~1       settings
Everything:     dvc exp show                 every parameter and every input"""


def main(argv: list[str]) -> None:
    """Print the table of `dvc exp show` with the headline, the study and the profile alone.

    Raises
    ------
    StudyError
        DVC could not make the table; its message stands above.
    """
    if {"-h", "--help"} & set(argv):
        _say_help()
        return
    from sonogenomics.headline.meaning import MEANING  # noqa: PLC0415 - only then

    wanted = "|".join([SHOWN, *map(re.escape, MEANING)])
    others = rf"^(?!(?:{wanted})$).*"
    command = ["dvc", "exp", "show", "--no-pager", "--drop", others, *argv]
    if subprocess.run([sys.executable, "-m", *command], check=False).returncode:
        raise StudyError("DVC could not compare runs; its message stands above.")


def _say_help() -> None:
    from sonogenomics.headline.meaning import MEANING  # noqa: PLC0415

    lines = [f"  {name:10}  {text}" for name, text in MEANING.items()]
    argparse.ArgumentParser(
        prog="sonogenomics compare",
        usage="sonogenomics compare [options of dvc exp show]",
        description=__doc__,
        epilog=EPILOG.format(meaning="\n".join(["columns:", *lines])),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    ).print_help()
