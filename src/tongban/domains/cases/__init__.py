"""The engine: every case from submission to closing, under lawful clocks."""
