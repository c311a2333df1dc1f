"""The cards of the first screen, one file each."""
