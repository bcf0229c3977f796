"""态势: what is measured and where."""
