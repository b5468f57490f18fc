"""The URF module: features that differ between the arms, and those that share their function."""

from collections.abc import Sequence

import networkx as nx
import pandas as pd

from sonogenomics.profiles import Profile


def linking_role(enrichment: pd.DataFrame, profile: Profile) -> str:
    """Which gene lists make the module: those of a paired series where there are any.

    Parameters
    ----------
    enrichment : DataFrame
        With `role`.
    profile : Profile
        `link_by` decides whether a paired series goes first.

    Returns
    -------
    {'paired', 'discovery'}

    Examples
    --------
    >>> from sonogenomics.profiles import PROFILES
    >>> enrichment = pd.DataFrame({"role": ["discovery", "paired"]})
    >>> [linking_role(enrichment, PROFILES[name]) for name in ("honest", "published")]
    ['paired', 'discovery']
    """
    by_pairs = profile.link_by == "paired" and bool((enrichment["role"] == "paired").any())
    return "paired" if by_pairs else "discovery"


def module(
    differential: Sequence[str],
    similarity: pd.DataFrame,
    n_terms: "pd.Series[int]",
    min_overlap: float,
) -> pd.DataFrame:
    """Gather the differential features and those that share enough function with one of them.

    A feature is auxiliary when its overlap coefficient with a differential feature reaches
    `min_overlap`, both having enriched terms. It joins the one it overlaps most; of several, the
    first in the alphabet. Without a differential feature the module is empty.

    Parameters
    ----------
    differential : sequence of str
        Features that differ between the arms.
    similarity : DataFrame
        Columns `feature_a`, `feature_b`, `n_shared` and `overlap` of one role.
    n_terms : Series of int, by feature
        Enriched terms of that role; a feature that is missing has none.
    min_overlap : float
        From which a feature joins; sharing nothing never suffices.

    Returns
    -------
    DataFrame
        Columns of `catalog.Modules`: differential features in the alphabet, then auxiliary ones,
        the most overlapping first.

    Examples
    --------
    >>> pairs = [("a", "b", 3, 0.6), ("a", "c", 1, 0.2), ("b", "c", 4, 1.0)]
    >>> similarity = pd.DataFrame(pairs, columns=["feature_a", "feature_b", "n_shared", "overlap"])
    >>> module(["a"], similarity, pd.Series({"a": 5, "b": 5, "c": 5}), min_overlap=0.6)
      feature          kind joined_to  overlap  n_terms
    0       a  differential       NaN      NaN        5
    1       b     auxiliary         a      0.6        5
    """
    turned = similarity.rename(columns={"feature_a": "feature_b", "feature_b": "feature_a"})
    links = pd.concat([similarity, turned], ignore_index=True)
    links = links.rename(columns={"feature_a": "joined_to", "feature_b": "feature"})
    links = links[
        links["joined_to"].isin(differential)
        & ~links["feature"].isin(differential)
        & (links["overlap"] >= min_overlap)
        & (links["n_shared"] > 0)
    ]
    links = links.sort_values(["overlap", "joined_to", "feature"], ascending=[False, True, True])
    auxiliary = links.drop_duplicates("feature").assign(kind="auxiliary")
    members = pd.DataFrame({"feature": pd.Series(sorted(differential), dtype="str")})
    members = members.assign(kind="differential", joined_to=None, overlap=float("nan"))
    members = members.astype({"joined_to": "str"})
    columns = list(members.columns)
    if len(auxiliary):
        members = pd.concat([members, auxiliary[columns]], ignore_index=True)
    counts = members["feature"].map(n_terms).fillna(0).astype("int64")
    return members.assign(n_terms=counts)


def network(modules: pd.DataFrame, similarity: pd.DataFrame, min_overlap: float) -> "nx.Graph[str]":
    """The module as a network: members, joined where one of them is differential.

    Parameters
    ----------
    modules : DataFrame
        From `module`.
    similarity : DataFrame
        The same as `module` was given.
    min_overlap : float
        From which two members are joined.

    Returns
    -------
    networkx.Graph
        Nodes with `kind` and `n_terms`, in the order of `modules`; edges with `overlap`.

    Examples
    --------
    >>> pairs = [("a", "b", 3, 0.6), ("a", "c", 2, 0.8), ("b", "c", 4, 1.0)]
    >>> similarity = pd.DataFrame(pairs, columns=["feature_a", "feature_b", "n_shared", "overlap"])
    >>> found = module(["a"], similarity, pd.Series({"a": 5, "b": 5, "c": 5}), min_overlap=0.6)
    >>> list(network(found, similarity, min_overlap=0.6).edges(data="overlap"))
    [('a', 'c', 0.8), ('a', 'b', 0.6)]
    """
    graph: nx.Graph[str] = nx.Graph()
    for member in modules.itertuples():
        graph.add_node(str(member.feature), kind=member.kind, n_terms=member.n_terms)
    differential = set(modules.loc[modules["kind"] == "differential", "feature"])
    strong = similarity[(similarity["overlap"] >= min_overlap) & (similarity["n_shared"] > 0)]
    ends = strong["feature_a"].isin(differential) | strong["feature_b"].isin(differential)
    inside = strong["feature_a"].isin(graph) & strong["feature_b"].isin(graph)
    order = ["overlap", "feature_a", "feature_b"]
    edges = strong[ends & inside].sort_values(order, ascending=[False, True, True])
    for edge in edges.itertuples():
        graph.add_edge(str(edge.feature_a), str(edge.feature_b), overlap=edge.overlap)
    return graph
