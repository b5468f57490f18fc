"""What a paper claims, one by one, beside what its own data give."""
