"""What an office does, an act a function: joins record, mail and documents; knows neither Prefect nor a browser."""
