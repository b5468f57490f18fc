"""How fast the network learns, step by step."""

import math

from sonogenomics.params.pixels import Network


def n_epochs(settings: Network) -> int:
    """Epochs in all: those of the heads, then those of every layer."""
    return settings.epochs_heads + settings.epochs_all


def only_heads(epoch: int, settings: Network) -> bool:
    """Whether the backbone is frozen in an epoch (from 0)."""
    return epoch < settings.epochs_heads


def rate(step: int, n_batches: int, settings: Network) -> float:
    """Learning rate of a step.

    rate = base * min(1, (step + 1) / warmup) * (1 + cos(pi * step / steps)) / 2, without the
    cosine where the schedule is constant; base is `learning_rate`, and `all_layers_factor` times
    it once every layer learns.

    Parameters
    ----------
    step : int
        From 0.
    n_batches : int
        Steps an epoch.
    settings : Network

    Returns
    -------
    float
    """
    base = settings.learning_rate
    if not only_heads(step // n_batches, settings):
        base *= settings.all_layers_factor
    if settings.warmup > 0:
        base *= min(1.0, (step + 1) / settings.warmup)
    if settings.schedule == "cosine":
        base *= (1 + math.cos(math.pi * step / (n_epochs(settings) * n_batches))) / 2
    return base
