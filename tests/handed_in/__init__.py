"""Answers to the problem sets as students write them: right ones and wrong ones."""
