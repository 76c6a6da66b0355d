"""Eval cases turned into scores, metrics, reports and a gate; sits on top of ``assistant``, which never imports it."""
