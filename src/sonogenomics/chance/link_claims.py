"""Claims of genes, functions and module, each beside its permutation."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sonogenomics.chance.arm_table import pairs_of
from sonogenomics.chance.claims import Claim
from sonogenomics.chance.link_null import UNPAIRED, LinkNull
from sonogenomics.linking.chance import expected_positive_specific
from sonogenomics.linking.similarity import agreement

Nulls = Mapping[str, NDArray[np.float64]]
PERMUTED = {
    "discovery": "Arms of patients and samples, and who stands beside whom",
    "validation": "Arms of patients and samples, and who stands beside whom",
    "paired": "Patients between URFs and expression",
}
MATCHED = "; lists as long, of the genes with most hits"
NAIVE = "Genes of each list, drawn one by one: not expressed together"
BY_CONSTRUCTION = (
    "Patients and samples are different people, paired at random: the observed value is a draw "
    "from chance too, and can leave the null only by the shapes of the arms."
)


@dataclass(frozen=True)
class Seen:
    """What the stages found, as far as they did.

    Attributes
    ----------
    genes : mapping of str to ndarray, shape (features,)
        Genes of each feature's list, by role.
    enriched : DataFrame
        Enriched rows of `catalog.Enrichment`.
    linked_by : str
        The role whose functions make the module.
    n_members : int
        Of the module.
    largest_overlap : float
        Of a differential feature with one that is not; NaN without one.
    """

    genes: Mapping[str, NDArray[np.int64]]
    enriched: pd.DataFrame
    linked_by: str
    n_members: int
    largest_overlap: float


def gene_claims(
    profile: str, task: LinkNull, seen: Seen, nulls: Nulls, theory: Nulls
) -> list[Claim]:
    """Genes of each feature's list and of all, role by role.

    Parameters
    ----------
    profile : str
        By whose rules.
    task : LinkNull
        What was permuted.
    seen : Seen
        What the stages found.
    nulls, theory : mapping of str to ndarray
        From `link_null.link_nulls` and `link_null.expected_genes`.

    Returns
    -------
    list of Claim
        `association.positive_specific.{role}` or `association.links.paired`, each followed by that
        of every feature (`.{feature}`).
    """
    claims = []
    for role, given in task.roles.items():
        unpaired, null = role in UNPAIRED, nulls[f"{role}.genes"]
        what = "Positive-specific genes" if unpaired else "Genes linked in the same patients"
        by_theory = theory[f"{role}.genes"].mean(axis=0) if unpaired else None
        mean = Claim(
            profile,
            f"association.{'positive_specific' if unpaired else 'links'}.{role}",
            "association",
            f"{what}, mean over URFs, {role}",
            PERMUTED[role],
            float(seen.genes[role].mean()),
            null.mean(axis=1),
            None if by_theory is None else float(by_theory.mean()),
            _normal_theory(task, given.min_hits, role) if unpaired else None,
            BY_CONSTRUCTION if unpaired else "",
        )
        words = f"{what}, {role}"
        claims += [mean, *_by_feature(mean, words, task, seen.genes[role], null, by_theory)]
    return claims


def _by_feature(
    whole: Claim,
    what: str,
    task: LinkNull,
    found: NDArray[np.int64],
    null: NDArray[np.float64],
    by_theory: NDArray[np.float64] | None = None,
) -> list[Claim]:
    return [
        replace(
            whole,
            quantity=f"{whole.quantity}.{feature}",
            what=f"{what}: {feature}",
            observed=float(found[i]),
            null=null[:, i],
            analytic=None if by_theory is None else float(by_theory[i]),
            of_feature=True,
        )
        for i, feature in enumerate(task.urfs.columns)
    ]


def _normal_theory(task: LinkNull, min_hits: int, role: str) -> float:
    values, side = task.urfs.to_numpy(dtype=float), task.roles[role].side
    arms = {arm: values[task.outcome == arm] for arm in (1, 0)}
    pairs = pairs_of(arms, side)
    return expected_positive_specific(len(side.genes), *pairs, task.rules.hit, min_hits)


def term_claims(profile: str, task: LinkNull, seen: Seen, nulls: Nulls) -> list[Claim]:
    """Enriched functions of each feature and of all, role by role, and their agreement.

    Returns
    -------
    list of Claim
        `enrichment.n_enriched.{role}` followed by that of every feature, and
        `enrichment.n_features.{role}`; both also as `.naive`, beside genes drawn one by one; and
        `enrichment.agreement` where discovery and validation are there.
    """
    claims = []
    for role in task.roles:
        found = _terms(task, seen, role)
        for kind, permuted in (("", PERMUTED[role] + MATCHED), ("naive", NAIVE)):
            null = nulls[f"{role}.{'naive_' * bool(kind)}terms"]
            ending = f".{role}" + f".{kind}" * bool(kind)
            whole = Claim(
                profile,
                "enrichment.n_enriched" + ending,
                "enrichment",
                f"Enriched functions of all URFs, {role}",
                permuted,
                float(found.sum()),
                null.sum(axis=1),
            )
            some = replace(
                whole,
                quantity="enrichment.n_features" + ending,
                what=f"URFs with an enriched function, {role}",
                observed=float((found > 0).sum()),
                null=(null > 0).sum(axis=1).astype(float),
            )
            words = f"Enriched functions, {role}"
            claims += [whole, some]
            claims += [] if kind else _by_feature(whole, words, task, found, null)
    return claims + _agreement(profile, seen, nulls)


def _terms(task: LinkNull, seen: Seen, role: str) -> NDArray[np.int64]:
    rows = seen.enriched[seen.enriched["role"] == role]
    counts = rows.groupby("feature").size().reindex(task.urfs.columns, fill_value=0)
    return np.array(counts, np.int64)


def _agreement(profile: str, seen: Seen, nulls: Nulls) -> list[Claim]:
    if "agreement" not in nulls:
        return []
    rows = dict(list(seen.enriched.groupby("role")))
    one, other = (rows.get(role, seen.enriched.iloc[:0]) for role in UNPAIRED)
    overlap = agreement(one, other)["overlap"]
    return [
        Claim(
            profile,
            "enrichment.agreement",
            "enrichment",
            "Overlap of a URF's functions in discovery and validation, median",
            PERMUTED["discovery"] + MATCHED,
            float(overlap.median()) if len(overlap) else 0.0,
            nulls["agreement"],
        )
    ]


def module_claims(profile: str, task: LinkNull, seen: Seen, nulls: Nulls) -> list[Claim]:
    """Members of the module and its largest overlap, around the same differential features.

    Returns
    -------
    list of Claim
        `module.n_members`, the same as `.naive`, and `module.largest_overlap`; none where no
        feature differs, for then there is no module to be compared.
    """
    role = seen.linked_by
    if role not in task.roles or not task.differential:
        return []
    members = Claim(
        profile,
        "module.n_members",
        "module",
        "URFs in the module",
        PERMUTED[role] + MATCHED,
        float(seen.n_members),
        nulls[f"{role}.members"],
        note=f"{len(task.differential)} of them differential, and so the same in every permutation",
    )
    naive = replace(
        members,
        quantity="module.n_members.naive",
        permuted=NAIVE,
        null=nulls[f"{role}.naive_members"],
    )
    if np.isnan(seen.largest_overlap):
        return [members, naive]
    overlap = replace(
        members,
        quantity="module.largest_overlap",
        what="Largest overlap of a differential URF with another",
        observed=seen.largest_overlap,
        null=nulls[f"{role}.largest_overlap"],
        note="",
    )
    return [members, naive, overlap]
