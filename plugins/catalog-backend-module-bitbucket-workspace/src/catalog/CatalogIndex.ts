import {
  BITBUCKET_USER_ID_ANNOTATION,
  normalizeBitbucketUuid,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { AuthService } from '@backstage/backend-plugin-api';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  Entity,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { isFromProvider, locationOf, providerIdOf } from '../model/location';

const ORIGIN = `metadata.annotations.${ANNOTATION_ORIGIN_LOCATION}`;
const USER_ID = `metadata.annotations.${BITBUCKET_USER_ID_ANNOTATION}`;
const REF_FIELDS = ['kind', 'metadata.namespace', 'metadata.name'];

/** The part of the catalog's service that is used. */
export type CatalogReader = Pick<
  CatalogService,
  'getEntitiesByRefs' | 'queryEntities' | 'streamEntities'
>;

/** Refs that the catalog is asked for in one call. */
const REFS_AT_ONCE = 500;

/** The Users that other sources have for accounts of Bitbucket. */
export interface UsersElsewhere {
  /** Refs, by the uuid of the account. */
  refs: Map<string, string>;
  /** Refs by uuid, where several Users of other sources have one account: none of them is used. */
  ambiguous: Map<string, string[]>;
}

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

  /** The entities that the catalog has under these refs, with annotations and `spec.members`. */
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
   * Of several providers of this module that read the same person, the one that has a User keeps it: otherwise the
   * owner of one workspace could rename the Users of another. If several have one, because they ran at the same
   * time, the one whose id comes first in the alphabet keeps it.
   *
   * @param known - uuids of the people who have a User of this provider
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

  /** Users of all sources except this module, page by page. */
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
