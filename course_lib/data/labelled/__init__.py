"""Tasks of labelled sequences: a file each."""
