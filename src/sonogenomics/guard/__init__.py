"""What is refused before a model is published, and the sentence that says why."""
