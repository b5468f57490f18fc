"""How MLflow's pages open: on model training, AUC in the columns."""

import json

from sonogenomics.tracking.store import Store

# A language-model page of traces and judges is what MLflow opens otherwise.
KIND = ("mlflow.experimentKind", "custom_model_development")
VIEW = "mlflow.sharedViewState."  # MLflow's own "share this view": ?viewStateShareKey=<name>
WORKFLOW = "workflowType=machine_learning"
WIDTH = 190  # pixels; narrower ones cut the names of metrics
SETS = ("module", "differential", "all")
COMPARED = ("auc_mean", "specificity_mean", "sensitivity_mean")
ABOUT = (
    "Each row is one repro of the study; unfold it for its stages. Each of the seven classifiers "
    "is a run of its own, and so is each publish, promotion, refusal and rollback (tag kind). "
    "Chance is an AUC of 0.5. Research use only, not for diagnosis."
)


def arrange(store: Store, parent: str) -> None:
    """Point the pages at the newest repro.

    Parameters
    ----------
    store : Store
        The record of runs.
    parent : str
        Id of the newest parent run.
    """
    tags = {
        KIND[0]: KIND[1],
        "mlflow.note.content": ABOUT,
        f"{VIEW}runs": json.dumps(_runs_view()),
        f"{VIEW}classifiers": json.dumps(_classifiers_view(parent)),
        f"{VIEW}promotions": json.dumps(_promotions_view()),
    }
    for key, value in tags.items():
        store.client.set_experiment_tag(store.experiment_id, key, value)


def addresses(base: str, experiment_id: str) -> dict[str, str]:
    """Where to look first.

    Parameters
    ----------
    base : str
        Of the server, without a slash at the end.
    experiment_id : str
        The experiment.

    Returns
    -------
    dict of str to str
        What is seen there, and its address.
    """
    page = f"{base}/#/experiments/{experiment_id}/runs?{WORKFLOW}&viewStateShareKey="
    named = {
        "all runs": "runs",
        "the seven classifiers": "classifiers",
        "promotions and rollbacks": "promotions",
    }
    return {what: f"{page}{view}" for what, view in named.items()}


def _runs_view() -> dict[str, object]:
    columns = [
        *("attributes.`Created`", "attributes.`Duration`", "tags.`dvc.status`"),
        *_metrics("auc_held_out", "auc_resampled"),
        *_metrics(*(f"module.{name}" for name in COMPARED)),
    ]
    return _view("", "attributes.start_time", columns)


def _classifiers_view(parent: str) -> dict[str, object]:
    wanted = f"tags.`mlflow.parentRunId` = '{parent}' and tags.classifier != ''"
    columns = _metrics(*(f"{which}.{name}" for which in SETS for name in COMPARED))
    return _view(wanted, "metrics.`module.auc_mean`", columns)


def _promotions_view() -> dict[str, object]:
    columns = [
        *("attributes.`Created`", "attributes.`User`", "tags.`audit.event`", "tags.`audit.why`"),
        *_metrics("challenger.auc", "champion.auc", "difference.auc", "difference.auc_low"),
    ]
    return _view("tags.kind = 'promotion'", "attributes.start_time", columns)


def _metrics(*names: str) -> list[str]:
    return [f"metrics.`{name}`" for name in names]


def _view(search: str, order: str, columns: list[str]) -> dict[str, object]:
    return {
        "searchFilter": search,
        "orderByKey": order,
        "orderByAsc": False,
        "startTime": "ALL",
        "lifecycleFilter": "Active",
        "datasetsFilter": [],
        "modelVersionFilter": "All Runs",
        "selectedColumns": columns,
        "columnOrder": columns,
        "columnWidths": dict.fromkeys(columns, WIDTH),
    }
