"""Writing the documents that go up with the draft."""

from datetime import datetime

from prefect import flow

from flows import steps


@flow(name="write-documents", persist_result=False, flow_run_name="documents-{round_name}")
async def write_documents(round_name: str, folder: str | None = None, now: datetime | None = None) -> list[str]:
    """Write the table of opinions of a round, as of now; returns the files' paths."""
    moment = steps.moment(now)
    files = await steps.write_files(round_name, folder, moment)
    await steps.publish(round_name, "documents.written", moment)
    return files
