"""Misspelled words: a list of real ones, a model of how they come about, and a task without end."""
