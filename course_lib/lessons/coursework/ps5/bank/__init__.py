"""What the banks of problem set 1 are made of: the mistakes of each function, nested answers."""
