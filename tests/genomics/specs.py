"""Series as study.yaml describes them."""

from typing import Any

from sonogenomics.study import Series


def series(**changes: Any) -> Series:
    """A small plain series; any key may be changed."""
    return Series.model_validate(
        {
            "name": "toy",
            "role": "discovery",
            "format": "plain",
            "source": "matrix",
            "samples": {"source": "sheet", "id_column": "sample", "separator": "comma"},
            "platform": "GPL570",
            "scale": "log2",
            "outcome": {"column": "her2", "positive": ["1"], "negative": ["0"]},
            **changes,
        }
    )
