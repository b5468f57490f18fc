"""Features must not be selected on patients on whom the score rests."""

from collections.abc import Iterator

from sonogenomics.diagnosis.feature_sets import feature_sets
from sonogenomics.errors import StudyError, listed
from sonogenomics.guard.evidence import Evidence
from sonogenomics.guard.nested import nested_score


def selection_faults(evidence: Evidence) -> Iterator[str]:
    """Every sign that features were selected outside the training patients.

    Parameters
    ----------
    evidence : Evidence
        The tables behind the model.

    Yields
    ------
    str
        A sentence.
    """
    if evidence.profile.select_on == "everyone":
        yield (
            f"The profile {evidence.profile.name} selects features on everyone, the held-out "
            "patients too: run the study under profile honest."
        )
    yield from _compared_others(evidence)
    yield from _other_features(evidence)
    yield from _never_nested(evidence)


def _compared_others(evidence: Evidence) -> Iterator[str]:
    """The table of differences does not rest on exactly the training patients."""
    table = evidence.differential
    if table.empty:
        return
    learned = evidence.measured[evidence.measured["split"] == "train"]
    arms = int((learned["outcome"] == 1).sum()), int((learned["outcome"] == 0).sum())
    compared = set(zip(table["n_positive"], table["n_negative"], strict=True))
    others = sorted(compared - {arms})
    if others:
        positive, negative = others[0]
        yield (
            f"Features were compared in {positive} positive and {negative} negative patients, but "
            f"only {arms[0]} and {arms[1]} are training patients: those who judge the model helped "
            "to select its features. Run stage differential under profile honest."
        )


def _other_features(evidence: Evidence) -> Iterator[str]:
    """The model sees features that no table selected on training patients."""
    which = str(evidence.card["feature_set"])
    seen = {str(feature["name"]) for feature in evidence.card["features"]}
    try:
        sets = feature_sets(evidence.urfs.columns, evidence.differential, evidence.modules)
    except StudyError as error:
        yield str(error)
        return
    unexplained = sorted(seen ^ set(sets.get(which, [])))
    if unexplained:
        yield (
            f"The model's features are not the {which} URFs that the training patients selected "
            f"(they differ by {listed(unexplained)}): run the pipeline from stage differential on."
        )


def _never_nested(evidence: Evidence) -> Iterator[str]:
    """No nested score stands beside the one that is quoted."""
    card = evidence.card
    if nested_score(card["classifier"], card["feature_set"], evidence.candidates) is None:
        yield (
            "No nested cross-validation stands beside this model, so that nobody knows what its "
            "features are worth when they are selected anew in every fold: run the stage nested."
        )
