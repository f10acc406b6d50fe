"""What runs when: the deployments of one machine, as `prefect.yaml` states them for many."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deployment:
    """A flow under the name of its deployment. `cron` in the office's zone, None where it runs on demand alone."""

    name: str
    module: str
    description: str
    cron: str | None = None

    @property
    def entrypoint(self) -> str:
        """Where Prefect loads the flow from: a module path, which fails loudly and works in a wheel."""
        return f"flows.{self.module}.{self.module}"


DEPLOYMENTS = (
    Deployment("open-round", "open_round", "Send a draft to every unit of a round."),
    Deployment("send-letters", "send_letters", "Send what the outbox still holds.", "*/10 * * * *"),
    Deployment(
        "remind",
        "remind",
        "Chase the silent; asks the working calendar, since make-up days fit no cron.",
        "30 9 * * *",
    ),
    Deployment("collect-replies", "collect_replies", "Take mail in, file it, acknowledge it.", "*/5 * * * *"),
    Deployment("close-round", "close_round", "Fix the ledger of rounds whose due moment has come.", "30 18 * * *"),
    Deployment("watch", "watch", "Tell the office what has not run, failed or may not send.", "*/30 * * * *"),
    Deployment("write-documents", "write_documents", "Write the documents of a round."),
)
