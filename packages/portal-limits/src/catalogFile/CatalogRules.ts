import { type Entity } from '@backstage/catalog-model';
import { type Config } from '@backstage/config';
import { resolve } from 'node:path';
import { z } from 'zod';
import { matchesPattern } from './matchesPattern';

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
  /** Undefined if the rule applies to all locations. */
  locations?: LocationMatcher[];
}

/**
 * Reads `catalog.rules` and the `rules` of `catalog.locations`, like the catalog, but case-sensitive:
 * {@link matchesPattern}.
 *
 * @seam The catalog checks the rules after it has read a Location, and then rejects the whole Location.
 * It does not export its check. The catalog still runs it on every entity that passes this one.
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/ingestion/CatalogRules.ts
 */
export class CatalogRules {
  /** The rules of the latest location. The catalog checks the entities of one location in sequence. */
  #last?: { type: string; target: string; rules: CatalogRule[] };

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
    return this.#rulesOf(origin).some(({ allow }) =>
      allow.some(each => matchesEntity(each, entity)),
    );
  }

  #rulesOf({ type, target }: { type: string; target: string }): CatalogRule[] {
    if (this.#last?.type !== type || this.#last.target !== target) {
      const rules = this.rules.filter(
        ({ locations }) =>
          !locations ||
          locations.some(each => matchesLocation(each, { type, target })),
      );
      this.#last = { type, target, rules };
    }
    return this.#last.rules;
  }
}

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
