"""How each classifier of the replication differs from the R function that the study called."""

from typing import NamedTuple


class Difference(NamedTuple):
    """What another library's classifier does otherwise than the study's."""

    classifier: str
    r_function: str
    differs: str


DIFFERENCES = (
    Difference("logistic", "stats::glm", "none: the same steps and the same rule to stop"),
    Difference("svm", "e1071::svm", "none: both are libsvm, decision values agree to 1e-13"),
    Difference(
        "forest",
        "randomForest::randomForest",
        "other random numbers, so other trees; a score is the mean of the leaves' shares, not of "
        "votes; an even score is negative, where R tosses a coin",
    ),
    Difference("tree", "rpart::rpart", "none: the same splits, the same pruning"),
    Difference("bayes", "e1071::naiveBayes", "none: the same densities, the same guards"),
    Difference(
        "network",
        "nnet::nnet",
        "the same steps from the first weights that set.seed(seed of the split) gives; the study's "
        "own first weights are not known. Rounding grows over the steps, so that a search that has "
        "not come to rest ends elsewhere than R's",
    ),
    Difference(
        "neighbours",
        "kknn::kknn",
        "none known: the same scaling, distance and weights; equally far neighbours may be taken "
        "in another order",
    ),
)
