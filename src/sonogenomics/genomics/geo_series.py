"""A GEO series as it comes: its tables, its sample fields and its platform's annotation."""

from dataclasses import dataclass

import pandas as pd

CHARACTERISTICS = "characteristics_ch"  # then the channel: 1, or 2 on two-colour arrays
SEVERAL = "; "  # between values, where a sample has one field more than once


@dataclass(frozen=True)
class GeoSeries:
    """What a GEO file holds.

    Attributes
    ----------
    matrix : DataFrame of shape (n_probes, n_samples)
        Expression; no rows where the file has sample descriptions only.
    samples : DataFrame of shape (n_samples, n_fields)
        Index: GSM accession. Characteristics stand under their own key.
    platform : DataFrame
        The platform's table, as texts; empty where the file has none.
    n_other_platform : int
        Samples left out because they were measured on another platform.
    """

    matrix: pd.DataFrame
    samples: pd.DataFrame
    platform: pd.DataFrame
    n_other_platform: int = 0


def sample_fields(metadata: dict[str, list[str]]) -> dict[str, str]:
    """The fields of one sample, characteristics (``key: value``) under their own key.

    Parameters
    ----------
    metadata : dict of str to list of str
        GEO's fields, such as ``{"title": ["T1"], "characteristics_ch1": ["her2: 1"]}``.

    Returns
    -------
    dict of str to str
        A characteristic never hides a field of GEO's own; repeated ones are joined.

    Examples
    --------
    >>> sample_fields({"title": ["T1"], "characteristics_ch1": ["tumor subtype: Her2", "FFPE"]})
    {'title': 'T1', 'characteristics_ch1': 'FFPE', 'tumor subtype': 'Her2'}
    """
    fields: dict[str, list[str]] = {}
    for name, values in metadata.items():
        channel = name.removeprefix(CHARACTERISTICS)
        second = "" if channel == "1" else f" (channel {channel})"
        for value in values:
            key, colon, content = (part.strip() for part in value.partition(":"))
            keyed = channel != name and colon and key not in metadata
            fields.setdefault(f"{key}{second}" if keyed else name, []).append(
                content if keyed else value.strip()
            )
    own_first = sorted(fields, key=lambda name: name not in metadata)
    return {name: SEVERAL.join(fields[name]) for name in own_first}
