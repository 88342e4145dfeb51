"""The systems of a deployment that plans work on: its databases and its hosts."""

from ovntui.deployment import Deployment
from ovntui.ovsdb.client import Database
from ovntui.plans.deeds.crafts import CRAFTS
from ovntui.plans.deeds.hostwork import HostWork, site_of
from ovntui.plans.errors import Refusal
from ovntui.plans.hints import hint_of
from ovntui.plans.plan import Step
from ovntui.plans.transaction import Transaction
from ovntui.plans.work import Work


def database_of(deployment: Deployment, key: str) -> Database:
    """A database that has answered. Raises Refusal where there is none."""
    connection = deployment.connections.get(key)
    if connection is None:
        raise Refusal(f"there is no database {key} to be changed")
    if connection.database.schema is None:
        raise Refusal(f"{connection.label} has not been reached yet: {connection.database.link.error}")
    return connection.database


def work_of(deployment: Deployment, step: Step) -> Work:
    """The work that a step is. Raises Refusal where its system is not known or was never reached."""
    if step.deed is None:
        database = database_of(deployment, step.database)
        return Transaction(database, step, hint_of(deployment, step.database))
    craft = CRAFTS.get(step.deed.craft)
    if craft is None:
        raise Refusal(f"this ovntui does not know how {step.deed.craft} is done: another one wrote that down")
    return HostWork(site_of(deployment, step.database), craft, step.deed)
