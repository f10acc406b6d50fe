"""What is kept: tables, queries with question names, and the store, the only place that commits."""
