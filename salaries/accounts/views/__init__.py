"""Pages of a person's account: keys, activity, their data."""
