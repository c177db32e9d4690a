"""Tasks of sentence pairs: a file each."""
