"""What the banks of problem set 2 are made of: the mistakes of each function."""
