"""A real OVN in one folder, without root: for trying, for testing, and for looking at database files."""
