"""Sounds: recorded words, what is said by joining them, and how it sounds: a file each."""
