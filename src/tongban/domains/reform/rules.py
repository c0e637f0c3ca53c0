"""What may happen. Pure: no database, no clock, no settings."""
