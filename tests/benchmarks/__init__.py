"""Speed, each figure as a ratio against a reference measured in the same run. Run by `make bench`."""
