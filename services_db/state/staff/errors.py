"""What can go wrong with the accounts of the staff desk.

StaffError
├── AccountNotFound   no account has this name or number
├── NameTaken         an account of this name exists already
├── LastAdmin         this would leave nobody who can manage accounts
└── LinkUsedUp        the one-time link was used, has run out, or never was
"""

from __future__ import annotations


class StaffError(Exception):
    """Root of these errors."""


class AccountNotFound(StaffError):
    """No account has this name or number."""


class NameTaken(StaffError):
    """An account of this name exists already."""


class LastAdmin(StaffError):
    """This would leave nobody who can manage accounts."""


class LinkUsedUp(StaffError):
    """The one-time link was used, has run out, or never was."""
