"""What reviewers ask of a radiomics study, item by item, and who can answer it."""
