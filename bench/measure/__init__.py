"""What is measured and how: processes and their cost, a real terminal, rounds that take turns."""
