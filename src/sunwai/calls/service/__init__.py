"""The calls process: one asyncio loop that decides what happens to every line.

    arrive ─▶ flow (keys) ─▶ waiting ─▶ offered to an agent ─▶ talking ─▶ ended

One task a call; a fault in it ends that call and no other. What happened is told to the `Book`, which writes it to
the database, or to a journal on disk while the database is away. Nothing that a caller hears waits for the database,
but for what depends on it.
"""
