"""A study.yaml for a cohort of one's own: what is found is filled in, what is not is left to do."""
