"""Each GEO series becomes one gene-by-sample matrix; series are never merged."""

import pandas as pd

from sonogenomics.catalog import EXPRESSION, EXPRESSION_SAMPLES, EXPRESSION_SERIES, SOURCES
from sonogenomics.catalog.genes import ExpressionSamples, ExpressionSeries
from sonogenomics.genomics.series import ExpressionData, read_series, unexpected
from sonogenomics.output import whole_folder
from sonogenomics.params.genes import Expression
from sonogenomics.progress import track
from sonogenomics.stages import Metrics
from sonogenomics.study import Absent, Outcome, Series, Study

READS = (SOURCES,)
WRITES = (EXPRESSION, EXPRESSION_SAMPLES, EXPRESSION_SERIES)


def main(study: Study, expression: Expression) -> Metrics:
    """Read every series of the study and write its matrix, its samples and its counts."""
    specs = () if isinstance(study.expression, Absent) else study.expression
    files = {name: SOURCES / source.file for name, source in study.sources.items()}
    samples: list[pd.DataFrame] = [ExpressionSamples.empty()]
    facts: list[dict[str, object]] = []
    metrics: dict[str, object] = {}
    with whole_folder(EXPRESSION.path) as folder:
        for spec in track(specs, "expression series", len(specs)):
            data = read_series(spec, files, expression.aggregate)
            data.matrix.to_parquet(folder / f"{spec.name}.parquet")
            samples.append(data.samples)
            facts.append(data.facts)
            metrics[spec.name] = _metrics(spec, data, study.outcome)
    EXPRESSION_SAMPLES.write(pd.concat(samples, ignore_index=True))
    EXPRESSION_SERIES.write(pd.DataFrame(facts) if facts else ExpressionSeries.empty())
    return {"n_series": len(specs), "aggregate": expression.aggregate, "series": metrics}


def _metrics(spec: Series, data: ExpressionData, outcome: Outcome) -> dict[str, object]:
    counts = {name: value for name, value in data.facts.items() if name.startswith("n_")}
    differs = unexpected(spec, data.facts)
    for arm, by in differs.items():
        label = outcome.positive if arm == "positive" else outcome.negative
        print(f"{spec.name}: {by:+d} {label} samples against what study.yaml expects.")
    return counts | data.further | {"unexpected": differs}
