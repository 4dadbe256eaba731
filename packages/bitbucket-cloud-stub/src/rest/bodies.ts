import type { Site, Switches } from '../context';
import type { EmailAddress, Person, Workspace } from '../seed/types';

/** The person as `/2.0/user` tells it. Braces are percent-encoded in links, and only there. */
export function userBody(person: Person, site: Site, switches: Switches) {
  const id = encodeURIComponent(person.uuid);
  return {
    type: 'user',
    uuid: person.uuid,
    account_id: person.account_id,
    ...(switches.username ? { username: person.username } : {}),
    nickname: person.nickname,
    display_name: person.display_name,
    account_status: 'active',
    has_2fa_enabled: person.has_2fa_enabled,
    is_staff: false,
    created_on: person.created_on,
    links: {
      self: { href: `${site.apiUrl}/users/${id}` },
      html: { href: `${site.url}/${id}/` },
      avatar: { href: avatarUrl(person, site) },
      repositories: { href: `${site.apiUrl}/repositories/${id}` },
      snippets: { href: `${site.apiUrl}/snippets/${id}` },
      hooks: { href: `${site.apiUrl}/workspaces/${id}/hooks` },
    },
  };
}

/** Where the picture of a person is served. */
export function avatarUrl(person: Person, site: Site): string {
  return `${site.url}/_stub/avatars/${encodeURIComponent(person.uuid)}.svg`;
}

/** An address as `/2.0/user/emails` tells it. */
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

/** A membership as `/2.0/user/workspaces` tells it. */
export function workspaceAccessBody(
  workspace: Workspace,
  person: Person,
  site: Site,
) {
  return {
    type: 'workspace_access',
    administrator: person.workspaces[workspace.slug] === 'owner',
    workspace: {
      type: 'workspace_base',
      slug: workspace.slug,
      uuid: workspace.uuid,
      links: {
        self: { href: `${site.apiUrl}/workspaces/${workspace.slug}` },
        avatar: { href: `${site.url}/_stub/avatars/${workspace.slug}.svg` },
      },
    },
  };
}
