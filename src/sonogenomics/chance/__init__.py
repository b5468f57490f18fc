"""Every number that claims something, beside what chance alone gives."""
