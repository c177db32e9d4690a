"""What students hand in, right and wrong, a module for each problem set."""
