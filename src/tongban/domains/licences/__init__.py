"""Electronic licences: issue, verify, revoke, and the dossier of their holder."""
