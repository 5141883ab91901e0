"""The dialogue: a state machine as one table.

A `Node` asks and understands what is said at its `Place`; a verb (`yes:481209375`) does what a button or row stands
for, wherever it is pressed, be it on a message of last week. `engine.answer` brings the two together.
"""
