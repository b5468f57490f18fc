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
    "package": "The logistic model as one servable folder",
    "report": "Every table and figure on one page",
}
COMMANDS = {
    "repro": "Run what changed (dvc repro), then mirror it to MLflow",
    "mirror": "Mirror what a bare dvc repro or dvc exp run left",
    "ui": "Open MLflow's pages on this project's runs",
    "publish": "Register the packaged model as challenger",
    "promote": "Let the challenger become champion",
    "studies": "List the studies, or check one",
    "openings": "List who has seen the held-out patients, and what that means",
    "review": "Accept, redraw or reject masks in a local page",
}
EPILOG = """\
start here:  make repro                    the whole study, simulated, no internet
then:        sonogenomics studies          which studies there are
             dvc exp run -S study=her2     the published one
             sonogenomics ui               compare runs

Research use only, not for diagnosis; it does not replace histology, IHC or ISH."""


def _parser() -> argparse.ArgumentParser:
    width = max(map(len, STAGES | COMMANDS))
    lines = [f"  {name:{width}}  {text}" for name, text in COMMANDS.items()]
    lines += ["", "stages of the pipeline (dvc repro calls them):"]
    lines += [f"  {name:{width}}  {text}" for name, text in STAGES.items()]
    parser = argparse.ArgumentParser(
        prog="sonogenomics",
        description="Radiogenomics of ultrasound.\n\ncommands:\n" + "\n".join(lines),
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", metavar="COMMAND", choices=[*COMMANDS, *STAGES])
    parser.add_argument("arguments", nargs=argparse.REMAINDER, metavar="...")
    return parser


def _run(command: str, arguments: list[str]) -> None:
    if command in STAGES:
        from sonogenomics.stages import run  # --help must not wait for pandas

        run(command, *arguments)
    else:
        importlib.import_module(f"sonogenomics.commands.{command}").main(arguments)


def main(argv: list[str] | None = None) -> int:
    """Run a command; what is wrong with the data is one sentence and exit status 1."""
    from sonogenomics.errors import StudyError

    options = _parser().parse_args(argv)
    try:
        _run(options.command, options.arguments)
    except StudyError as error:
        print(f"sonogenomics {options.command}: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # `| head` has read enough
        sys.stderr.close()
        return 0
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES}:
            raise
        where = error.filename or "a file of this project"
        print(
            f"sonogenomics {options.command}: {error.strerror} while writing {where}. Nothing was "
            f"half-written; make room or allow writing there, then run the same command again.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
