"""名录: every register of the county, its records and their history."""
