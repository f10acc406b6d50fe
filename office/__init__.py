"""What differs between offices: settings, the working calendar."""
