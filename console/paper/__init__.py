"""Documents: one record to PDF and docx."""
