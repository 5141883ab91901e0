"""What pages are told as it happens: server-sent events, from a process that does nothing else.

See docs/adr/0010-live-streams-have-a-process-of-their-own.md.
"""
