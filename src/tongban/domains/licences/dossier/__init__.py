"""The dossier of a subject (一企一档, 一人一档): what it holds, has asked for and has delegated, as of any day."""
