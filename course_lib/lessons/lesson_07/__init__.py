"""Lesson 07: from words to words, English and German."""
