"""Numbers as a clinician reads them."""

from collections.abc import Callable

from sonogenomics.diagnosis.metrics import Interval

LEAST = 0.001


def plain(value: float) -> str:
    """Two decimals, with a true minus.

    Examples
    --------
    >>> plain(-0.126)
    '−0.13'
    """
    text = f"{value:.2f}"
    return (text if float(text) else "0.00").replace("-", "−")


def signed(value: float) -> str:
    """Two decimals, with the sign said.

    Examples
    --------
    >>> signed(0.126), signed(-0.001)
    ('+0.13', '0.00')
    """
    text = plain(value)
    return text if text.startswith("−") or text == "0.00" else f"+{text}"


def between(found: Interval, shown: Callable[[float], str] = plain) -> str:
    """An estimate with its limits.

    Examples
    --------
    >>> between(Interval(0.7, 0.6, 0.8))
    '0.70 (0.60 to 0.80)'
    """
    return f"{shown(found.value)} ({shown(found.low)} to {shown(found.high)})"


def probability(p: float) -> str:
    """A p-value.

    Examples
    --------
    >>> probability(0.0421), probability(0.0001)
    ('p = 0.042', 'p < 0.001')
    """
    return f"p < {LEAST}" if p < LEAST else f"p = {p:.3f}"
