"""A trained model that runs in the reader's browser: its numbers, its row, and the scripts."""
