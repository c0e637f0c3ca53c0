"""Every way this domain changes. One public function per use case; the transaction is here."""
