"""Data and one thin loader, free of Qt: codes, plans, rules, places, themes."""
