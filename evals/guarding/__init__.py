"""Fits and measures the meaning model of the guardrails: phrases -> weights and a table (``python -m evals.guarding``)."""
