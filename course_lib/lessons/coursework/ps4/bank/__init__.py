"""What the banks of problem set 4 are made of: the mistakes of each function."""
