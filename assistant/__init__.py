"""Answers questions from documents, with citations that stand on the exact words. Importing it does nothing."""

__version__ = "0.1.0"
