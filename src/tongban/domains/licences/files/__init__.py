"""The files of a licence: one description of its face, drawn as OFD and as PDF, sealed, kept, and checked."""
