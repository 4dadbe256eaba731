import {
  ANNOTATION_VIEW_URL,
  type Entity,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { type EntityProviderConnection } from '@backstage/plugin-catalog-node';

/** One change that a run would make. */
export interface PreviewLine {
  /** `update`: the file has another content. `take over`: from Backstage's own module. */
  change: 'add' | 'change' | 'update' | 'remove' | 'take over';
  /** Of the Location, or of the Component of a repository without a file. */
  entityRef: string;
  /** The URL of the file or the repository, if it is known. */
  about: string;
}

/** Collects what a run sends to the catalog. */
export class Changes {
  readonly lines: PreviewLine[] = [];

  constructor(
    /** By the ref of the Location. */
    private readonly targets: ReadonlyMap<string, string>,
    private readonly replaced: ReadonlySet<string>,
  ) {}

  readonly connection: EntityProviderConnection = {
    applyMutation: async mutation => {
      if (mutation.type === 'delta') {
        mutation.removed.forEach(each =>
          this.remove(
            'entityRef' in each
              ? each.entityRef
              : stringifyEntityRef(each.entity),
          ),
        );
        mutation.added.forEach(({ entity }) => this.#add(entity));
      }
    },
    refresh: async ({ keys }) => {
      const refs = new Map(
        [...this.targets].map(([ref, target]) => [`url:${target}`, ref]),
      );
      for (const key of keys) {
        const entityRef = refs.get(key);
        if (entityRef !== undefined) {
          const about = this.targets.get(entityRef)!;
          this.lines.push({ change: 'update', entityRef, about });
        }
      }
    },
  };

  readonly remove = (entityRef: string) => {
    const about = this.targets.get(entityRef) ?? '';
    this.lines.push({ change: 'remove', entityRef, about });
  };

  #add(entity: Entity) {
    const entityRef = stringifyEntityRef(entity);
    const isTaken = this.replaced.has(entityRef) && 'take over';
    const isKnown = this.targets.has(entityRef) && 'change';
    this.lines.push({
      change: isKnown || isTaken || 'add',
      entityRef,
      about: String(
        entity.spec?.target ??
          entity.metadata.annotations?.[ANNOTATION_VIEW_URL],
      ),
    });
  }
}
