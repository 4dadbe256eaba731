import { BITBUCKET_USER_ID_ANNOTATION } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { AuthService } from '@backstage/backend-plugin-api';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  Entity,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { locationOf, providerIdOf } from './location';

const ORIGIN = `metadata.annotations.${ANNOTATION_ORIGIN_LOCATION}`;
const USER_ID = `metadata.annotations.${BITBUCKET_USER_ID_ANNOTATION}`;
const REF_FIELDS = ['kind', 'metadata.namespace', 'metadata.name'];

/** The part of the catalog's service that is used. */
export type CatalogReader = Pick<
  CatalogService,
  'queryEntities' | 'streamEntities'
>;

/** What a provider asks the catalog. */
export class CatalogIndex {
  constructor(
    private readonly catalog: CatalogReader,
    private readonly auth: AuthService,
  ) {}

  /** How many entities of a provider the catalog has. */
  async countOf(providerId: string): Promise<number> {
    const { totalItems } = await this.catalog.queryEntities(
      { filter: { [ORIGIN]: locationOf(providerId) }, limit: 0 },
      await this.#options(),
    );
    return totalItems;
  }

  /** The refs of all entities of a provider. */
  async refsOf(providerId: string): Promise<Set<string>> {
    const refs = new Set<string>();
    const pages = this.catalog.streamEntities(
      { filter: { [ORIGIN]: locationOf(providerId) }, fields: REF_FIELDS },
      await this.#options(),
    );
    for await (const page of pages) {
      page.forEach(entity => refs.add(stringifyEntityRef(entity)));
    }
    return refs;
  }

  /**
   * Refs of the Users that other sources have for an account, by its uuid. Of several providers of
   * ours that read the same person, the one whose id comes first in the alphabet has the User.
   */
  async usersElsewhere(providerId: string): Promise<Map<string, string>> {
    const refs = new Map<string, string>();
    const pages = this.catalog.streamEntities(
      {
        query: {
          $all: [
            { kind: 'user', [USER_ID]: { $exists: true } },
            { $not: { [ORIGIN]: locationOf(providerId) } },
          ],
        },
        fields: [...REF_FIELDS, 'metadata.annotations'],
      },
      await this.#options(),
    );
    for await (const page of pages) {
      for (const entity of page) {
        const annotations = entity.metadata.annotations ?? {};
        const userId = annotations[BITBUCKET_USER_ID_ANNOTATION];
        const other = providerIdOf(annotations[ANNOTATION_LOCATION]);
        if (userId && (other === undefined || other < providerId)) {
          refs.set(toUuid(userId), stringifyEntityRef(entity));
        }
      }
    }
    return refs;
  }

  /** Users of all sources but ours, page by page. */
  async *usersToLink(): AsyncGenerator<Entity[]> {
    const pages = this.catalog.streamEntities(
      {
        filter: { kind: 'user' },
        fields: [...REF_FIELDS, 'metadata.annotations', 'spec.profile.email'],
      },
      await this.#options(),
    );
    for await (const page of pages) {
      yield page.filter(
        ({ metadata }) =>
          providerIdOf(metadata.annotations?.[ANNOTATION_LOCATION]) ===
          undefined,
      );
    }
  }

  async #options() {
    return { credentials: await this.auth.getOwnServiceCredentials() };
  }
}

/** With braces and in lower case, however somebody typed it. */
export function toUuid(text: string): string {
  return `{${text.replace(/[{}\s]/g, '').toLowerCase()}}`;
}
