"""What advice stores."""
