import type { Site } from '../http/Site';
import type { OAuthClient, Person } from '../model/types';
import type { Account } from '../store/PullRequest';
import { appUserBody, condensedUserBody } from './userBodies';

/** The account that makes a change. */
export interface Actor {
  uuid: string;
  /** As other resources contain it. */
  body: object;
  /** As commits contain it: `Mira Lindqvist <mira@example>` */
  raw: string;
}

/** Returns a person as an actor. */
export function personActor(person: Person, site: Site): Actor {
  const { uuid, display_name: name, username } = person;
  return {
    uuid,
    body: condensedUserBody(person, site),
    raw: `${name} <${username}@users.noreply.example>`,
  };
}

/** Returns a client without a user as an actor. */
export function clientActor(client: OAuthClient, site: Site): Actor {
  const body = appUserBody(client, site);
  return {
    uuid: body.uuid,
    body,
    raw: `${body.display_name} <${client.id}@bots.noreply.example>`,
  };
}

/** Returns an actor as an account. The body of a person is the current one at every response. */
export function accountOf({ uuid, body }: Actor): Account {
  return (body as { type: string }).type === 'user' ? { uuid } : { uuid, body };
}
