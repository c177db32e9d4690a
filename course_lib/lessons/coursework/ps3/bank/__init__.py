"""The mistakes that the problems of set 3 know."""
