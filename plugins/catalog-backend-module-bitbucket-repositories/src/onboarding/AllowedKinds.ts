import { type Config } from '@backstage/config';

interface AllowedKind {
  kind: string;
  type?: string;
}

/** The default of the catalog: https://backstage.io/docs/features/software-catalog/configuration#catalog-rules */
const STANDARD = [{ allow: ['Component', 'API', 'Location'] }];

/**
 * The kinds of entities that `catalog.rules` allows in every catalog file. A rule with `locations` applies to other files, so
 * the import does not use it.
 */
export class AllowedKinds {
  private constructor(private readonly kinds: readonly AllowedKind[]) {}

  static fromConfig(config: Config): AllowedKinds {
    const rules = config.getOptional<unknown[]>('catalog.rules') ?? STANDARD;
    const kinds = rules
      .map(rule => Object(rule))
      .filter(({ locations }) => locations === undefined)
      .flatMap(({ allow }) => (Array.isArray(allow) ? allow : []))
      .map(each =>
        typeof each === 'string'
          ? { kind: each.toLowerCase() }
          : {
              kind: String(Object(each).kind).toLowerCase(),
              type: Object(each)['spec.type']?.toLowerCase(),
            },
      );
    return new AllowedKinds(kinds);
  }

  has(kind: string, type: unknown): boolean {
    return this.kinds.some(
      each =>
        each.kind === kind.toLowerCase() &&
        (each.type === undefined || each.type === String(type).toLowerCase()),
    );
  }

  /** For a message. */
  toString(): string {
    return [...new Set(this.kinds.map(({ kind }) => kind))].join(', ');
  }
}
