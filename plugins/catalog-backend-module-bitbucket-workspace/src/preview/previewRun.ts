import {
  type BitbucketWorkspaceClient,
  type EntityRecord,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  type AuthService,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { type AccountLink } from '../store/AccountLinks';
import { CatalogIndex, type CatalogReader } from '../catalog/CatalogIndex';
import { type BitbucketWorkspaceProviderConfig } from '../config/providerConfig';
import { type ReadProgress } from '../model/ReadProgress';
import { type RunContext, type RunOutcome } from '../context/RunContext';
import { runCreate } from '../run/runCreate';
import { runLink } from '../run/runLink';

/** One change that a run would make. */
export interface PreviewLine {
  change: 'add' | 'change' | 'remove' | 'link' | 'unlink';
  entityRef: string;
  /** The display text, or the linked account. */
  about: string;
}

/** The result of a preview. */
export interface Preview {
  outcome: RunOutcome;
  lines: PreviewLine[];
  /** All entities after the run, changed or not. */
  entities: Entity[];
}

/** The preview sends no requests to other plugins. */
const noAuth = {
  getOwnServiceCredentials: async () => ({}),
} as unknown as AuthService;

/** Does the same as a run, without any effect on the catalog and the records. */
export async function previewRun(options: {
  config: BitbucketWorkspaceProviderConfig;
  client: BitbucketWorkspaceClient;
  logger: LoggerService;
  /** The current state of the catalog. */
  catalog: CatalogReader;
  records: ReadonlyMap<string, EntityRecord>;
  subjects: ReadonlyMap<string, string>;
  links: ReadonlyMap<string, AccountLink>;
  /** The refs that the configuration names. */
  configuredRefs: () => ReadonlySet<string>;
  onMembers?: ReadProgress;
}): Promise<Preview> {
  const { records, config } = options;
  const lines: PreviewLine[] = [];
  const entities = new Map<string, Entity>();
  const isKnown = new Set(
    [...records.values()]
      .filter(({ state }) => state !== 'gone')
      .map(record => record.entity_ref),
  );
  const context: RunContext = {
    ...options,
    catalog: new CatalogIndex(options.catalog, noAuth),
    records: {
      read: async () => new Map(records),
      begin: async () => {},
      complete: async () => {},
    },
    subjects: {
      read: async () => new Map(options.subjects),
      save: async () => {},
    },
    links: {
      read: async () => new Map(options.links),
      save: async (_, { set, removed }) => {
        set.forEach(({ entityRef, userId, email }) =>
          lines.push({
            change: 'link',
            entityRef,
            about: `${email} ${userId}`,
          }),
        );
        removed.forEach(entityRef =>
          lines.push({ change: 'unlink', entityRef, about: '' }),
        );
      },
    },
    connection: {
      refresh: async () => {},
      applyMutation: async mutation => {
        if (mutation.type === 'delta') {
          mutation.added.forEach(({ entity }) => {
            const entityRef = stringifyEntityRef(entity);
            const change = isKnown.has(entityRef) ? 'change' : 'add';
            lines.push({ change, entityRef, about: titleOf(entity) });
          });
          mutation.removed.forEach(each => {
            const entityRef =
              'entityRef' in each
                ? each.entityRef
                : stringifyEntityRef(each.entity);
            lines.push({ change: 'remove', entityRef, about: '' });
          });
        }
      },
    },
    onWanted: entity => entities.set(stringifyEntityRef(entity), entity),
    onKept: entityRef => entities.delete(entityRef),
  };
  const run = config.people === 'link' ? runLink : runCreate;
  const outcome = await run(context);
  return { outcome, lines, entities: [...entities.values()] };
}

function titleOf({ spec }: Entity): string {
  const profile = spec?.profile;
  return profile && typeof profile === 'object' && 'displayName' in profile
    ? String(profile.displayName)
    : '';
}
