"""How each of the seven classifiers is put together from scikit-learn's parts."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

GLM_ITERATIONS = 25  # Newton steps, as R's glm takes at most
GLM_TOLERANCE = 1e-8  # of the mean gradient: one Newton step more than the default, and R's digits
NEAREST = 1e-6  # no neighbour is nearer than this share of the (k+1)th's distance
ROOT_GINI = 0.5  # impurity of a node with as many positive as negative patients

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]


def triangular(distances: Floats) -> Floats:
    """Weights of the k nearest of k + 1 neighbours: 1 - d / (distance of the last).

    Parameters
    ----------
    distances : ndarray, shape (n_patients, k + 1)
        Rising along each row.

    Returns
    -------
    ndarray, shape (n_patients, k + 1)
        The last column is 0. Neighbours all equally far weigh the same, however little.

    Examples
    --------
    >>> triangular(np.array([[1.0, 2.0, 4.0]]))
    array([[0.75, 0.5 , 0.  ]])
    """
    reach = np.maximum(distances[:, -1:], NEAREST)
    weights = 1 - np.clip(distances / reach, NEAREST, 1 - NEAREST)
    weights[:, -1] = 0
    return weights


def _pipeline(estimator: object, scaled: bool) -> Pipeline:
    return make_pipeline(StandardScaler(), estimator) if scaled else make_pipeline(estimator)


def _logistic(_: int, c: float = np.inf) -> Pipeline:
    newton = LogisticRegression(
        C=c, solver="newton-cholesky", max_iter=GLM_ITERATIONS, tol=GLM_TOLERANCE
    )
    return _pipeline(newton, scaled=True)


def _svm(_: int, cost: float, scaled: bool, gamma: float | None = None) -> Pipeline:
    return _pipeline(SVC(C=cost, gamma="auto" if gamma is None else gamma), scaled)


def _forest(seed: int, trees: int) -> Pipeline:
    forest = RandomForestClassifier(trees, max_features="sqrt", n_jobs=1, random_state=seed)
    return _pipeline(forest, scaled=False)


def _tree(seed: int, min_split: int, min_leaf: int, complexity: float, max_depth: int) -> Pipeline:
    tree = DecisionTreeClassifier(
        min_samples_split=max(2, min_split),
        min_samples_leaf=min_leaf,
        ccp_alpha=complexity * ROOT_GINI,
        max_depth=max_depth,
        random_state=seed,
    )
    return _pipeline(tree, scaled=False)


def _bayes(_: int, smoothing: float = 1e-9) -> Pipeline:
    return _pipeline(GaussianNB(var_smoothing=smoothing), scaled=True)


def _network(
    seed: int, hidden: int, decay: float, iterations: int, scaled: bool = False
) -> Pipeline:
    network = MLPClassifier(
        (hidden,),
        activation="logistic",
        solver="lbfgs",
        alpha=2 * decay,
        max_iter=iterations,
        random_state=seed,
    )
    return _pipeline(network, scaled)


def _neighbours(_: int, k: int) -> Pipeline:
    nearest = KNeighborsClassifier(
        k + 1, metric="manhattan", weights=triangular, algorithm="kd_tree"
    )
    return _pipeline(nearest, scaled=True)


BUILDERS: dict[str, Callable[..., Pipeline]] = {
    "logistic": _logistic,
    "svm": _svm,
    "forest": _forest,
    "tree": _tree,
    "bayes": _bayes,
    "network": _network,
    "neighbours": _neighbours,
}
