"""Mask what identifies a person; the doors' name for what services_db does wherever something is stored."""

from services_db.personal_data import mask_personal_data

__all__ = ["mask_personal_data"]
