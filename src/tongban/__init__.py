"""Tongban (通办): government services and their reform as one closed loop."""
