import type { Site } from '../http/Site';
import type { Switches } from '../switches/Switches';
import type {
  EmailAddress,
  OAuthClient,
  Person,
  Workspace,
} from '../model/types';
import { avatarUrl, workspaceAvatarUrl } from '../http/avatarUrls';
import { deriveUuid } from '../model/deriveUuid';

/** Returns the person for `/2.0/user`. Braces are percent-encoded in links, and only there. */
export function userBody(person: Person, site: Site, switches: Switches) {
  const { links, ...rest } = publicUserBody(person, site);
  const id = encodeURIComponent(person.uuid);
  return {
    ...rest,
    ...(switches.username ? { username: person.username } : {}),
    has_2fa_enabled: person.has_2fa_enabled,
    links: {
      ...links,
      repositories: { href: `${site.apiUrl}/repositories/${id}` },
      snippets: { href: `${site.apiUrl}/snippets/${id}` },
      hooks: { href: `${site.apiUrl}/workspaces/${id}/hooks` },
    },
  };
}

/** Returns a person for `/2.0/users/{selected_user}`, which every caller can read. */
export function publicUserBody(person: Person, site: Site) {
  return {
    ...condensedUserBody(person, site),
    account_status: person.account_status ?? 'active',
    is_staff: false,
    created_on: person.created_on,
  };
}

/** Returns a person as part of another resource. */
export function condensedUserBody(person: Person, site: Site) {
  const id = encodeURIComponent(person.uuid);
  return {
    type: 'user',
    uuid: person.uuid,
    account_id: person.account_id,
    nickname: person.nickname,
    display_name: person.display_name,
    links: {
      self: { href: `${site.apiUrl}/users/${id}` },
      html: { href: `${site.url}/${id}/` },
      avatar: { href: avatarUrl(person, site) },
    },
  };
}

/** Returns the identity of a client without a user (`client_credentials`), in the dialect `current`. */
export function appUserBody(client: OAuthClient, site: Site) {
  const uuid = deriveUuid('app_user', client.id);
  const id = encodeURIComponent(uuid);
  return {
    type: 'app_user',
    uuid,
    account_id: `712020:${deriveUuid('account', client.id).slice(1, -1)}`,
    account_status: 'active',
    display_name: client.name ?? client.id,
    kind: 'oauth_client',
    created_on: '2020-01-01T00:00:00.000000+00:00',
    links: {
      self: { href: `${site.apiUrl}/users/${id}` },
      html: { href: `${site.url}/${id}/` },
      avatar: { href: `${site.ownUrl}/_stub/avatars/${id}.svg` },
    },
  };
}

/** Returns a workspace as the owner of its repositories and projects. */
export function teamBody(workspace: Workspace, site: Site) {
  const { slug, uuid, name } = workspace;
  const id = encodeURIComponent(uuid);
  return {
    type: 'team',
    uuid,
    username: slug,
    display_name: name,
    links: {
      self: { href: `${site.apiUrl}/workspaces/${id}` },
      html: { href: `${site.url}/${id}/` },
      avatar: { href: workspaceAvatarUrl(workspace, site) },
    },
  };
}

/** Returns an address for `/2.0/user/emails`. */
export function emailBody(address: EmailAddress, site: Site) {
  return {
    type: 'email',
    email: address.email,
    is_primary: address.is_primary,
    is_confirmed: address.is_confirmed,
    links: {
      self: {
        href: `${site.apiUrl}/user/emails/${encodeURIComponent(address.email)}`,
      },
    },
  };
}
