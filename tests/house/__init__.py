"""The house itself: its floors, deployments, package, pins and papers."""
