import { LONGEST_ENTITY_NAME } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { deburr } from 'lodash';
import { endingsOf, isBoundTo, type Subject } from '../model/nameBinding';

/** An entity that needs a name in the catalog. */
export interface NameRequest extends Subject {
  /** Identical in every run. */
  key: string;
  /** Its other names, in order of preference. Users choose these texts. */
  wishes: (string | undefined)[];
}

/** The limits on the choice of names. */
export interface NameLimits {
  /**
   * Names by key, including those of removed entities, because a name is not given to another subject.
   */
  known: ReadonlyMap<string, string>;
  /** Whether another source has an entity with that name. */
  isTaken(name: string): boolean;
}

/**
 * Chooses names that are valid in the catalog and unique.
 *
 * Every name ends with the beginning of the subject's uuid and the subject's role, because users choose
 * the rest. Otherwise, a nickname could become the name that a permission policy or another source uses.
 * A subject keeps its known name while that name is bound to it and no other source has it. If several
 * subjects prefer the same name, all of them get their whole uuid, so the order of the list is
 * irrelevant.
 */
export function chooseNames(
  requests: NameRequest[],
  { known, isTaken }: NameLimits,
): Map<string, string> {
  const names = new Map<string, string>();
  const newcomers: { key: string; choices: string[]; level: number }[] = [];
  for (const request of requests) {
    const name = known.get(request.key);
    if (name !== undefined && isBoundTo(name, request) && !isTaken(name)) {
      names.set(request.key, name);
    } else {
      const { key } = request;
      newcomers.push({ key, choices: spellingsOf(request), level: 0 });
    }
  }

  const reserved = new Set(known.values());
  for (let isSettled = false; !isSettled; ) {
    const claims = new Map<string, number>();
    for (const { choices, level } of newcomers) {
      claims.set(choices[level], (claims.get(choices[level]) ?? 0) + 1);
    }
    isSettled = true;
    for (const newcomer of newcomers) {
      const name = newcomer.choices[newcomer.level];
      const isFree =
        claims.get(name) === 1 && !reserved.has(name) && !isTaken(name);
      if (!isFree && newcomer.level < newcomer.choices.length - 1) {
        newcomer.level += 1;
        isSettled = false;
      }
    }
  }
  for (const { key, choices, level } of newcomers) {
    names.set(key, choices[level]);
  }
  return names;
}

/**
 * Returns spellings from the shortest name to only the uuid with the role. Each is bound to the subject.
 */
export function spellingsOf({ wishes, ...subject }: NameRequest): string[] {
  const [short, whole] = endingsOf(subject);
  const base = wishes
    .map(wish => spell(wish ?? '', LONGEST_ENTITY_NAME))
    .find(name => name !== '');
  const behind = (end: string) =>
    `${spell(base ?? '', LONGEST_ENTITY_NAME - end.length - 1)}-${end}`;
  return base === undefined ? [whole] : [behind(short), behind(whole), whole];
}

/** Converts a text to a valid entity name: `Zoë van Dijk` becomes `zoe-van-dijk`. */
function spell(text: string, longest: number): string {
  return deburr(text.normalize('NFKC'))
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/[-._]{2,}/g, '-')
    .replace(/^[-._]+/, '')
    .slice(0, longest)
    .replace(/[-._]+$/, '');
}
