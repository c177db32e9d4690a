"""What estimates of a hard attention's gradient are worth: variance, bias, and every path."""
