import {
  BITBUCKET_USER_ID_ANNOTATION,
  normalizeBitbucketUuid,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type AuthService } from '@backstage/backend-plugin-api';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  type Entity,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import { isFromProvider, locationOf, providerIdOf } from '../model/location';

const ORIGIN = `metadata.annotations.${ANNOTATION_ORIGIN_LOCATION}`;
const USER_ID = `metadata.annotations.${BITBUCKET_USER_ID_ANNOTATION}`;
const REF_FIELDS = ['kind', 'metadata.namespace', 'metadata.name'];

/** The required part of the catalog service. */
export type CatalogReader = Pick<
  CatalogService,
  'getEntitiesByRefs' | 'queryEntities' | 'streamEntities'
>;

/** Number of refs in one request to the catalog. */
const REFS_AT_ONCE = 500;

/** The Users of other sources, by their Bitbucket account. */
export interface UsersElsewhere {
  /** Refs by the uuid of the account. */
  refs: Map<string, string>;
  /** Refs by uuid, for accounts with several Users of other sources. The provider uses none of them. */
  ambiguous: Map<string, string[]>;
}

/** The catalog queries of a provider. */
export class CatalogIndex {
  constructor(
    private readonly catalog: CatalogReader,
    private readonly auth: AuthService,
  ) {}

  /** Returns how many entities of a provider the catalog contains. */
  async countOf(providerId: string): Promise<number> {
    const { totalItems } = await this.catalog.queryEntities(
      { filter: { [ORIGIN]: locationOf(providerId) }, limit: 0 },
      await this.#options(),
    );
    return totalItems;
  }

  /** Returns the refs of all entities of a provider. */
  async refsOf(providerId: string): Promise<Set<string>> {
    const refs = new Set<string>();
    const pages = this.catalog.streamEntities(
      {
        filter: { [ORIGIN]: locationOf(providerId) },
        fields: [...REF_FIELDS, 'metadata.annotations'],
      },
      await this.#options(),
    );
    for await (const page of pages) {
      page
        .filter(entity => isFromProvider(entity, providerId))
        .forEach(entity => refs.add(stringifyEntityRef(entity)));
    }
    return refs;
  }

  /** Returns the entities with these refs, with annotations and `spec.members`. */
  async find(refs: readonly string[]): Promise<Map<string, Entity>> {
    const found = new Map<string, Entity>();
    for (let at = 0; at < refs.length; at += REFS_AT_ONCE) {
      const entityRefs = refs.slice(at, at + REFS_AT_ONCE);
      const { items } = await this.catalog.getEntitiesByRefs(
        {
          entityRefs,
          fields: [...REF_FIELDS, 'metadata.annotations', 'spec.members'],
        },
        await this.#options(),
      );
      items.forEach((entity, index) => {
        if (entity) {
          found.set(entityRefs[index], entity);
        }
      });
    }
    return found;
  }

  /**
   * Returns the Users that other sources have for accounts.
   *
   * If several providers of this module read the same account, the provider that already has a User
   * keeps it. Otherwise, the owner of one workspace could rename the Users of another. If several have a
   * User because they ran at the same time, the provider whose ID comes first in the alphabet keeps it.
   *
   * @param known - uuids of the accounts that have a User of this provider
   */
  async usersElsewhere(
    providerId: string,
    known: ReadonlySet<string>,
  ): Promise<UsersElsewhere> {
    const foreign = new Map<string, string[]>();
    const siblings = new Map<string, { id: string; ref: string }>();
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
      for (const entity of page.filter(isUser)) {
        const annotations = entity.metadata.annotations ?? {};
        const userId = annotations[BITBUCKET_USER_ID_ANNOTATION];
        const uuid = userId?.trim() && normalizeBitbucketUuid(userId);
        const id = providerIdOf(annotations[ANNOTATION_LOCATION]);
        const ref = stringifyEntityRef(entity);
        if (uuid && id === undefined) {
          foreign.set(uuid, [...(foreign.get(uuid) ?? []), ref]);
        } else if (
          uuid &&
          id !== undefined &&
          (id < providerId || !known.has(uuid))
        ) {
          const sibling = siblings.get(uuid);
          siblings.set(
            uuid,
            sibling && sibling.id < id ? sibling : { id, ref },
          );
        }
      }
    }
    const refs = new Map([...siblings].map(([uuid, { ref }]) => [uuid, ref]));
    foreign.forEach(([ref], uuid) => refs.set(uuid, ref));
    const ambiguous = new Map(
      [...foreign].filter(([, several]) => several.length > 1),
    );
    return { refs, ambiguous };
  }

  /** Streams the Users of all sources except this module, page by page. */
  async *usersToLink(): AsyncGenerator<Entity[]> {
    const pages = this.catalog.streamEntities(
      {
        filter: { kind: 'user' },
        fields: [...REF_FIELDS, 'metadata.annotations', 'spec.profile.email'],
      },
      await this.#options(),
    );
    for await (const page of pages) {
      yield page
        .filter(isUser)
        .filter(
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

function isUser({ kind }: Entity): boolean {
  return kind.toLowerCase() === 'user';
}
