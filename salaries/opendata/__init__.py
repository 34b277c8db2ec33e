"""Each release as files that anybody may take, cite, pin and check."""
