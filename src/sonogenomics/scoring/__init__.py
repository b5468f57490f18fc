"""The packaged models behind HTTP: images or URFs in, probabilities out."""
