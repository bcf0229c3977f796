"""The far end: the province's exchange service on PostgreSQL. The console never imports it."""
