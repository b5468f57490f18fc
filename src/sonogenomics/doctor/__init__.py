"""What this machine can run: looked at in seconds, without loading what the work needs."""
