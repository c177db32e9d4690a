"""Reading: a passage of facts, a question about it, and the answer: a file each."""
