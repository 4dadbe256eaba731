import type { Account } from '../store/PullRequest';
import { condensedUserBody } from './userBodies';
import type { Resources } from './Resources';

/** Returns an account as other resources contain it. */
export function accountBody(
  { store, site }: Resources,
  { uuid, body }: Account,
): object {
  const person = store.findPerson(uuid);
  return (
    body ??
    (person
      ? condensedUserBody(person, site)
      : { type: 'user', uuid, display_name: 'Former user' })
  );
}
