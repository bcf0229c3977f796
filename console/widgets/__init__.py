"""Reusable widgets; they know nothing of incidents."""
