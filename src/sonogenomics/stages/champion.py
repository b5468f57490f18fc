"""Stage champion: the model is chosen by resamplings alone, before held-out patients are seen."""

import pandas as pd

from sonogenomics.catalog import DIFFERENTIAL, MODULES, PERFORMANCE, RANKING, URFS
from sonogenomics.diagnosis.classifiers import NAMES
from sonogenomics.diagnosis.feature_sets import feature_sets
from sonogenomics.diagnosis.ranking import candidates, choice, rank
from sonogenomics.output import write_json
from sonogenomics.params.models import Champion
from sonogenomics.stages import Metrics

CHAMPION = "data/diagnosis/champion.json"
READS = (URFS, DIFFERENTIAL, MODULES, PERFORMANCE)
WRITES = (RANKING, CHAMPION)


def main(champion: Champion) -> Metrics:
    """Rank every classifier and feature set, and write down which one meets the held-out."""
    sets = feature_sets(URFS.read().columns, DIFFERENTIAL.read(), MODULES.read())
    performance = pd.concat([PERFORMANCE.at(name).read() for name in NAMES], ignore_index=True)
    ranking = rank(performance, sets, champion.metric)
    chosen = candidates(ranking, sets)
    RANKING.write(ranking)
    write_json(CHAMPION, choice(chosen))
    best = {str(key): value for key, value in ranking.head(1).to_dict("index").get(0, {}).items()}
    return {"n_compared": len(ranking), "metric": champion.metric, **best}
