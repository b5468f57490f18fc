"""Every claim of a study beside chance: which steps can be asked, and all of their answers."""

import numpy as np
import pandas as pd

from sonogenomics.chance.arm_table import arm_differences
from sonogenomics.chance.asked import Asked, Findings
from sonogenomics.chance.differential_claims import differential_claims
from sonogenomics.chance.given import Given
from sonogenomics.chance.link_claims import gene_claims, module_claims, term_claims
from sonogenomics.chance.link_null import (
    UNPAIRED,
    LinkNull,
    RoleNull,
    expected_genes,
    link_nulls,
)
from sonogenomics.chance.model_claims import chain_claims, random_set_claims
from sonogenomics.chance.random_sets import RandomSets, random_sets
from sonogenomics.chance.split_aucs import split_aucs
from sonogenomics.chance.whole_chain import WholeChain, as_published, honestly
from sonogenomics.compute.spread import spread
from sonogenomics.diagnosis.estimators import Labels
from sonogenomics.diagnosis.folds import patient_rows
from sonogenomics.diagnosis.resampling import splits
from sonogenomics.linking.pairing import FEWEST
from sonogenomics.linking.selection import Selection
from sonogenomics.profiles import PROFILES, Profile

LABELS, ARMS, LINKS, SPLITS, SETS_DRAWN, CHAIN = range(6)  # streams of random numbers
MOST_BY_THEORY = 20  # permutations that theory is averaged over: it varies little
MOST_FOLDS = 5  # of the honest way through the chain
WAYS = {"published": as_published, "honest": honestly}


def study_chance(given: Given, asked: Asked) -> Findings:
    """Permute every step that carries a claim, as far as the study has it.

    Parameters
    ----------
    given : Given
        At least URFs.
    asked : Asked
        How much, by which rules.

    Returns
    -------
    Findings
    """
    found = Findings()
    _labels(found, given, asked)
    _links(found, given, asked)
    _sets(found, given, asked)
    _chain(found, given, asked)
    return found


def _labels(found: Findings, given: Given, asked: Asked) -> None:
    for name, profile in PROFILES.items():
        urfs, outcome = given.of(profile)
        permutations = asked.n, asked.rng(LABELS)
        alpha = asked.rules[name].differential_alpha
        claims, null = differential_claims(urfs, outcome, profile, alpha, permutations)
        found.claims += claims
        if name == asked.profile.name:
            found.family_wise.append(null.family)


def _links(found: Findings, given: Given, asked: Asked) -> None:
    """Genes, functions and module by the rules of the run's profile."""
    task = link_task(given, asked)
    if not task.roles:
        found.not_asked.append("genes, functions and module: the study has no expression series")
        return
    nulls = spread(link_nulls, task, asked.n, asked.plan, "chance of links")
    n_theory = min(asked.n, MOST_BY_THEORY)
    theory = spread(expected_genes, task, n_theory, asked.plan, "chance by theory")
    name, seen = asked.profile.name, given.seen(asked.profile)
    found.claims += gene_claims(name, task, seen, nulls, theory)
    found.arm_differences += [
        _arms(task, role, given, asked) for role in task.roles if role in UNPAIRED
    ]
    if given.gene_sets.empty:
        found.not_asked.append("functions and module: the study has no gene sets")
        return
    found.claims += term_claims(name, task, seen, nulls)
    module = module_claims(name, task, seen, nulls)
    found.claims += module
    if not module:
        alone = "no URF differs between the arms", f"no series of {seen.linked_by}"
        found.not_asked.append(f"the module: {alone[bool(task.differential)]}")


def link_task(given: Given, asked: Asked) -> LinkNull:
    """What a permutation of links needs, for every role the study has."""
    profile, rules = asked.profile, asked.rules[asked.profile.name]
    urfs, outcome = given.of(profile)
    seen = given.seen(profile)
    roles = {role: given.unpaired_side(role, profile, rules) for role in UNPAIRED}
    roles["paired"] = given.paired_side(urfs.index, profile, rules)
    needed = {
        role: RoleNull(side, asked.min_hits.get(role, 0), seen.genes[role])
        for role, side in roles.items()
        if side is not None
    }
    status = np.array(outcome, np.int64)
    seed = asked.seed_of(LINKS)
    return LinkNull(urfs, status, needed, rules, given.selected, seed)


def _arms(task: LinkNull, role: str, given: Given, asked: Asked) -> pd.DataFrame:
    values, one = task.urfs.to_numpy(dtype=float), task.roles[role]
    arms = {arm: values[task.outcome == arm] for arm in (1, 0)}
    rng = asked.rng(ARMS, UNPAIRED.index(role))
    table = arm_differences(arms, one.side, task.rules.hit, one.min_hits, rng)
    specific = given.seen(asked.profile).genes[role]
    return table.assign(role=role, feature=task.urfs.columns, positive_specific=specific)


def _sets(found: Findings, given: Given, asked: Asked) -> None:
    """The run's feature sets beside random ones of their size."""
    patients = _resampled(given, asked.profile)
    urfs, test = given.urfs.loc[patients.index], _test(patients, asked, asked.profile)
    sets = {"differential": list(given.selected), "module": list(given.modules["feature"])}
    sets = {name: members for name, members in sets.items() if members}
    if not sets:
        found.not_asked.append("random modules: no URF differs between the arms")
        return
    x, outcome = urfs.to_numpy(dtype=float), np.array(patients["outcome"], np.int64)
    observed = {
        name: float(split_aucs(x[:, urfs.columns.isin(members)], outcome, test).mean())
        for name, members in sets.items()
    }
    sizes = tuple(len(members) for members in sets.values())
    task = RandomSets(x, outcome, test, sizes, asked.seed_of(SETS_DRAWN))
    auc = spread(random_sets, task, asked.n, asked.plan, "chance of modules")["auc"]
    found.claims += random_set_claims(asked.profile.name, observed, auc, asked.n_splits)


def _resampled(given: Given, profile: Profile) -> pd.DataFrame:
    patients = given.patients
    return patients if profile.resample == "everyone" else patients[patients["split"] == "train"]


def _test(patients: pd.DataFrame, asked: Asked, profile: Profile) -> Labels:
    drawn = splits(
        asked.n_splits,
        patients["outcome"],
        asked.test_fraction,
        profile.stratify,
        asked.rng(SPLITS),
    )
    return drawn.test


def _chain(found: Findings, given: Given, asked: Asked) -> None:
    """The whole chain with permuted labels, in the published and in the honest way."""
    if asked.n_chain == 0:
        found.not_asked.append("the whole chain: chance.n_chain is 0")
        return
    for place, (name, work) in enumerate(WAYS.items()):
        profile, rules = PROFILES[name], asked.rules[name]
        patients = _resampled(given, profile)
        n_folds = min(MOST_FOLDS, most_folds(patients["outcome"]))
        if n_folds < 2:  # noqa: PLR2004
            found.not_asked.append(f"the whole chain, {name}: an arm has too few patients")
            continue
        test = _test(patients, asked, profile) if name == "published" else np.empty((0, 0), int)
        selection = Selection(rules, given.linking_side(profile, rules))
        seed = asked.seed_of(CHAIN, place)
        urfs, rows = given.urfs.loc[patients.index], patient_rows(patients)
        task = WholeChain(urfs, rows, selection, test, n_folds, seed)
        label = f"chance of the whole chain, {name}"
        found.claims += chain_claims(name, spread(work, task, asked.n_chain + 1, asked.plan, label))


def most_folds(outcome: "pd.Series[int]") -> int:
    """Into how many folds patients can go, so that either arm can still be paired with samples.

    Examples
    --------
    >>> [most_folds(pd.Series([1] * n + [0] * 30)) for n in (3, 4, 6, 40)]
    [0, 4, 6, 30]
    """
    smallest = int(min(outcome.sum(), len(outcome) - outcome.sum()))
    fits = [k for k in range(2, smallest + 1) if smallest - -(-smallest // k) >= FEWEST]
    return max(fits, default=0)
