"""sonogenomics COMMAND: the pipeline's stages, and what surrounds them."""

import argparse
import errno
import importlib
import sys

STAGES = {
    "sources": "Every file of the study, fetched and checked",
    "cohort": "Who is in the study, and who is held out",
    "images": "Every image is read, cleaned of names, and looked at",
    "segmenter": "Mask R-CNN learns to outline lesions (give the fold)",
    "masks": "Every image gets a mask, judged where experts outlined",
    "lesions": "Readers accept, redraw or reject; the rest is counted",
    "radiomics": "A lesion becomes a vector of URFs",
    "robustness": "How far a URF survives another outline, another view",
    "urfs": "A patient becomes a vector of URFs",
    "differential": "URFs that differ between the arms of the outcome",
    "expression": "One gene-by-sample matrix a series",
    "association": "Which genes move with which URF",
    "enrichment": "What those genes do (GO, KEGG)",
    "modules": "URFs that share function form the module",
    "classifiers": "One classifier, many random splits (give its name)",
    "champion": "The model is chosen before held-out patients are seen",
    "validation": "The champion meets the held-out patients, once",
    "replication": "The study as it was run: its rows, its splits, its best",
    "nested": "Everything inside the training folds: the honest answer",
    "chance": "What chance alone gives for every claim",
    "ledger": "Every claim of the paper beside what was found",
    "headline": "The run in a dozen numbers, to be held beside others",
    "package": "The logistic model as one servable folder",
    "report": "Every table and figure on one page",
}
COMMANDS = {
    "doctor": "What this machine can run, and what to mend",
    "study": "Describe your own cohort (new), and check it (check)",
    "repro": "Run what changed (dvc repro), then mirror it to MLflow",
    "mirror": "Mirror what a bare dvc repro or dvc exp run left",
    "compare": "Runs side by side, each in a dozen numbers beside chance",
    "ui": "Open MLflow's pages on this project's runs",
    "review": "Accept, redraw or reject masks in a local page",
    "predict": "A folder of images in, a table of probabilities out",
    "serve": "Images or URFs in, probabilities out: a page, and MLflow's HTTP",
    "publish": "Register the packaged models as challengers",
    "promote": "Compare challenger and champion; the better may be served",
    "rollback": "Undo the last promotion, with its reason",
    "registry": "List registered models, and who did what to them",
    "studies": "List the studies, or show what one is made of",
    "openings": "List who has seen the held-out patients, and what that means",
    "completion": "Print what lets bash, zsh or fish complete all this",
}
GROUPS = {
    "start here": ("doctor", "repro", "study"),
    "run": ("mirror",),
    "look": ("compare", "ui", "review"),
    "models": ("predict", "serve", "publish", "promote", "rollback", "registry"),
    "data": ("studies", "openings"),
}
EPILOG = """\
first:   make repro                        the whole study, simulated, no internet
then:    open reports/report.html          every number beside what chance gives
yours:   sonogenomics study new mine --images FOLDER --patients FILE
others:  dvc exp run -S study=her2         the published study; dvc exp show compares
help:    sonogenomics COMMAND --help       of every command and every stage

Research use only, not for diagnosis; it does not replace histology, IHC or ISH."""
NEAR = 0.6  # likeness at which a word may have been meant


def _grouped() -> dict[str, list[str]]:
    """Every command under its heading; what no heading names stands under `more`."""
    placed = {name for names in GROUPS.values() for name in names}
    groups = {head: [one for one in names if one in COMMANDS] for head, names in GROUPS.items()}
    return {**groups, "more": [name for name in COMMANDS if name not in placed]}


def _listing() -> str:
    width = max(map(len, STAGES | COMMANDS))
    lines: list[str] = []
    for head, names in _grouped().items():
        lines += ["", f"{head}:", *(f"  {name:{width}}  {COMMANDS[name]}" for name in names)]
    lines += ["", "stages of the pipeline (dvc repro calls them, in this order):"]
    return "\n".join([*lines, *(f"  {name:{width}}  {text}" for name, text in STAGES.items())])


def _parser() -> argparse.ArgumentParser:
    from sonogenomics import __version__

    parser = argparse.ArgumentParser(
        prog="sonogenomics",
        usage="sonogenomics [--version] [--help] COMMAND ...",
        description="Radiogenomics of ultrasound: images in, genes, functions and a model out.\n"
        + _listing(),
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"sonogenomics {__version__}")
    parser.add_argument("command", metavar="COMMAND", nargs="?", help=argparse.SUPPRESS)
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


def _unknown(command: str) -> str:
    import difflib

    near = difflib.get_close_matches(command.lower(), STAGES | COMMANDS, n=2, cutoff=NEAR)
    meant = f" Did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else ""
    return (
        f"sonogenomics: there is no command {command!r}.{meant} `sonogenomics --help` lists them."
    )


def _run(command: str, arguments: list[str]) -> None:
    if command not in STAGES:
        importlib.import_module(f"sonogenomics.commands.{command}").main(arguments)
    elif {"-h", "--help"} & set(arguments):
        from sonogenomics.commands.stage_help import stage_help

        print(stage_help(command, STAGES[command]))
    else:
        from sonogenomics.stages import run  # --help must not wait for pandas

        run(command, *arguments)


def main(argv: list[str] | None = None) -> int:
    """Run a command; what is wrong with the data is one sentence and exit status 1."""
    parser = _parser()
    options = parser.parse_args(argv)
    if options.command is None:
        print(parser.format_help(), end="")
        return 0
    if options.command not in STAGES | COMMANDS:
        print(_unknown(options.command), file=sys.stderr)
        return 2
    return _answered(options.command, options.arguments)


def _answered(command: str, arguments: list[str]) -> int:
    from sonogenomics.errors import StudyError

    try:
        _run(command, arguments)
    except StudyError as error:
        print(f"sonogenomics {command}: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # `| head` has read enough
        sys.stderr.close()
        return 0
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES}:
            raise
        where = error.filename or "a file of this project"
        print(
            f"sonogenomics {command}: {error.strerror} while writing {where}. Nothing was "
            f"half-written; make room or allow writing there, then run the same command again.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
