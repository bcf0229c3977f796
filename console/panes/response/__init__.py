"""响应: the graded response."""
