"""Every table of the study, and where it lives; the modules beside say what its rows are."""

from sonogenomics.catalog.chance import ArmDifferences, Chance, FamilyWise, Nulls
from sonogenomics.catalog.features import (
    Differential,
    LesionFeatures,
    Reliability,
    ScannerEffects,
    Urfs,
)
from sonogenomics.catalog.genes import (
    ExpressionSamples,
    ExpressionSeries,
)
from sonogenomics.catalog.images import (
    Agreement,
    Detections,
    Findings,
    ImageFaults,
    Images,
    LesionFaults,
    Lesions,
)
from sonogenomics.catalog.ledger import Ledger
from sonogenomics.catalog.links import (
    Association,
    AssociationCounts,
    Enrichment,
    Foremost,
    Modules,
    Paired,
    PairedPower,
    PairedReplication,
    Similarity,
)
from sonogenomics.catalog.models import (
    Performance,
    Ranking,
    Scores,
    Validation,
)
from sonogenomics.catalog.nested import (
    Calibration,
    Candidates,
    Confounders,
    DecisionCurve,
    LearningCurve,
    Nested,
    NestedFolds,
)
from sonogenomics.catalog.patients import (
    Characteristics,
    Flow,
    Patients,
)
from sonogenomics.catalog.replication import (
    ReplicatedEdges,
    ReplicatedFeatures,
    ReplicatedScores,
    Replication,
)
from sonogenomics.catalog.store import Folder, Table

SOURCES = Folder("data/sources")
PATIENTS = Table("data/cohort/patients.parquet", Patients)
FLOW = Table("data/cohort/flow.parquet", Flow)
CHARACTERISTICS = Table("data/cohort/characteristics.parquet", Characteristics)
IMAGES = Table("data/imaging/images.parquet", Images)
IMAGE_FAULTS = Table("data/imaging/image_faults.parquet", ImageFaults)
FINDINGS = Table("data/imaging/findings.parquet", Findings)
FRAMES = Folder("data/imaging/frames")  # <image>.png: eight-bit grey
OUTLINES = Folder("data/imaging/outlines")  # <image>.png: 0 outside, 1, 2, ... by lesion
SEGMENTER = Folder("models/segmenter/{}")  # one network a fold
DETECTIONS = Table("data/imaging/detections.parquet", Detections)
AGREEMENT = Table("data/imaging/agreement.parquet", Agreement)
MASKS = Folder("data/imaging/masks")  # <image>.png: 0 outside, 1, 2, ... by lesion
UNCERTAINTY = Folder("data/imaging/uncertainty")  # <image>.png: 0 certain, 255 undecided
REVIEW = Folder("data/review")  # <study>/decisions.csv and redrawn/, in git
LESIONS = Table("data/imaging/lesions.parquet", Lesions)
LESION_FAULTS = Table("data/imaging/lesion_faults.parquet", LesionFaults)
LESION_MASKS = Folder("data/imaging/lesions")  # <image>.png: 0 outside, 1, 2, ... by lesion
LESION_FEATURES = Table("data/radiomics/lesion_features.parquet", LesionFeatures)
FEATURE_FAULTS = Table("data/radiomics/feature_faults.parquet", LesionFaults)
RELIABILITY = Table("data/radiomics/reliability.parquet", Reliability)
SCANNER_EFFECTS = Table("data/radiomics/scanner_effects.parquet", ScannerEffects)
URFS = Table("data/radiomics/urfs.parquet", Urfs)
DIFFERENTIAL = Table("data/radiomics/differential.parquet", Differential)
EXPRESSION = Folder("data/genomics/expression")
EXPRESSION_SAMPLES = Table("data/genomics/samples.parquet", ExpressionSamples)
EXPRESSION_SERIES = Table("data/genomics/series.parquet", ExpressionSeries)
ASSOCIATION = Table("data/linking/association.parquet", Association)
ASSOCIATION_COUNTS = Table("data/linking/association_counts.parquet", AssociationCounts)
FOREMOST = Table("data/linking/foremost.parquet", Foremost)
PAIRED = Table("data/linking/paired.parquet", Paired)
PAIRED_REPLICATION = Table("data/linking/paired_replication.parquet", PairedReplication)
PAIRED_POWER = Table("data/linking/paired_power.parquet", PairedPower)
ENRICHMENT = Table("data/linking/enrichment.parquet", Enrichment)
SIMILARITY = Table("data/linking/similarity.parquet", Similarity)
MODULES = Table("data/linking/modules.parquet", Modules)
SCORES = Table("data/diagnosis/scores/{}.parquet", Scores)
PERFORMANCE = Table("data/diagnosis/performance/{}.parquet", Performance)
RANKING = Table("data/diagnosis/ranking.parquet", Ranking)
VALIDATION = Table("data/diagnosis/validation.parquet", Validation)
OPENINGS = "data/locked/openings.csv"  # who saw the held-out; in git, no output of DVC
REPLICATION = Table("data/replication/splits.parquet", Replication)
REPLICATED_SCORES = Table("data/replication/best_splits.parquet", ReplicatedScores)
REPLICATED_FEATURES = Table("data/replication/features.parquet", ReplicatedFeatures)
REPLICATED_EDGES = Table("data/replication/edges.parquet", ReplicatedEdges)
NULLS = Table("data/chance/nulls.parquet", Nulls)
CHANCE = Table("data/chance/chance.parquet", Chance)
FAMILY_WISE = Table("data/chance/family_wise.parquet", FamilyWise)
ARM_DIFFERENCES = Table("data/chance/arm_differences.parquet", ArmDifferences)
NESTED = Table("data/nested/scores.parquet", Nested)
NESTED_FOLDS = Table("data/nested/folds.parquet", NestedFolds)
CANDIDATES = Table("data/nested/candidates.parquet", Candidates)
CALIBRATION = Table("data/nested/calibration.parquet", Calibration)
DECISION_CURVE = Table("data/nested/decision_curve.parquet", DecisionCurve)
LEARNING_CURVE = Table("data/nested/learning_curve.parquet", LearningCurve)
CONFOUNDERS = Table("data/nested/confounders.parquet", Confounders)
LEDGER = Table("data/ledger/ledger.parquet", Ledger)
SERVABLE = Folder("models/servable")  # from URFs
SERVABLE_IMAGE = Folder("models/servable-image")  # from images
FIGURES = Folder("reports/figures")
REPORT = "reports/report.html"
