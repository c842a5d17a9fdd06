"""Who works at the desk: accounts, sessions, one-time links, tries to sign in, and the audit log."""

from services_db.state.staff.accounts import ROLES, Account, Accounts
from services_db.state.staff.audit import AuditEntry, AuditLog, record
from services_db.state.staff.errors import AccountNotFound, LastAdmin, LinkUsedUp, NameTaken, StaffError
from services_db.state.staff.links import FIRST_ADMIN, OneTimeLinks
from services_db.state.staff.sessions import KeptForm, Sessions, SignedIn
from services_db.state.staff.throttle import Throttle

__all__ = [
    "FIRST_ADMIN",
    "ROLES",
    "Account",
    "AccountNotFound",
    "Accounts",
    "AuditEntry",
    "AuditLog",
    "KeptForm",
    "LastAdmin",
    "LinkUsedUp",
    "NameTaken",
    "OneTimeLinks",
    "Sessions",
    "SignedIn",
    "StaffError",
    "Throttle",
    "record",
]
