"""Long work in pieces: on this machine's cores or on a Dask cluster, resumed after a break."""
