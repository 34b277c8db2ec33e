"""What people type, checked: the pay report, the numbers in it, and a draft that waits for sign-in."""
