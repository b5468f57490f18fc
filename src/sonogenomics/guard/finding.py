"""What one rule of the guard found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One rule, and every way in which the tables break it.

    Attributes
    ----------
    rule : str
        Its short name.
    asks : str
        What it asks, as a sentence.
    faults : tuple of str
        Sentences that say why the model is refused and what to do; none where the rule holds.
    """

    rule: str
    asks: str
    faults: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against the model."""
        return not self.faults
