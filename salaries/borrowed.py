"""Words of Django and allauth that our pages and mails show, and that their Spanish says with "usted" or not at all.

They stand in no source of ours; ``manage.py catalogue`` keeps them, and what our catalogue says comes first.
"""

Word = str | tuple[str, str]  # one, or one and many

FIELDS: tuple[Word, ...] = (
    "Enter a valid value.",
    "Enter a valid URL.",
    "Enter a valid email address.",
    "Enter a number.",
    "Enter a whole number.",
    "Enter a list of values.",
    "Select a valid choice. That choice is not one of the available choices.",
    "Select a valid choice. %(value)s is not one of the available choices.",
    "Ensure this value is less than or equal to %(limit_value)s.",
    "Ensure this value is greater than or equal to %(limit_value)s.",
    (
        "Ensure this value has at least %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at least %(limit_value)d characters (it has %(show_value)d).",
    ),
    (
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    ),
)
PASSWORDS: tuple[Word, ...] = (
    (
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
    ),
    "Your password can’t be too similar to your other personal information.",
    "Your password can’t be a commonly used password.",
    "Forgot your password?",
    "Please type your current password.",
    "You must type the same password each time.",
)
SIGN_IN: tuple[Word, ...] = (
    "The email address and/or password you specified are not correct.",
    "Too many failed login attempts. Try again later.",
    "You cannot add an email address to an account protected by two-factor authentication.",
    "You cannot activate two-factor authentication until you have verified your email address.",
    "Your primary email address must be verified.",
)
MAILS: tuple[Word, ...] = (
    "Email Changed",
    "Email Confirmation",
    "Email Removed",
    "Password Changed",
    "Password Set",
    "Your email has been changed from %(from_email)s to %(to_email)s.",
    "Your email has been confirmed.",
    "Email address %(deleted_email)s has been removed from your account.",
    "Your password has been changed.",
    "Your password has been set.",
)
BORROWED = (*FIELDS, *PASSWORDS, *SIGN_IN, *MAILS)
