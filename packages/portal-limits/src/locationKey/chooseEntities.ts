import {
  type Entity,
  parseEntityRef,
  stringifyEntityRef,
  stringifyLocationRef,
} from '@backstage/catalog-model';
import { type CatalogProcessorEntityResult } from '@backstage/plugin-catalog-node';
import { type StoredEntity } from './StoredEntities';

/**
 * The entities that a list provides, and those that it omits because another file of the list contains
 * them.
 */
export interface EntityChoice {
  chosen: CatalogProcessorEntityResult[];
  refused: { result: CatalogProcessorEntityResult; chosenFile: string }[];
}

/**
 * Chooses one entity per name from the files of a list.
 *
 * The entity that the catalog already stores comes first. If its file no longer contains it, files with
 * the same owner come next, and among them the file with the most similar path: users move entities
 * within their own folders and repositories. Otherwise, the first file provides the entity.
 *
 * All files of a list share one location key, so the last file would replace the entities of the others.
 * The files can belong to different teams.
 *
 * @param findStored - finds the entities that the catalog has through this list, by their refs
 */
export async function chooseEntities(
  results: CatalogProcessorEntityResult[],
  findStored: (entityRefs: string[]) => Promise<Map<string, StoredEntity>>,
): Promise<EntityChoice> {
  const byRef = new Map<string, CatalogProcessorEntityResult[]>();
  const chosen = new Set<CatalogProcessorEntityResult>();
  for (const result of results) {
    const ref = refOf(result);
    if (ref === undefined) {
      // The catalog reports an entity without a kind or a name.
      chosen.add(result);
      continue;
    }
    const others = byRef.get(ref);
    if (others) {
      others.push(result);
    } else {
      byRef.set(ref, [result]);
    }
  }
  const repeated = [...byRef].filter(([, { length }]) => length > 1);
  const stored =
    repeated.length > 0
      ? await findStored(repeated.map(([ref]) => ref))
      : new Map<string, StoredEntity>();
  const refused: EntityChoice['refused'] = [];
  for (const [ref, candidates] of byRef) {
    const winner = chooseOne(candidates, stored.get(ref));
    chosen.add(winner);
    candidates
      .filter(each => each !== winner)
      .forEach(result =>
        refused.push({ result, chosenFile: winner.location.target }),
      );
  }
  return { chosen: results.filter(each => chosen.has(each)), refused };
}

/** Returns the file of an entity, for example `url:https://…`. */
export function fileOf({ location }: CatalogProcessorEntityResult): string {
  return stringifyLocationRef(location);
}

function chooseOne(
  candidates: CatalogProcessorEntityResult[],
  stored?: StoredEntity,
): CatalogProcessorEntityResult {
  const unmoved = candidates.find(each => fileOf(each) === stored?.file);
  const ofOwner = candidates.filter(
    each => stored && ownerOf(each.entity) === ownerOf(stored.entity),
  );
  return (
    unmoved ??
    findNearest(ofOwner.length > 0 ? ofOwner : candidates, stored?.file)
  );
}

/**
 * Returns the full reference of the owner. `booking` and `group:default/booking` are the same owner, so
 * their spelling must not influence the choice.
 */
function ownerOf({ metadata, spec }: Entity): string | undefined {
  try {
    return stringifyEntityRef(
      parseEntityRef(spec?.owner as string, {
        defaultKind: 'Group',
        defaultNamespace: metadata.namespace,
      }),
    );
  } catch {
    return undefined;
  }
}

/** Returns the first candidate whose path shares the longest prefix with a file. */
function findNearest(
  candidates: CatalogProcessorEntityResult[],
  file = '',
): CatalogProcessorEntityResult {
  const similarities = candidates.map(each => similarityOf(fileOf(each), file));
  return candidates[similarities.indexOf(Math.max(...similarities))];
}

function similarityOf(one: string, another: string): number {
  const difference = another.split('').findIndex((each, i) => each !== one[i]);
  return difference < 0 ? another.length : difference;
}

function refOf({ entity }: CatalogProcessorEntityResult): string | undefined {
  try {
    return stringifyEntityRef(entity);
  } catch {
    return undefined;
  }
}
