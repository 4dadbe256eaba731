import { type Knex } from 'knex';
import { inChunks } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type LinkRow } from './database';

const TABLE = 'bitbucket_workspace_links';

/** The account of a User of another source. */
export interface AccountLink {
  entityRef: string;
  /** The email address with which it was found, in lower case. */
  email: string;
  /** The uuid of the account, with braces. */
  userId: string;
  username?: string;
  accountId?: string;
}

/** Stores which User has which account, for all instances of the backend. */
export class AccountLinks {
  constructor(private readonly knex: Knex) {}

  /** Returns the links of a provider, by entity ref. */
  async read(providerId: string): Promise<Map<string, AccountLink>> {
    const rows = await this.knex<LinkRow>(TABLE).where({
      provider_id: providerId,
    });
    return new Map(rows.map(row => [row.entity_ref, toLink(row)]));
  }

  /** Returns the links that all providers have found for a User. */
  async find(entityRef: string): Promise<AccountLink[]> {
    const rows = await this.knex<LinkRow>(TABLE).where({
      entity_ref: entityRef,
    });
    return rows.map(toLink);
  }

  async save(
    providerId: string,
    changes: { set: AccountLink[]; removed: string[] },
  ) {
    await this.knex.transaction(async tx => {
      for (const refs of inChunks(changes.removed)) {
        await tx<LinkRow>(TABLE)
          .where({ provider_id: providerId })
          .whereIn('entity_ref', refs)
          .delete();
      }
      const rows = changes.set.map(link => ({
        provider_id: providerId,
        entity_ref: link.entityRef,
        email: link.email,
        user_id: link.userId,
        username: link.username ?? null,
        account_id: link.accountId ?? null,
      }));
      for (const chunk of inChunks(rows)) {
        await tx<LinkRow>(TABLE)
          .insert(chunk)
          .onConflict(['provider_id', 'entity_ref'])
          .merge();
      }
    });
  }

  /** Deletes the links of providers that are no longer configured. */
  async keepOnly(providerIds: string[]) {
    await this.knex<LinkRow>(TABLE)
      .whereNotIn('provider_id', providerIds)
      .delete();
  }
}

function toLink(row: LinkRow): AccountLink {
  return {
    entityRef: row.entity_ref,
    email: row.email,
    userId: row.user_id,
    username: row.username ?? undefined,
    accountId: row.account_id ?? undefined,
  };
}
