"""What the studies of the tests predict: HER2, and once something else altogether."""

from sonogenomics.study import Outcome

HER2 = Outcome(
    name="HER2",
    positive="HER2-positive",
    negative="HER2-negative",
    positive_short="HER2+",
    negative_short="HER2−",
    reference_standard="IHC or ISH",
)
MALIGNANCY = Outcome(
    name="malignancy",
    positive="malignant",
    negative="benign",
    reference_standard="histology",
)
