"""When things happen, and in what order: one Prefect flow a file, and the `circulate` command."""
