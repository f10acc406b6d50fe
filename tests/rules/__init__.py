"""What is decided, proved without a database, a mail server or a clock."""
