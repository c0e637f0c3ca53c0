"""The register of items: versions and what differs, changes prepared and published, running cases tried and moved."""
