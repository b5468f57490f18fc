"""The chain of a run in numbers: what each link gave, and what chance gives for it."""

from sonogenomics.figures.chance_of import Null, chance_of
from sonogenomics.figures.study_flow import Link
from sonogenomics.figures.wording import counted, interval, measured, number
from sonogenomics.linking.modules import linking_role
from sonogenomics.reporting.held_out import held_out
from sonogenomics.reporting.run import Run
from sonogenomics.study import Absent


def flow_links(run: Run) -> list[Link]:
    """Every link of the chain that this run has, from patients to diagnosis.

    Parameters
    ----------
    run : Run
        Its tables.

    Returns
    -------
    list of Link
        Empty for a study without patients.
    """
    if run.patients.empty:
        return []
    parts = [_patients(run), *_pictures(run), _urfs(run), _differential(run), _genes(run)]
    parts += [_functions(run), _module(run), _resampled(run), _held_out(run)]
    return [part for part in parts if part is not None]


def _patients(run: Run) -> Link:
    positive, negative = run.study.outcome.shorts
    n_positive = int((run.patients["outcome"] == 1).sum())
    n, held_out = len(run.patients), int((run.patients["split"] == "test").sum())
    words = f"{n_positive:,} {positive}, {n - n_positive:,} {negative}; {held_out:,} held out"
    return Link("who", "Patients", f"{n:,}", words)


def _pictures(run: Run) -> list[Link]:
    if isinstance(run.study.images, Absent) or run.imaging.images.empty:
        return []
    images, lesions = run.imaging.images, run.imaging.lesions
    n_scanners = len(set(images["scanner"]) - {""})
    bare = int((lesions["origin"] == "unreviewed").sum()) if len(lesions) else 0
    of = counted(int(images["patient_id"].nunique()), "patient")
    machines = f", {counted(n_scanners, 'scanner')}" if n_scanners else ""
    return [
        Link("ultrasound", "Images", f"{len(images):,}", f"usable, of {of}{machines}"),
        Link(
            "ultrasound", "Lesions", f"{len(lesions):,}", f"outlined; {bare:,} by nobody reviewed"
        ),
    ]


def _urfs(run: Run) -> Link | None:
    if run.urfs.empty:
        return None
    words = f"radiomic features (URFs) of {counted(len(run.urfs), 'patient')}"
    return Link("ultrasound", "Features", f"{run.urfs.shape[1]:,}", words)


def _differential(run: Run) -> Link | None:
    if run.differential.empty:
        return None
    corrected = run.profile.correct_differential
    words = "URFs differ between the arms, " + ("adjusted p" if corrected else "raw p")
    quantity = f"differential.n_{'bh' if corrected else 'raw'}"
    null = chance_of(run.proof.chance, quantity, run.profile.name)
    by_chance = null.in_words() if null else _by_theory(run)
    return Link("ultrasound", "Differential URFs", f"{len(run.selected()):,}", words, by_chance)


def _by_theory(run: Run) -> str:
    """What the level of the test lets through where nothing differs and nothing is corrected."""
    if run.profile.correct_differential:
        return ""
    return f"chance {number(run.rules.differential.alpha * len(run.differential), 1)} on average"


def _genes(run: Run) -> Link | None:
    role = linking_role(run.enrichment, run.profile) if len(run.enrichment) else "discovery"
    if role == "paired":
        null = chance_of(run.proof.chance, "association.links.paired", run.profile.name)
        per_urf = len(run.paired) / max(run.urfs.shape[1], 1)
        n_genes = run.paired["gene"].nunique()
        words = f"linked genes a URF on average; {n_genes:,} genes in all"
        return Link("genes", "Genes, paired series", measured(per_urf), words, _said(null))
    counts = run.counts[run.counts["role"] == role] if len(run.counts) else run.counts
    if counts.empty:
        return None
    expected = f"chance {measured(float(counts['expected_positive_specific'].mean()))} by theory"
    seen = measured(float(counts["positive_specific"].mean()))
    words = f"positive-specific genes a URF, of {int(counts['n_genes'].iloc[0]):,}"
    return Link("genes", "Genes, random pairing", seen, words, expected)


def _functions(run: Run) -> Link | None:
    if run.enrichment.empty:
        return None
    role = linking_role(run.enrichment, run.profile)
    rows = run.enrichment[(run.enrichment["role"] == role) & run.enrichment["enriched"]]
    n_features = int(rows["feature"].nunique())
    null = chance_of(run.proof.chance, f"enrichment.n_enriched.{role}", run.profile.name)
    words = f"enriched, of {counted(n_features, 'URF')} ({role} series)"
    return Link("genes", "Functions", f"{len(rows):,}", words, _said(null))


def _module(run: Run) -> Link | None:
    if run.modules.empty:
        return None
    kinds = run.modules["kind"].value_counts()
    words = f"{kinds.get('differential', 0)} differential and {kinds.get('auxiliary', 0)} auxiliary"
    null = chance_of(run.proof.chance, "module.n_members", run.profile.name)
    return Link("diagnosis", "URF module", f"{len(run.modules):,}", words, _said(null))


def _resampled(run: Run) -> Link | None:
    chosen = run.proof.role("chosen")
    if run.profile.headline == "median" and chosen is not None:
        between = interval(float(chosen["auc_low"]), float(chosen["auc_high"]))
        words = f"AUC ({between}), all chosen inside the folds"
        null = chance_of(run.proof.chance, "classifier.auc_mean.module", "honest")
        return Link("diagnosis", "Training patients", number(chosen["auc"]), words, _level(null))
    best = run.champion()
    if best is None:
        return None
    head = "auc_best" if run.profile.headline == "best" else "auc_mean"
    words = f"AUC, {'best' if head == 'auc_best' else 'mean'} split of the champion"
    return Link("diagnosis", "Resampled", number(best[head]), words, "chance 0.50, one split")


def _held_out(run: Run) -> Link | None:
    best = run.champion()
    if best is None or run.validation.empty:
        return None
    judged = held_out(run.validation)
    same = (judged["classifier"] == best["classifier"]) & (
        judged["feature_set"] == best["feature_set"]
    )
    if not same.any():
        return None
    row = judged[same].iloc[0]
    n = int(row["n_positive"] + row["n_negative"])
    words = f"AUC ({interval(row['auc_low'], row['auc_high'])}) of the champion, n = {n:,}"
    return Link("diagnosis", "Held-out patients", number(row["auc"]), words, "chance 0.50")


def _level(null: Null | None) -> str:
    return null.in_words() if null else "chance 0.50"


def _said(null: Null | None) -> str:
    return null.in_words() if null else "not set beside chance in this run"
