"""Gene-set libraries: the planted functions hidden among sets that mean nothing."""

from pathlib import Path

import numpy as np

from sonogenomics.simulation.functions import FUNCTIONS, LIBRARIES
from sonogenomics.simulation.genome import Genome

N_DECOYS = {"bp": 150, "mf": 90, "cc": 60, "kegg": 80}
SMALLEST, LARGEST = 10, 200  # genes of a decoy
_BYSTANDERS = 0.2  # further genes of a planted set, as a share of its own
_KINDS = {"bp": "process", "mf": "activity", "cc": "component", "kegg": "pathway"}


def write_gene_sets(folder: Path, genes: Genome, rng: np.random.Generator) -> int:
    """Write one GMT file per library, sets in alphabetical order.

    Parameters
    ----------
    folder : Path
    genes : Genome
    rng : Generator

    Returns
    -------
    int
        Gene sets in all libraries together.
    """
    annotated = np.array([*genes.names, *genes.unmeasured])
    n_sets = 0
    for library in LIBRARIES:
        sets = {**_planted(library, genes, annotated, rng), **_decoys(library, annotated, rng)}
        lines = ["\t".join([name, "", *sorted(sets[name])]) for name in sorted(sets)]
        path = folder / f"simulated_{library}.gmt"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        n_sets += len(sets)
    return n_sets


def _planted(
    library: str, genes: Genome, annotated: np.ndarray, rng: np.random.Generator
) -> dict[str, set[str]]:
    sets = {}
    for function in FUNCTIONS:
        carriers = np.array(genes.carriers[function.name])
        for term in function.terms:
            if term.library == library:
                own = rng.choice(carriers, round(term.share * len(carriers)), replace=False)
                others = rng.choice(annotated, round(_BYSTANDERS * len(own)), replace=False)
                sets[term.name] = {*own.tolist(), *others.tolist()}
    return sets


def _decoys(library: str, annotated: np.ndarray, rng: np.random.Generator) -> dict[str, set[str]]:
    sets = {}
    for number in range(1, N_DECOYS[library] + 1):
        size = round(np.exp(rng.uniform(np.log(SMALLEST), np.log(LARGEST))))
        chosen = rng.choice(annotated, size, replace=False)
        sets[f"unrelated {_KINDS[library]} {number:03d}"] = set(chosen.tolist())
    return sets
