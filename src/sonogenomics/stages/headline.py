"""Stage headline: the run in a dozen numbers and four curves, for `dvc exp show` and `dvc plots`.

What each number means stands in src/sonogenomics/headline/meaning.py.
"""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from sonogenomics.catalog import CALIBRATION, CANDIDATES, CHANCE, NULLS, PERFORMANCE
from sonogenomics.headline import curves
from sonogenomics.headline.figures_of_merit import headline
from sonogenomics.output import SIGNIFICANT_DIGITS, whole_file
from sonogenomics.stages import Metrics

FROM = ("masks", "modules", "nested", "validation")
METRICS = tuple(f"reports/{stage}/metrics.json" for stage in FROM)
READS = (*METRICS, PERFORMANCE, CALIBRATION, CANDIDATES, CHANCE, NULLS)
WRITES = (
    "reports/headline/auc.csv",
    "reports/headline/calibration.csv",
    "reports/headline/nulls.csv",
)


def main() -> Metrics:
    """Gather what the stages found."""
    chance = CHANCE.read()
    files = sorted(Path(PERFORMANCE.path).parent.glob("*.parquet"))
    performance = [PERFORMANCE.at(file.stem).read() for file in files]
    spread, calibrated, null = (Path(path) for path in WRITES)
    _write(spread, curves.auc_quantiles(pd.concat(performance)))
    _write(calibrated, curves.calibration(CALIBRATION.read(), CANDIDATES.read()))
    _write(null, curves.nulls(chance, NULLS.read()))
    return headline(dict(zip(FROM, map(_metrics, METRICS), strict=True)), chance)


def _metrics(path: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    return content


def _write(path: Path, frame: pd.DataFrame) -> None:
    with whole_file(path) as partial:
        digits = f"%.{SIGNIFICANT_DIGITS}g"
        frame.to_csv(partial, index=False, float_format=digits, lineterminator="\n")
