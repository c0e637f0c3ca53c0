"""OFD (GB/T 33190-2016): a small writer, a careful reader, and signing by a seal (GB/T 38540)."""
