"""What a person types: thin commands around the pipeline."""
