"""What every page is built from: each part has one job, a dataclass and a template in `templates/components/`."""
