"""Clocks that people can see: warnings (临期, 超期), reminders, supervision cases (督办), statistics.

Packs say when what happens (`definitions`); `limits` turns that into days; `warnings` finds the clocks that have come
to them by one statement, `reminding` tells whoever must act, `supervising` asks agencies for an answer, `statistics`
counts.
A paused clock warns nobody. Every warning is raised once.
"""
