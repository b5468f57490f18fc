"""Origins become files: mirrors, downloads, GEO, Enrichr, the simulation; each one checked."""
