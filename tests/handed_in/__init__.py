"""What students hand in, right and wrong, as the text of their answer cells: one module a set.

RIGHT holds, for each graded problem, answers in different styles. WRONG holds pairs of an answer
and the name of its mistake in the problem's bank, None where the bank has no name for it. They were
written before the banks, those of a `second_round` apart, so that they show what a bank knows.
GIVEN, where a set has it, names the locked cells of the notebook that the answers need; it is the
cell of imports alone otherwise.
"""
