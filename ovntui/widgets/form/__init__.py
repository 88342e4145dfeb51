"""The form that a recipe describes: a line a field, what is proposed, what is wrong, and help at its foot."""
