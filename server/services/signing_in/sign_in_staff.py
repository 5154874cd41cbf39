"""Sign a staff member or an admin in by address and password; an unknown address takes as long as a wrong password."""

from server.contract.signing_in import StaffSignedIn, StaffSignInRequest
from server.database.write_transaction import write_transaction
from server.rules.vocabulary import Role
from server.services.context import Context
from server.services.signing_in.refused import WrongSecretError
from server.services.signing_in.staff_secrets import is_password
from server.services.signing_in.tokens import issue_staff_token
from server.services.signing_in.tries import PASSWORDS_PER_CLIENT, PASSWORDS_PER_EMAIL, count_try, forgive_tries
from server.tables.people import StaffMember


async def sign_in_staff(asked: StaffSignInRequest, client: str, context: Context) -> StaffSignedIn:
    """Return a token of 12 hours. `client` is the caller's address on the net.

    Raises WrongSecretError `password_wrong`, and TooManyTriesError after too many wrong ones in a row.
    """
    now = context.now()
    email = asked.email.lower()
    await count_try(PASSWORDS_PER_CLIENT, client, context, now)
    await count_try(PASSWORDS_PER_EMAIL, email, context, now)
    person = await StaffMember.objects().get((StaffMember.email == email) & StaffMember.archived_at.is_null())
    is_right = await is_password(asked.password, person.password_hash if person else None, context.keys)
    if person is None or not is_right:
        raise WrongSecretError("password_wrong", "Address or password is not right.")
    await forgive_tries(PASSWORDS_PER_EMAIL, email, context)
    role = Role(person.role)
    async with write_transaction():
        token = await issue_staff_token(person.id, role, now)
    return StaffSignedIn(token=token, role=role, staff_id=person.id, name=person.name)
