"""The acts that recipes are made of, by what they are done to."""
