"""Genes, functions and module when who stands beside whom means nothing.

One permutation relabels people and pairs them anew. For every role it gives the positive-specific
genes of each feature, and the functions of lists that are as long as the real ones: of genes with
most hits under the permuted pairing (expressed together as genes are), and of genes drawn one by
one (expressed anyhow), so that what co-expression alone does to functions can be seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sonogenomics.chance.agreeing import Agreement
from sonogenomics.compute.spread import Arrays
from sonogenomics.linking.chain import ChainRules, members_of, term_overlap
from sonogenomics.linking.counting import Floats
from sonogenomics.linking.fast_enrichment import enriched_terms, rejected
from sonogenomics.linking.gene_lists import Flags, perturbed_hits
from sonogenomics.linking.gene_side import GeneSide
from sonogenomics.linking.matched_lists import longest, matched_lists, naive_lists
from sonogenomics.linking.measured_chance import measured_specific
from sonogenomics.linking.paired_scan import scan
from sonogenomics.linking.paired_sides import Sides, residuals, sides

PEOPLE, PAIRS, LISTS, NAIVE, THEORY = range(5)  # streams of random numbers within a permutation
Counts = NDArray[np.int64]
UNPAIRED = ("discovery", "validation")


@dataclass(frozen=True)
class RoleNull:
    """One role: its genes, and how long its real lists are.

    Attributes
    ----------
    side : GeneSide
        Unpaired series, or a paired matrix.
    min_hits : int
        Perturbations that must agree; of no use where patients are paired.
    sizes : ndarray of int, shape (features,)
        Genes of each feature's real list.
    """

    side: GeneSide
    min_hits: int
    sizes: Counts


@dataclass(frozen=True)
class LinkNull:
    """All that a permutation of links needs.

    Attributes
    ----------
    urfs : DataFrame, patients x features
        Patients whom the profile links.
    outcome : ndarray of int, shape (patients,)
        1 = positive, 0 = negative.
    roles : mapping of str to RoleNull
        discovery, validation and paired, as far as the study has them.
    rules : ChainRules
        What decides.
    differential : tuple of str
        Features the module starts from, as found.
    seed : int
        Everything random descends from it, the stage and the permutation's number.
    """

    urfs: pd.DataFrame
    outcome: Counts
    roles: Mapping[str, RoleNull]
    rules: ChainRules
    differential: tuple[str, ...]
    seed: int

    def rng(self, item: int, role: str, what: int) -> np.random.Generator:
        """A stream of its own for each permutation, role and use."""
        return np.random.default_rng([self.seed, item, list(self.roles).index(role), what])


def link_nulls(task: LinkNull, items: range) -> Arrays:
    """Permute links; `work` for `spread`.

    Returns
    -------
    dict of str to ndarray
        By role and quantity: `{role}.genes` (items x features; genes of the permuted list by the
        rule), `{role}.terms` and `{role}.naive_terms` (items x features), `{role}.members`,
        `{role}.naive_members` and `{role}.largest_overlap` (items). `agreement` (items) where both
        unpaired roles are there.
    """
    ready = {name: _made_ready(task, role) for name, role in task.roles.items()}
    both = all(role in task.roles for role in UNPAIRED)
    shared = Agreement.of(*(task.roles[name].side.libraries for name in UNPAIRED)) if both else None
    found = []
    for item in items:
        one: dict[str, NDArray[np.float64]] = {}
        terms = {}
        for name in task.roles:
            terms[name], numbers = _of_role(task, item, name, ready[name])
            one |= {f"{name}.{quantity}": value for quantity, value in numbers.items()}
        if shared is not None:
            one["agreement"] = np.array(shared(*(terms[name] for name in UNPAIRED)))
        found.append(one)
    return _stacked(found)


def _stacked(found: list[dict[str, NDArray[np.float64]]]) -> Arrays:
    return {name: np.stack([one[name] for one in found]) for name in found[0]} if found else {}


def _made_ready(task: LinkNull, role: RoleNull) -> Sides | None:
    """Both sides of a paired matrix, transformed and freed of covariates once."""
    paired = role.side.paired
    if paired is None:
        return None
    shared = paired.columns[paired.columns.isin(task.urfs.index)]
    return sides(task.urfs, paired[shared], role.side.covariates, task.rules.transform)


def _of_role(
    task: LinkNull, item: int, name: str, ready: Sides | None
) -> tuple[Flags, dict[str, NDArray[np.float64]]]:
    role = task.roles[name]
    if ready is None:
        arms, side = permuted_arms(task, item, name)
        found = perturbed_hits(arms, side, task.rules.hit, task.rng(item, name, PAIRS))
        genes = found.specific(role.min_hits).sum(axis=1)
        lists = matched_lists(found, role.min_hits, role.sizes, task.rng(item, name, LISTS))
    else:
        genes, lists = _shuffled(task, item, name, ready)
    naive = naive_lists(len(role.side.genes), role.sizes, task.rng(item, name, NAIVE))
    rule = task.rules.enrichment
    terms, naive_terms = (
        enriched_terms(some, role.side.libraries, rule) for some in (lists, naive)
    )
    members, largest = _module(task, terms)
    numbers = {
        "genes": genes,
        "terms": terms.sum(axis=1),
        "naive_terms": naive_terms.sum(axis=1),
        "members": members,
        "largest_overlap": largest,
        "naive_members": _module(task, naive_terms)[0],
    }
    return terms, {quantity: np.asarray(value, float) for quantity, value in numbers.items()}


def permuted_arms(task: LinkNull, item: int, name: str) -> tuple[dict[int, Floats], GeneSide]:
    """Relabel the patients, and the samples of every series, each arm keeping its size."""
    rng = task.rng(item, name, PEOPLE)
    status, values = rng.permutation(task.outcome), task.urfs.to_numpy(dtype=float)
    side, arms = task.roles[name].side, []
    for positive, negative in zip(side.arms[::2], side.arms[1::2], strict=True):
        both = np.concatenate([positive.genes, negative.genes], axis=1)
        order = rng.permutation(both.shape[1])
        n = positive.genes.shape[1]
        arms.append(replace(positive, genes=both[:, order[:n]]))
        arms.append(replace(negative, genes=both[:, order[n:]]))
    return {arm: values[status == arm] for arm in (1, 0)}, replace(side, arms=tuple(arms))


def _shuffled(task: LinkNull, item: int, name: str, ready: Sides) -> tuple[Counts, Flags]:
    """Shuffle who has which URFs: genes linked by the rule, and lists as long as the real ones."""
    role = task.roles[name]
    x = ready.x[:, task.rng(item, name, PEOPLE).permutation(ready.design.n)]
    if ready.design.columns:
        x = residuals(x, ready.design.basis)
    found = scan(x, ready.y, ready.design.n_effective, task.rules.fdr)
    kept = rejected(found.p, ready.n_tests, task.rules.fdr)
    n_features = task.urfs.shape[1]
    genes = np.bincount(ready.x_rows[found.feature[kept]], minlength=n_features)
    scores = np.full((n_features, len(role.side.genes)), -1.0)
    scores[np.ix_(ready.x_rows, ready.y_rows)] = np.abs(x @ ready.y.T)
    return genes, longest(scores, role.sizes, task.rng(item, name, LISTS))


def _module(task: LinkNull, terms: Flags) -> tuple[int, float]:
    """Members of the module around the differential features, and the largest overlap of one."""
    features, overlap = list(task.urfs.columns), term_overlap(terms)
    members = members_of(features, list(task.differential), overlap, task.rules.min_overlap)
    return len(members), largest_overlap(features, task.differential, overlap)


def largest_overlap(features: list[str], differential: tuple[str, ...], overlap: Floats) -> float:
    """Of any differential feature with one that is not; 0 where there is no such pair.

    Examples
    --------
    >>> largest_overlap(["a", "b"], ("a",), np.array([[1.0, 0.4], [0.4, 1.0]]))
    0.4
    """
    differs = np.isin(features, differential)
    return float(overlap[np.ix_(differs, ~differs)].max(initial=0.0))


def expected_genes(task: LinkNull, items: range) -> Arrays:
    """Theory beside the permutation, on the same permuted arms; `work` for `spread`.

    Returns
    -------
    dict of str to ndarray
        `{role}.genes`, items x features, of the unpaired roles.
    """
    found = []
    for item in items:
        one = {}
        for name in task.roles:
            if name in UNPAIRED:
                arms, side = permuted_arms(task, item, name)
                given = arms, side, task.rules.hit, task.roles[name].min_hits
                one[f"{name}.genes"] = measured_specific(*given, task.rng(item, name, THEORY))
        found.append(one)
    return _stacked(found)
