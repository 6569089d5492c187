"""The command line: parse flags, call one service, show its result."""
