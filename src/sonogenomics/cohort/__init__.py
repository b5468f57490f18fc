"""Who is in the study, what their HER2 status is, and who is held out."""
