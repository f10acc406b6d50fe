"""Pages: a real office behind a real server, asked as a browser asks."""
