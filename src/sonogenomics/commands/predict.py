"""sonogenomics predict FOLDER: a probability for every patient of a folder of images."""

import argparse
from pathlib import Path

DEFAULT = "models/servable-image"
EPILOG = """\
A sub-folder is a patient; an image that lies in none is its own. A killed run goes on where it was.
Beside OUT: OUT-images.csv (every image, and why one was left out) and OUT.json (model, counts).

Research use only, not for diagnosis."""


def main(argv: list[str]) -> None:
    """Score a folder and say in a sentence what came out.

    Raises
    ------
    StudyError
        No such folder or model, or no images in it: nothing is written.
    """
    options = _options(argv)
    from sonogenomics.errors import StudyError  # noqa: PLC0415 - --help must not wait for torch
    from sonogenomics.serving.folder import patients_in  # noqa: PLC0415

    patients = patients_in(options.folder, options.masks, options.patients)
    if options.out.is_dir():
        raise StudyError(f"{options.out} is a folder: name a file, such as predictions.csv.")
    from sonogenomics.serving.folder_predictions import predict_folder  # noqa: PLC0415
    from sonogenomics.serving.image_servable import ImageServable  # noqa: PLC0415
    from sonogenomics.serving.loading import load  # noqa: PLC0415

    model = load(options.model)
    if not isinstance(model, ImageServable):
        raise StudyError(
            f"{options.model} takes URFs, not images: name an image model, such as {DEFAULT} or "
            "models:/sonogenomics-her2-image@champion."
        )
    _ready(options.out)
    done = predict_folder(model, patients, options.out)
    arm = model.card["outcome"]["positive"]
    kept = f" ({done.n_kept} of them kept from an interrupted run)" if done.n_kept else ""
    print(
        f"{done.n_patients} patients with {done.n_images} images{kept}: {done.n_scored} scored, "
        f"{done.n_positive} of them called {arm}; {done.n_outside} lie outside what the model has "
        f"seen; {done.n_unreadable} images could not be read. {options.out} says it patient by "
        f"patient.\n{model.card['statement']}"
    )


def _ready(out: Path) -> None:
    """Make the folder of the table; where none can be written is told before an image is read."""
    import tempfile  # noqa: PLC0415 - --help must not wait

    from sonogenomics.errors import StudyError  # noqa: PLC0415

    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=out.parent):
            pass
    except OSError as error:
        raise StudyError(
            f"{out} cannot be written ({error.strerror}): name a file in a folder "
            "of yours with --out."
        ) from None


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="sonogenomics predict",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="of images")
    parser.add_argument("--model", default=DEFAULT, help=f"folder or models:/...; {DEFAULT}")
    parser.add_argument("--out", type=Path, default=Path("predictions.csv"), help="a CSV")
    parser.add_argument("--masks", type=Path, help="folder of masks, named as their images")
    parser.add_argument("--patients", type=Path, help="CSV: image, patient and perhaps mask")
    return parser.parse_args(argv)
