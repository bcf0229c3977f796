"""The read side: small frozen view records, one question each."""
