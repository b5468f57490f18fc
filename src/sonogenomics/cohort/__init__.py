"""Who is in the study, what their outcome is, and who is held out."""
