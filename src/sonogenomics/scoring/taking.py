"""The models to be served, from folders or from the registry, and what is said of them."""

from collections.abc import Sequence
from pathlib import Path

from sonogenomics.catalog import SERVABLE
from sonogenomics.errors import StudyError
from sonogenomics.scoring.served import Served
from sonogenomics.serving import loading
from sonogenomics.serving.seal import CARD

FOLDERS = (SERVABLE.path, f"{SERVABLE.path}-image")


def take(where: str, version: str = "") -> Served:
    """Load one model.

    Parameters
    ----------
    where : str
        Folder, models:/name@alias or models:/name/version.
    version : str
        Of an alias, where it is known already.

    Raises
    ------
    StudyError
        There is no such model, or it is not to be trusted.
    """
    version = version or version_of(where)
    asked = loading.REGISTERED.fullmatch(where)
    exact = f"models:/{asked['name']}/{version}" if asked and version else where
    return Served(loading.load(exact), where, version)


def version_of(where: str) -> str:
    """The version that an alias holds now; empty for a folder.

    Raises
    ------
    StudyError
        There is no such name or alias, or the registry does not answer.
    """
    return loading.registered_version(where) if where.startswith(loading.SCHEME) else ""


def take_all(places: Sequence[str]) -> list[Served]:
    """Load the models that were asked for, or whichever the project has packaged.

    Parameters
    ----------
    places : sequence of str
        Empty: models/servable, and models/servable-image where it holds a model.

    Raises
    ------
    StudyError
        A model cannot be loaded; or two take the same, so that no request could tell which.
    """
    packaged = [folder for folder in FOLDERS if (Path(folder) / CARD).is_file()]
    models = [take(where) for where in places or packaged or FOLDERS[:1]]
    kinds = [model.kind for model in models]
    if len({*kinds}) < len(kinds):
        raise StudyError(
            f"Two of these models take {'images' if kinds[0] == 'image' else 'URFs'}: serve one of "
            "them, the other on another port."
        )
    return models


def introduced(model: Served) -> list[str]:
    """What a person should know of a model before it answers, in lines."""
    card, told = model.packaged.card, model.told
    outcome, trained, held_out = card["outcome"], card["training"], card["held_out"]
    version = f", version {model.version}" if model.version else ""
    return [
        f"{model.where}{version}: {'images' if model.kind == 'image' else 'URFs'} in, "
        f"probability of {outcome['positive']} out",
        f"  fingerprint {told['fingerprint'][:16]}",
        f"  trained on {trained['n']} patients of study {card['study']}, "
        f"{trained['prevalence']:.0%} {outcome['positive']}; on {held_out['n']} held out: "
        f"AUC {held_out['auc']:.2f} ({held_out['auc_low']:.2f} to {held_out['auc_high']:.2f})",
    ]
