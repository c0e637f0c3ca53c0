"""The same licence in a form that its holder carries: SD-JWT VC with chosen fields, a status list, a wallet's key."""
