"""The kernel: calendars, clocks, parameters, packs, events, audit, authorisation. It knows no domain word."""
