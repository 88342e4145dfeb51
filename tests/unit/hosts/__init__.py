"""What of hosts can be told without one."""
