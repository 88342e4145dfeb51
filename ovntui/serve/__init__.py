"""The console served over SSH: who may come in, a process and a terminal for each who does."""
