"""What is kept, tested against SQLite files and a real PostgreSQL."""
