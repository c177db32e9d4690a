"""The machinery of the exercises: cases, banks of mistakes, verdicts."""
