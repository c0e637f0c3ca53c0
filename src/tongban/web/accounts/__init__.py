"""Log-in, sign-up, passwords and the second factor: allauth's flows in our words and pages."""
