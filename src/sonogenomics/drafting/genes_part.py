"""The parts `expression` and `gene_sets` of a drafted study.yaml."""

from collections.abc import Iterator

from sonogenomics.drafting import columns as guessing
from sonogenomics.drafting.found import TODO, Found, written
from sonogenomics.drafting.series import Header

GENE_SETS = {
    "go-bp": ("GO_Biological_Process_2018", "GO biological process", "CC-BY-4.0"),
    "go-mf": ("GO_Molecular_Function_2018", "GO molecular function", "CC-BY-4.0"),
    "go-cc": ("GO_Cellular_Component_2018", "GO cellular component", "CC-BY-4.0"),
    "kegg": ("KEGG_2016", "KEGG", "academic use, no redistribution"),
}


def expression(found: Found) -> Iterator[str]:
    """Lines of `expression` and `gene_sets`; a reason where no series was named."""
    if not found.series:
        yield 'expression: {absent: "no series was named"}'
        yield 'gene_sets: {absent: "no expression"}'
        return
    yield "# Genes of other people's tumours; the first series find links, the last checks them."
    yield "expression:"
    for at, one in enumerate(found.series):
        last = at == len(found.series) - 1 > 0
        yield from _series(one, "validation" if last else "discovery")
    yield "gene_sets:"
    for key, (_, library, _) in GENE_SETS.items():
        yield f"  - {{source: {key}, library: {library}}}"


def _series(one: Header, role: str) -> Iterator[str]:
    yield f"  - name: {one.accession}"
    yield f"    role: {role}"
    yield "    perturbations: 25"
    yield "    format: soft"
    yield f"    source: {one.accession.lower()}"
    platform = one.platforms[0] if one.platforms else TODO
    yield f"    platform: {platform}" + ("" if one.platforms else "    # TODO: GPL... of its page")
    yield "    scale: log2              # TODO: log2 or raw, as the values are; then take TODO out"
    yield '    probes: {id_column: ID, symbol_column: Gene Symbol, between: " /// "}'
    if one.outcome is None:
        fields = ", ".join(one.fields)[:80] or "the series' page lists them"
        yield f"    # TODO: which sample field says it? {fields}"
        yield f"    outcome: {{column: {TODO}, positive: [TODO-pos], negative: [TODO-neg]}}"
        return
    found = guessing.arms(one.fields[one.outcome])
    counts = ", ".join(f"{level} ({n})" for level, n in one.fields[one.outcome].most_common(6))
    yield f"    # likely: samples hold {counts}"
    positive = ", ".join(map(written, found.positive)) or "TODO-positive"
    negative = ", ".join(map(written, found.negative)) or "TODO-negative"
    yield f"    outcome: {{column: {one.outcome}, positive: [{positive}], negative: [{negative}]}}"
