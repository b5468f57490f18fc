"""GEO to expression: series, probes, genes, gene sets."""
