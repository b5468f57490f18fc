"""Stage report, run on made-up tables."""

import re
from pathlib import Path

import numpy as np

from sonogenomics.catalog import URFS
from sonogenomics.catalog.store import Table
from sonogenomics.params import Params
from sonogenomics.params.proof import Chance
from sonogenomics.profiles import PROFILES
from sonogenomics.stages import Metrics, report
from sonogenomics.study import Study
from tests.pipeline.graph import PROJECT
from tests.reporting import fake_run


def left_by_every_stage(folder: Path) -> None:
    """Empty tables, as stages leave them, wherever a test has written none."""
    tables = [one for one in report.READS if isinstance(one, Table) and "{}" not in one.path]
    no_rows = {URFS: fake_run.urfs(np.random.default_rng(1)).iloc[:0]}
    for table in tables:
        if not (folder / table.path).is_file():
            empty = no_rows[table] if table in no_rows else table.schema.empty()
            Table(str(folder / table.path), table.schema).write(empty)
    (folder / "data/diagnosis/performance").mkdir(parents=True, exist_ok=True)


def reported(study: Study) -> Metrics:
    """Write the report of the folder one is in, by the honest profile."""
    rules = fake_run.RULES
    return report.main(
        study,
        PROFILES["honest"],
        rules.differential,
        rules.association,
        rules.enrichment,
        rules.modules,
        Chance(n=20, n_chain=20, splits=50),
        7,
        fake_run.RADIOMICS,
        fake_run.ROBUSTNESS,
        fake_run.AVERAGED,
        Params.load(PROJECT / "params.yaml").nested,
    )


def read(text: str) -> str:
    """What a person reads: the page without its script, its style and the files in it."""
    text = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", text, flags=re.DOTALL)
    return re.sub(r'"data:[^"]*"', '""', text)
