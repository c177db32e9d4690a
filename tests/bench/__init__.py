"""The benchmark: the library beside what people would use instead, on the same maths.

`make bench` runs all of it, `make bench ARGS="training decoding"` some parts. The peers are written
as well as we can: a weak one proves nothing. Before a pair is timed it must agree, with the same
weights; then its variants take turns in one process, so that what else the machine does meets all.
"""
