"""The record: speaks SQL and HTTP, nothing else does."""
