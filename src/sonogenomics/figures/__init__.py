"""One function per figure, its caption beside it."""
