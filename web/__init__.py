"""What a browser sees: reply pages for units, the desk for the office."""
