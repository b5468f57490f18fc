"""A score that was chosen on the patients it was measured on is no score."""

from collections.abc import Iterator

from sonogenomics.diagnosis.metrics import auc
from sonogenomics.errors import listed
from sonogenomics.guard.evidence import Evidence

ROUNDING = 1e-5  # a card keeps six significant digits
METRICS = ("auc_mean", "accuracy_mean")  # by which champion.metric may rank


def score_faults(evidence: Evidence) -> Iterator[str]:
    """Every sign that test data took part in choosing the score that is quoted.

    Parameters
    ----------
    evidence : Evidence
        The tables behind the model.

    Yields
    ------
    str
        A sentence.
    """
    if evidence.profile.headline == "best":
        yield (
            f"The profile {evidence.profile.name} quotes the best of many random splits, which is "
            "chosen by its own test patients: run the study under profile honest."
        )
    held_out = evidence.ids("test")
    seen = held_out & set(evidence.resampled["patient_id"])
    if seen:
        yield (
            f"{len(seen)} of {len(held_out)} held-out patients ({listed(sorted(seen))}) "
            "took part in the resamplings by which the model was chosen: run stage classifiers "
            "under profile honest, which keeps them out."
        )
    yield from _chosen_otherwise(evidence)
    yield from _quoted_otherwise(evidence)


def _chosen_otherwise(evidence: Evidence) -> Iterator[str]:
    """The model is not the one that the resamplings put first."""
    card, ranking = evidence.card, evidence.ranking
    mine = ranking[ranking["classifier"] == card["classifier"]]
    if mine.empty:
        yield (
            f"No resampling ranks {card['classifier']}, so that its score cannot have been chosen "
            "without held-out patients: run the stages classifiers and champion."
        )
        return
    firsts = [mine[mine[metric] == mine[metric].max()] for metric in METRICS]
    best = {str(name) for first in firsts for name in first["feature_set"]}
    if card["feature_set"] not in best:
        yield (
            f"{card['classifier']} did best on {' or '.join(sorted(best))} URFs in the "
            f"resamplings, but its model on {card['feature_set']} URFs is quoted: only held-out "
            "patients could have said so. Run the stages champion, validation and package."
        )


def _quoted_otherwise(evidence: Evidence) -> Iterator[str]:
    """The score on the card is not that of all held-out patients."""
    met, quoted = evidence.met, evidence.card["held_out"]
    left_out = evidence.ids("test") - set(met["patient_id"])
    if left_out:
        yield (
            f"{len(left_out)} held-out patients ({listed(sorted(left_out))}) were not scored: a "
            "score of those who were picked says nothing. Run the stage validation."
        )
    if met["outcome"].nunique() < 2:  # noqa: PLR2004 - there is no AUC of one arm
        return
    now = float(auc(met["outcome"], met["score"]))
    if abs(now - float(quoted["auc"])) > ROUNDING:
        yield (
            f"The card quotes an AUC of {quoted['auc']:.3f}; the held-out scores of this model "
            f"give {now:.3f}. Run the stage package."
        )
