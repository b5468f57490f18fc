"""Gene-set libraries from Enrichr, fetched through gseapy."""

import os

import requests
from gseapy.enrichr import EnrichrAPI

from sonogenomics.errors import StudyError

VARIABLE = "SONOGENOMICS_ENRICHR"  # an institution's copy of Enrichr


def fetch_library(library: str) -> dict[str, list[str]]:
    """One library as Enrichr serves it today: nothing filtered by size.

    Parameters
    ----------
    library : str
        Its name at Enrichr, such as ``GO_Biological_Process_2018``.

    Returns
    -------
    dict of str to list of str
        Set name -> genes.

    Raises
    ------
    StudyError
        Unknown library, or Enrichr cannot be reached.

    References
    ----------
    Kuleshov et al., Enrichr: a comprehensive gene set enrichment analysis web server 2016 update,
    Nucleic Acids Res 2016;44:W90. Fang et al., GSEApy, Bioinformatics 2023;39:btac757.
    """
    api = EnrichrAPI("human")
    api.base_url = (os.environ.get(VARIABLE) or api.base_url).rstrip("/")
    try:
        known = api.get_libraries()
        if library not in known:
            raise StudyError(
                f"Enrichr has no library {library!r} any more ({len(known)} others): correct its "
                f"name in study.yaml, or give {library}.gmt by a local mirror."
            )
        sets: dict[str, list[str]] = api.download_libraries(library)
    except requests.RequestException as error:
        raise StudyError(_unreachable(library, api.base_url, error)) from None
    except Exception as error:
        if type(error) is not Exception:  # gseapy's own failure has no class of its own
            raise
        raise StudyError(_unreachable(library, api.base_url, error)) from None
    return sets


def _unreachable(library: str, base: str, error: Exception) -> str:
    return (
        f"The gene sets {library} could not be fetched from {base} ({error!s:.160}). Try again "
        f"later, or put {library}.gmt into a local mirror and name it by SONOGENOMICS_MIRROR."
    )
