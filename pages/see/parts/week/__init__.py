"""The parts of the first screen, one question each."""
