"""Pictures of customers: how large groups are over time, and where they stand by recency and frequency."""
