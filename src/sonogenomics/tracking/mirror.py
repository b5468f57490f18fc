"""One parent run a repro, one child a stage, whether it ran, was up to date or was restored."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sonogenomics import catalog
from sonogenomics.tracking import curves, git, lineage, orphans, pages, tables
from sonogenomics.tracking.flat import flat, numbers, words
from sonogenomics.tracking.pipeline import LOCK, Stage, read_stages
from sonogenomics.tracking.run import Entry, opened
from sonogenomics.tracking.store import Store, connect
from sonogenomics.tracking.summary import PARAMS, Headline, headline, params, stage_metrics

NOTE = "mlflow.note.content"
DEEPEST = 2  # dots in the names of a parent's metrics
FIRST = "module.auc_mean"  # what a comparison of runs draws unasked


@dataclass(frozen=True)
class Repro:
    """What is mirrored.

    Attributes
    ----------
    notes : Path or None
        Journal of the stages that ran; None after a bare `dvc repro`.
    began_ms, ended_ms : int
        When, in ms since 1970.
    failed : bool
        Whether DVC reported an error.
    live : mapping of str to str
        Ids of runs that were begun while it ran, by stage; the parent's under the empty name.
    """

    notes: Path | None
    began_ms: int
    ended_ms: int
    failed: bool = False
    live: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def earlier(cls) -> "Repro":
        """What a bare `dvc repro` left: nothing is known of when."""
        now = now_ms()
        return cls(None, now, now)


def now_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def mirror(repro: Repro) -> str:
    """Write what stands in the current folder to MLflow.

    Parameters
    ----------
    repro : Repro
        When it ran, and what is known of its stages.

    Returns
    -------
    str
        Id of the parent run.

    Raises
    ------
    StudyError
        dvc.lock is unreadable, or MLflow does not take the record.
    """
    stages, found = read_stages(repro.notes), headline()
    with connect() as store:
        orphans.close_orphans(store)
        entry = replace(_parent_entry(repro, stages, found), run_id=repro.live.get("", ""))
        with opened(store, entry) as parent:
            store.client.log_inputs(parent, lineage.datasets(found.study))
            _log_files(store, parent)
            pages.arrange(store, parent)
            for place, stage in enumerate(stages):
                entry = _stage_entry(stage, repro.began_ms + place)
                entry = replace(entry, run_id=repro.live.get(stage.name, ""))
                _mirror_stage(store, parent, (stage, entry), found.study)
        store.client.delete_tag(parent, orphans.TAG)
        return parent


def _parent_entry(repro: Repro, stages: list[Stage], found: Headline) -> Entry:
    failed = tuple(stage.name for stage in stages if stage.status == "failed")
    commit, mark = git.commit(), "+" if git.is_dirty() else ""
    tags = {NOTE: found.note(failed), "study": found.study, "profile": found.profile}
    tags[orphans.TAG] = orphans.this_process()
    if commit:
        tags |= {"mlflow.source.git.commit": commit, "git.dirty": str(bool(mark)).lower()}
    return Entry(
        name=" ".join((found.study, found.profile, (commit or "")[:7] + mark)).strip(),
        tags=tags,
        params=flat(params()),
        metrics=found.numbers | _headlines(stages),
        times_ms=(repro.began_ms, repro.ended_ms),
        status="FAILED" if repro.failed else "FINISHED",
    )


def _headlines(stages: list[Stage]) -> dict[str, float]:
    """Numbers of all stages, without those by series or model: the children hold these."""
    found: dict[str, float] = {}
    for stage in stages:
        if stage.kind != "classifiers" and stage.status in {"executed", "restored"}:
            prefix = f"{stage.kind}.{stage.branch}" if stage.branch else stage.kind
            found |= numbers(flat(stage_metrics(stage.metrics_file), prefix))
    return {name: value for name, value in found.items() if name.count(".") <= DEEPEST}


def _stage_entry(stage: Stage, at_ms: int) -> Entry:
    said = stage_metrics(stage.metrics_file) if stage.status in {"executed", "restored"} else {}
    tags = {"dvc.stage": stage.name, "dvc.status": stage.status}
    given: dict[str, object] = flat(stage.params)
    if stage.fingerprint:
        tags["dvc.fingerprint"] = stage.fingerprint
    if stage.kind == "classifiers":
        tags["classifier"] = stage.branch
        given["classifier"] = stage.branch
    tags |= {f"result.{name}": text for name, text in words(said).items()}
    return Entry(
        name=stage.branch if stage.kind == "classifiers" else stage.name,
        tags=tags,
        params=given,
        metrics=dict(sorted(numbers(said).items(), key=lambda item: item[0] != FIRST)),
        times_ms=stage.times_ms or (at_ms, at_ms),
        status="FAILED" if stage.status == "failed" else "FINISHED",
    )


def _mirror_stage(store: Store, parent: str, what: tuple[Stage, Entry], study: str) -> None:
    stage, entry = what
    shown = tables.shown(stage.kind) if entry.metrics else []
    note = [f"Stage `{stage.name}` of the pipeline.", *(f"* {table.caption}" for table in shown)]
    tags = {orphans.PARENT: parent, NOTE: "\n".join(note)}
    if shown:
        tags["mlflow.loggedArtifacts"] = tables.tag_value(shown)
    if stage.status == "restored":
        tags["dvc.source_run_id"] = _computed_by(store, stage.fingerprint)
    with opened(store, replace(entry, tags=entry.tags | tags)) as run_id:
        if stage.status == "executed":
            store.client.set_tag(run_id, "dvc.source_run_id", run_id)
        store.client.log_inputs(run_id, lineage.datasets(study, stage.deps))
        _log_tables(store, run_id, shown)
        if stage.kind == "segmenter":
            for folder in filter(Path.is_dir, map(Path, stage.outs)):  # not its metrics
                curves.log_training(store, run_id, folder)


def _computed_by(store: Store, fingerprint: str) -> str:
    """The run that computed what is restored; `unknown` when it was never mirrored."""
    wanted = f"tags.`dvc.fingerprint` = '{fingerprint}' and tags.`dvc.status` = 'executed'"
    runs = store.client.search_runs([store.experiment_id], wanted, max_results=1)
    return str(runs[0].info.run_id) if runs else "unknown"


def _log_tables(store: Store, run_id: str, shown: list[tables.Shown]) -> None:
    if not shown:
        return
    with TemporaryDirectory() as folder:
        for table in shown:
            Path(folder, f"{table.name}.json").write_text(table.text, encoding="utf-8")
        store.client.log_artifacts(run_id, folder, "tables")


def _log_files(store: Store, run_id: str) -> None:
    for file in (Path(catalog.REPORT), PARAMS, LOCK):
        if file.is_file():
            store.client.log_artifact(run_id, str(file))
    if Path(catalog.FIGURES.path).is_dir():
        store.client.log_artifacts(run_id, catalog.FIGURES.path, "figures")
