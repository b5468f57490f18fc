"""Links between different people must have beside them what chance alone gives."""

from collections.abc import Iterator

from sonogenomics.guard.evidence import Evidence


def null_faults(evidence: Evidence) -> Iterator[str]:
    """Every sign that an unpaired association stands without its null.

    Parameters
    ----------
    evidence : Evidence
        The tables behind the model.

    Yields
    ------
    str
        A sentence.
    """
    if evidence.counts.empty:
        return
    chance = evidence.chance
    beside = chance[(chance["step"] == "association") & chance["null_mean"].notna()]
    if beside.empty:
        yield (
            "Features of some people were correlated with genes of others, where every link is "
            "chance until shown otherwise, and no null of it stands beside: run the stage chance."
        )
        return
    profiles = set(beside["profile"])
    if evidence.profile.name not in profiles:
        yield (
            f"The null of the association is that of profile {min(profiles)}, the model's is "
            f"{evidence.profile.name}: run the stage chance again."
        )
