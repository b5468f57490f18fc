"""Numbers as they are written in captions and tables."""

import math

SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def p_text(p: float) -> str:
    """Write a p-value with its sign of comparison.

    Examples
    --------
    >>> p_text(0.0312), p_text(0.000379), p_text(0.0), p_text(1.0), p_text(float("nan"))
    ('= 0.031', '= 3.8 × 10⁻⁴', '< 10⁻³⁰⁰', '= 1.00', 'not defined')
    """
    if not math.isfinite(p):
        return "not defined"
    if p < 1e-300:  # noqa: PLR2004 - where a float runs out
        return "< 10⁻³⁰⁰"
    return f"= {p_number(p)}"


def p_number(p: float) -> str:
    """Write a p-value alone.

    Examples
    --------
    >>> p_number(0.0312), p_number(0.000379), p_number(0.5), p_number(float("nan"))
    ('0.031', '3.8 × 10⁻⁴', '0.50', '–')
    """
    if not math.isfinite(p):
        return "–"
    if p >= 0.0995:  # noqa: PLR2004 - two decimals say enough
        return f"{p:.2f}"
    if p >= 0.00095:  # noqa: PLR2004 - still readable as a decimal
        return f"{p:.3f}"
    mantissa, exponent = f"{p:.1e}".split("e")
    return f"{mantissa} × 10{str(int(exponent)).translate(SUPERSCRIPT)}"


def number(value: float, digits: int = 2) -> str:
    """Write a number with so many decimals, thousands parted; a dash where there is none.

    Examples
    --------
    >>> number(0.70449), number(1364.0, 0), number(float("nan")), number(-0.21)
    ('0.70', '1,364', '–', '−0.21')
    """
    if not math.isfinite(value):
        return "–"
    return f"{value:,.{digits}f}".replace("-", "−")


def measured(value: float) -> str:
    """Write a count, or the mean of counts, or a share or AUC, each with the digits it needs.

    Examples
    --------
    >>> measured(8.0), measured(4.31), measured(1503.4), measured(0.7049), measured(float("nan"))
    ('8', '4.3', '1,503', '0.705', '–')
    """
    if not math.isfinite(value):
        return "–"
    whole = value == round(value) or abs(value) >= 100  # noqa: PLR2004 - tenths say nothing
    large = abs(value) >= 2  # noqa: PLR2004 - no share or AUC is as large
    return number(value, 0 if whole else 1 if large else 3)


def interval(low: float, high: float, digits: int = 2) -> str:
    """Write an interval.

    Examples
    --------
    >>> interval(0.611, 0.7)
    '0.61 to 0.70'
    """
    return f"{number(low, digits)} to {number(high, digits)}"


def counted(n: int, one: str, many: str | None = None) -> str:
    """Write a count with its noun.

    Examples
    --------
    >>> counted(1, "feature"), counted(8, "feature"), counted(0, "gene")
    ('1 feature', '8 features', 'no genes')
    """
    noun = one if n == 1 else many or f"{one}s"
    return f"{n:,} {noun}" if n else f"no {noun}"
