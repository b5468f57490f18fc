"""MLflow as a mirror of the DVC pipeline: DVC decides what ran, MLflow shows it."""
