"""Wallets: questions put by a browser, what verifiers need, and a wallet to try things with in a sandbox."""
