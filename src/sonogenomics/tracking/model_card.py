"""A model's card: what for, from whom, how good, what not."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sonogenomics.promotion.comparison import Side
from sonogenomics.tracking import model_card_words as words
from sonogenomics.tracking.provenance import Provenance

LONGEST = 5000  # characters that the registry's column holds; SQLite would not complain
CUT = "\n\n…the rest stands in model_card.md among the model's files."


@dataclass(frozen=True)
class Subject:
    """What a card is written about.

    Attributes
    ----------
    card : mapping
        Content of servable.json.
    of_images : bool
        Whether the model takes images, not URFs.
    held_out : Side
        The model on its held-out patients.
    made : Provenance
        Where it comes from.
    opened : str
        How often the held-out patients were opened, as a clause.
    cohort : str
        Scanners and sites of the training patients; empty where they are unknown.
    null : str
        What chance gives for the resampled AUC, as a sentence; empty where nobody asked.
    """

    card: Mapping[str, Any]
    of_images: bool
    held_out: Side
    made: Provenance
    opened: str
    cohort: str = ""
    null: str = ""


def purpose(card: Mapping[str, Any], *, of_images: bool = False) -> str:
    """What all versions of the model are for.

    Parameters
    ----------
    card : mapping
        Content of servable.json.
    of_images : bool
        Whether the model takes images, not URFs.
    """
    outcome, what = card["outcome"], "images" if of_images else "radiomic features"
    return (
        f"{outcome['name']} ({outcome['positive']} or {outcome['negative']}) from ultrasound "
        f"{what}. {outcome['caution']} Alias `challenger`: last published; `champion`: the one "
        "that is served; `previous`: the one that a rollback returns to."
    )


def tags(card: Mapping[str, Any]) -> dict[str, str]:
    """What versions of a model are told apart by.

    Parameters
    ----------
    card : mapping
        Content of servable.json.
    """
    held_out = card["held_out"]
    return {
        "study": str(card["study"]),
        "profile": str(card["profile"]),
        "feature_set": str(card["feature_set"]),
        "auc": f"{held_out['auc']:.3f}",
        "auc_interval": f"{held_out['auc_low']:.3f} to {held_out['auc_high']:.3f}",
        **({"auc_nested": f"{card['nested']['auc']:.3f}"} if card.get("nested") else {}),
        "research_use_only": "true",
    }


def sections(subject: Subject) -> dict[str, str]:
    """Every section of the card by its heading, in Markdown."""
    card = subject.card
    return {
        "Intended use": words.intended(card, of_images=subject.of_images),
        "Users": words.USERS,
        "Out of scope": words.out_of_scope(card),
        "Data": words.data(card, subject.cohort),
        "Model": words.model(card, of_images=subject.of_images),
        "Performance": words.performance(
            card, subject.held_out, subject.null, of_images=subject.of_images
        ),
        "Calibration": words.calibration(subject.held_out),
        "Intervals": words.intervals(card),
        "When it refuses or warns": words.refuses(of_images=subject.of_images),
        "Checked": words.checked(card, subject.opened),
        "Limits": words.limits(card),
        "Ethics": words.ETHICS,
        "Versions": words.made_of(card, subject.made),
    }


def page(subject: Subject) -> str:
    """The whole card as one page of Markdown.

    Parameters
    ----------
    subject : Subject
        What it is about.
    """
    head = f"# {subject.card['outcome']['name']} from ultrasound"
    parts = [f"## {title}\n\n{text}" for title, text in sections(subject).items()]
    return "\n\n".join((head, f"**{subject.card['statement']}**", *parts)) + "\n"


def description(subject: Subject) -> str:
    """The card as the registry's column holds it: the same sections, features counted not named.

    Parameters
    ----------
    subject : Subject
        What it is about.
    """
    short = {
        **subject.card,
        "features": subject.card["features"][: words.FEW],
        "n": len(subject.card["features"]),
    }
    parts = [
        f"**{title}.** {text}" for title, text in sections(replace(subject, card=short)).items()
    ]
    text = "\n\n".join((f"**{subject.card['statement']}**", *parts))
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT
