import { BITBUCKET_CLOUD_BASE_URL } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { Entity } from '@backstage/catalog-model';
import { Config } from '@backstage/config';
import { minimatch } from 'minimatch';
import { resolve } from 'node:path';
import { z } from 'zod';

const allowSchema = z.array(
  z.union([
    z.string().transform(kind => ({ kind, type: undefined })),
    z
      .object({ kind: z.string(), 'spec.type': z.string().optional() })
      .transform(({ kind, 'spec.type': type }) => ({ kind, type })),
  ]),
);

interface LocationMatcher {
  type: string;
  exact?: string;
  pattern?: string;
}

interface CatalogRule {
  allow: z.output<typeof allowSchema>;
  /** Undefined where the rule applies to all locations. */
  locations?: LocationMatcher[];
}

/**
 * Reads `catalog.rules` and the `rules` of `catalog.locations`, as the catalog does, but compares the case of patterns:
 * {@link toComparable}.
 *
 * @seam The catalog checks the rules after a Location was read, and then gives up the whole Location. Its
 * own check is not exported. It remains: an entity that passes here is checked again.
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/ingestion/CatalogRules.ts
 */
export class CatalogRules {
  private constructor(private readonly rules: CatalogRule[]) {}

  static fromConfig(config: Config): CatalogRules {
    const rules: CatalogRule[] = config
      .getOptionalConfigArray('catalog.rules')
      ?.map(rule => ({
        allow: allowSchema.parse(rule.get('allow')),
        locations: rule.getOptionalConfigArray('locations')?.map(location => ({
          type: location.getString('type'),
          exact: location.getOptionalString('exact'),
          pattern: location.getOptionalString('pattern'),
        })),
      })) ?? [{ allow: allowSchema.parse(['Component', 'API', 'Location']) }];
    const ofLocations = (
      config.getOptionalConfigArray('catalog.locations') ?? []
    ).flatMap(location => {
      const type = location.getString('type');
      const target = location.getString('target');
      const exact = type === 'file' ? resolve(target) : target;
      return (location.getOptionalConfigArray('rules') ?? []).map(rule => ({
        allow: allowSchema.parse(rule.get('allow')),
        locations: [{ type, exact }],
      }));
    });
    return new CatalogRules([...rules, ...ofLocations]);
  }

  /**
   * Returns whether the catalog accepts an entity.
   *
   * @param origin - the location that was registered or configured
   */
  isAllowed(entity: Entity, origin: { type: string; target: string }): boolean {
    return this.rules.some(
      ({ allow, locations }) =>
        (!locations || locations.some(each => matchesLocation(each, origin))) &&
        allow.some(each => matchesEntity(each, entity)),
    );
  }
}

/** What makes a pattern match all names but some, as in `!(a).yaml` and `[!a].yaml`. */
const EXCLUSION = /!\(|\[[!^]/;

/** A name that no pattern has by chance. */
const ANY_NAME = '~any~name~';

function matchesLocation(
  { type, exact, pattern }: LocationMatcher,
  origin: { type: string; target: string },
): boolean {
  return (
    type === origin.type &&
    (!exact || exact === origin.target) &&
    (!pattern || matchesPattern(origin.target, pattern))
  );
}

function matchesPattern(target: string, pattern: string): boolean {
  if (target.includes('*') && EXCLUSION.test(pattern)) {
    return target === pattern;
  }
  return examplesOf(target).every(each =>
    minimatch(toComparable(each), toComparable(pattern), { dot: true }),
  );
}

/**
 * Returns URLs of files that a reader can find by a URL with stars, in no folder, in one and in several, and with
 * nothing and something in place of a star. The text of `**\/users.yaml` matches the pattern `*\/users.yaml`, but the
 * reader finds files in other folders, too.
 */
function examplesOf(target: string): string[] {
  if (!target.includes('*')) {
    return [target];
  }
  const parts = target.split('/');
  return [[], ['a'], ['a', 'b', 'c']].flatMap(folders =>
    ['', ANY_NAME].map(name =>
      parts
        .flatMap((part, index) => {
          if (part === '**') {
            return index < parts.length - 1 ? folders : [...folders, ANY_NAME];
          }
          return part === '*' ? ANY_NAME : part.replaceAll('*', name);
        })
        .join('/'),
    ),
  );
}

/**
 * Returns a URL, or a pattern, with those parts in lower case whose case a server ignores: the host, and at Bitbucket
 * the workspace and the repository. Git compares the case of branches and of paths. So a pattern for `src/main/**` must
 * not match the branch `MAIN`, which other people can write to.
 */
function toComparable(url: string): string {
  if (!/^https?:/i.test(url)) {
    return url;
  }
  const parts = url.split('/');
  const isAtBitbucket = url
    .toLowerCase()
    .startsWith(`${BITBUCKET_CLOUD_BASE_URL}/`);
  // What follows ** can be a part of the path.
  const anyDepth = parts.indexOf('**');
  const end = Math.min(
    isAtBitbucket ? 5 : 3,
    anyDepth < 0 ? Infinity : anyDepth,
  );
  return parts
    .map((part, index) => (index < end ? part.toLowerCase() : part))
    .join('/');
}

function matchesEntity(
  { kind, type }: CatalogRule['allow'][number],
  entity: Entity,
): boolean {
  const ofEntity = entity.spec?.type;
  return (
    entity.kind.toLowerCase() === kind.toLowerCase() &&
    (!type ||
      (typeof ofEntity === 'string' &&
        ofEntity.toLowerCase() === type.toLowerCase()))
  );
}
