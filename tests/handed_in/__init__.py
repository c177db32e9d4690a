"""What students hand in: the answer cells of each problem set, right ones and wrong ones."""
