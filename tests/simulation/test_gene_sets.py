from pathlib import Path

import pytest
from gseapy.parser import read_gmt

from sonogenomics.simulation.functions import FUNCTIONS
from sonogenomics.simulation.gene_sets import N_DECOYS
from sonogenomics.simulation.truth import Truth

LIBRARIES = sorted(N_DECOYS)


@pytest.mark.parametrize("library", LIBRARIES)
def test_gseapy_reads_decoys_and_planted_sets(simulated: Path, library: str) -> None:
    sets = read_gmt(str(simulated / f"simulated_{library}.gmt"))
    planted = {t.name for f in FUNCTIONS for t in f.terms if t.library == library}
    assert len(sets) == N_DECOYS[library] + len(planted)
    assert planted < set(sets)
    sizes = [len(set(genes)) for genes in sets.values()]
    assert min(sizes) >= 10
    assert max(sizes) <= 200


def test_planted_sets_are_mostly_genes_of_their_function(simulated: Path, truth: Truth) -> None:
    sets: dict[str, list[str]] = {}
    for library in LIBRARIES:
        sets |= read_gmt(str(simulated / f"simulated_{library}.gmt"))
    for function in truth.functions:
        for term in function.terms:
            own = set(sets[term]) & set(function.genes)
            assert len(own) >= 0.75 * len(set(sets[term]))


def test_some_annotated_genes_are_measured_nowhere(simulated: Path) -> None:
    annotated = {
        gene
        for library in LIBRARIES
        for genes in read_gmt(str(simulated / f"simulated_{library}.gmt")).values()
        for gene in genes
    }
    matrix = (simulated / "series-c.tsv").read_text()
    measured = {line.split("\t")[0] for line in matrix.splitlines()}
    assert 100 < len(annotated - measured) < 0.3 * len(annotated)
