"""The engine under every case family: transition table, timeline, actions. Knows no family."""
