"""URFs in, probability out."""
