"""The desk: what falls to an officer, one case with everything to decide it, and finding a case."""
