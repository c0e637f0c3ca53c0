"""Regions, agencies, posts, accounts, people and enterprises: who exists and who may act."""
