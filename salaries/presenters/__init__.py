"""Answers shaped for templates: numbers in words, tables, drawings. Plain data in, plain data out."""
