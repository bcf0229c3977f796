"""Protocol bugs put in on purpose: the suite must notice each one, or it proves little."""
