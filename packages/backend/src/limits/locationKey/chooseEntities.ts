import {
  stringifyEntityRef,
  stringifyLocationRef,
} from '@backstage/catalog-model';
import { CatalogProcessorEntityResult } from '@backstage/plugin-catalog-node';

/** The entities that a list brings, and those that another file of the list already has. */
export interface EntityChoice {
  chosen: CatalogProcessorEntityResult[];
  refused: { result: CatalogProcessorEntityResult; chosenFile: string }[];
}

/**
 * Chooses one entity of each name from the files of a list: the one that the catalog already has, or else the first. If
 * its file does not have it any more, the file with the most similar path gets it: people move entities within their
 * own folders and repositories.
 *
 * All files of a list have one location key, so the last one would replace the others. The files can belong to
 * different teams.
 *
 * @param findFiles - finds the files (`url:https://…`) from which the catalog has these entities through this list
 */
export async function chooseEntities(
  results: CatalogProcessorEntityResult[],
  findFiles: (entityRefs: string[]) => Promise<Map<string, string>>,
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
  const files =
    repeated.length > 0
      ? await findFiles(repeated.map(([ref]) => ref))
      : new Map<string, string>();
  const refused: EntityChoice['refused'] = [];
  for (const [ref, candidates] of byRef) {
    const winner = findNearest(candidates, files.get(ref));
    chosen.add(winner);
    candidates
      .filter(each => each !== winner)
      .forEach(result =>
        refused.push({ result, chosenFile: winner.location.target }),
      );
  }
  return { chosen: results.filter(each => chosen.has(each)), refused };
}

/** Returns the file of an entity, as in `url:https://…`. */
export function fileOf({ location }: CatalogProcessorEntityResult): string {
  return stringifyLocationRef(location);
}

/** Returns the first of those whose path has the longest beginning in common with a file. */
function findNearest(
  candidates: CatalogProcessorEntityResult[],
  file = '',
): CatalogProcessorEntityResult {
  const similarities = candidates.map(each => similarityOf(fileOf(each), file));
  return candidates[similarities.indexOf(Math.max(...similarities))];
}

function similarityOf(one: string, another: string): number {
  if (one === another) {
    return Infinity;
  }
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
