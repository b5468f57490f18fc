"""A model's card in a few lines: what for, from whom, how good, what not."""

from collections.abc import Mapping
from typing import Any


def purpose(card: Mapping[str, Any]) -> str:
    """What all versions of the model are for.

    Parameters
    ----------
    card : mapping
        Content of servable.json.

    Returns
    -------
    str
    """
    outcome = card["outcome"]
    return (
        f"{outcome['name']} ({outcome['positive']} or {outcome['negative']}) from ultrasound "
        f"radiomic features. {outcome['caution']} Alias `challenger`: last published; `champion`: "
        "the one that is served."
    )


def tags(card: Mapping[str, Any]) -> dict[str, str]:
    """What versions of a model are told apart by.

    Parameters
    ----------
    card : mapping
        Content of servable.json.

    Returns
    -------
    dict of str to str
    """
    held_out = card["held_out"]
    return {
        "study": str(card["study"]),
        "profile": str(card["profile"]),
        "feature_set": str(card["feature_set"]),
        "auc": f"{held_out['auc']:.3f}",
        "auc_interval": f"{held_out['auc_low']:.3f} to {held_out['auc_high']:.3f}",
        **({"auc_nested": f"{card['nested']['auc']:.3f}"} if card.get("nested") else {}),
    }


def description(card: Mapping[str, Any], opened: str = "") -> str:
    """Markdown for the page of a model version.

    Parameters
    ----------
    card : mapping
        Content of servable.json.
    opened : str
        How often the held-out patients were opened, as a clause.

    Returns
    -------
    str
    """
    trained, held_out, arm = card["training"], card["held_out"], card["outcome"]["positive"]
    names = [str(feature["name"]) for feature in card["features"]]
    return "\n\n".join(
        (
            f"**{card['statement']}**",
            f"**Use.** One row of ultrasound radiomic features (URFs) a patient in; probability of "
            f"{arm} out, the call at the cut-off, and whether a value lies outside what the model "
            "has seen.",
            f"**Data.** Study {card['study']}, profile {card['profile']}: {trained['n']} patients, "
            f"{100 * trained['prevalence']:.0f} % {arm}. {card['citation']}",
            f"**Model.** {card['classifier']} on {len(names)} URFs ({card['feature_set']}): "
            f"{', '.join(names)}.",
            f"**Performance.** AUC {held_out['auc']:.2f} (95 % interval {held_out['auc_low']:.2f} "
            f"to {held_out['auc_high']:.2f}; chance is 0.50) in {held_out['n']} held-out patients; "
            f"at cut-off {card['cut_off']}: sensitivity {held_out['sensitivity']:.2f}, specificity "
            f"{held_out['specificity']:.2f}.{_nested(card)}",
            f"**Checked.** {_checked(card, opened)}",
            f"**Limits.** {_limits(card)}",
        )
    )


def _nested(card: Mapping[str, Any]) -> str:
    nested = card.get("nested")
    if nested is None:
        return ""
    return (
        f" Nested cross-validation of the procedure {nested['candidate']}, everything inside the "
        f"training folds: AUC {nested['auc']:.2f} (95 % interval {nested['auc_low']:.2f} to "
        f"{nested['auc_high']:.2f})."
    )


def _checked(card: Mapping[str, Any], opened: str) -> str:
    rules = card.get("guard", {}).get("rules", {}).values()
    said = [str(rule["asks"]) for rule in rules if rule["holds"]]
    clause = f"{opened[:1].upper()}{opened[1:]}." if opened else ""
    return " ".join([*said, clause]).strip() or "Nothing."


def _limits(card: Mapping[str, Any]) -> str:
    said = "One cohort, its scanners, its prevalence; other sites are untested."
    if card["selected_on_everyone"]:
        said += (
            " The published profile let held-out patients take part in choosing features, so the "
            "performance above is optimistic."
        )
    return said
