"""What a run itself can answer of a checklist: one function a question, with its evidence."""
