import { deburr } from 'lodash';
import { LONGEST_NAME } from './validNames';

/** Something that needs a name in the catalog. */
export interface NameRequest {
  /** The same in every run. */
  key: string;
  /** What it is called elsewhere, in order of preference. */
  wishes: (string | undefined)[];
  /** Belongs to it for ever; with braces. */
  uuid: string;
}

/**
 * Chooses names that are valid in the catalog, and different from each other.
 *
 * Whoever has a name keeps it. Of the newcomers, each gets the first of its wishes that has a
 * letter or digit to it; those who want the same one, or one that somebody has, all get the
 * beginning of their uuid behind it; where that is not enough, the whole uuid. So the order in
 * which they are listed does not matter, and neither does who else is listed.
 *
 * @param known - names by key, of those as well who are gone: their names are not given away
 */
export function chooseNames(
  requests: NameRequest[],
  known: ReadonlyMap<string, string>,
): Map<string, string> {
  const names = new Map<string, string>();
  const newcomers: { key: string; wishes: string[]; level: number }[] = [];
  for (const { key, wishes, uuid } of requests) {
    const name = known.get(key);
    if (name === undefined) {
      newcomers.push({ key, wishes: spellings(wishes, uuid), level: 0 });
    } else {
      names.set(key, name);
    }
  }

  const taken = new Set(known.values());
  for (let isSettled = false; !isSettled; ) {
    const claims = new Map<string, number>();
    for (const { wishes, level } of newcomers) {
      claims.set(wishes[level], (claims.get(wishes[level]) ?? 0) + 1);
    }
    isSettled = true;
    for (const newcomer of newcomers) {
      const name = newcomer.wishes[newcomer.level];
      const isFree = claims.get(name) === 1 && !taken.has(name);
      if (!isFree && newcomer.level < newcomer.wishes.length - 1) {
        newcomer.level += 1;
        isSettled = false;
      }
    }
  }
  for (const { key, wishes, level } of newcomers) {
    names.set(key, wishes[level]);
  }
  return names;
}

/** From the nicest to the one that nobody else can have. */
function spellings(wishes: (string | undefined)[], uuid: string): string[] {
  const id = uuid.replace(/[{}]/g, '').toLowerCase();
  const base = wishes
    .map(wish => spell(wish ?? '', LONGEST_NAME))
    .find(name => name !== '');
  const behind = (part: string) =>
    `${spell(base ?? '', LONGEST_NAME - part.length - 1)}-${part}`;
  return base === undefined
    ? [id]
    : [base, behind(id.slice(0, 8)), behind(id), id];
}

/** As the catalog takes it: `Zoë van Dijk` becomes `zoe-van-dijk`. */
function spell(text: string, longest: number): string {
  return deburr(text.normalize('NFKC'))
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/[-._]{2,}/g, '-')
    .replace(/^[-._]+/, '')
    .slice(0, longest)
    .replace(/[-._]+$/, '');
}
