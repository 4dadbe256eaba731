import { createRandom } from '../model/createRandom';
import type { Person, Seed } from '../model/types';
import { generateActivity } from './generateActivity';
import { generateRepositories } from './generateRepositories';
import { FAMILY_NAMES, GIVEN_NAMES } from './names';
import { uuid } from './random';

/**
 * The size of the generated seed, and its random seed.
 *
 * @public
 */
export interface GenerateOptions {
  /** People in the workspace `generated`: 0 to 100,000. Default: 100. */
  members?: number;
  /** Its repositories: 0 to 100,000. Default: 10. */
  repositories?: number;
  /** Open pull requests of the first repository: 0 to 10,000. Default: 0. */
  pullRequests?: number;
  /** The same number gives the same seed. Default: 1. */
  seed?: number;
}

const MOST = 100_000;
const WORKSPACE = 'generated';

/** A fixed time for all seeds, so that the same options give the same bytes. */
const NEWEST = Date.UTC(2026, 0, 1);
const OLDEST = Date.UTC(2015, 0, 1);

/**
 * Generates a large seed, which is the same for the same options on every machine. One person in ten has
 * unusual data that a client must handle: no confirmed address, no two-step verification, a second
 * address, or no reported value.
 *
 * @throws RangeError that names the option that is out of range.
 *
 * @public
 */
export function generateSeed(options: GenerateOptions = {}): Seed {
  const { members = 100, repositories = 10, seed = 1 } = options;
  const { pullRequests = 0 } = options;
  check('members', members, 0, MOST);
  check('repositories', repositories, 0, MOST);
  check('seed', seed, 0, 2 ** 32 - 1);
  // They need a repository and an author.
  const isEmpty = members === 0 || repositories === 0;
  check('pullRequests', pullRequests, 0, isEmpty ? 0 : 10_000);
  const random = createRandom(seed);
  const generated: Seed = {
    workspaces: [
      { slug: WORKSPACE, uuid: uuid(random), name: 'Generated workspace' },
    ],
    clients: [
      {
        id: 'harbour-bikes-portal',
        secret: 'not-a-secret-only-the-stub-accepts-it',
        name: 'Quayside',
        callbackUrl: 'http://localhost:7007/api/auth/bitbucket',
        scopes: ['account', 'email', 'team', 'project', 'repository'],
      },
    ],
    people: Array.from({ length: members }, (_, index) =>
      person(index, random),
    ),
    ...generateRepositories(WORKSPACE, repositories, random),
  };
  const [first] = generated.repositories ?? [];
  return pullRequests === 0
    ? generated
    : {
        ...generated,
        activity: generateActivity(first, generated.people, pullRequests),
      };
}

function check(name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(
      `${name} must be a whole number from ${least} to ${most}; it was ${value}.`,
    );
  }
}

function person(index: number, random: () => number): Person {
  const given = pick(GIVEN_NAMES, random);
  const family = pick(FAMILY_NAMES, random);
  const [first, last] = [fold(given), fold(family)];
  const username = `${first}-${last}-${index + 1}`;
  const address = `${first}.${last}.${index + 1}`;
  const quirk = index === 0 ? 1 : random();
  const id = uuid(random);
  return {
    uuid: id,
    account_id: `712020:${uuid(random).slice(1, -1)}`,
    username,
    nickname: given,
    display_name: `${given} ${family}`,
    created_on: `${new Date(OLDEST + Math.floor(random() * (NEWEST - OLDEST)))
      .toISOString()
      .slice(0, 19)}.000000+00:00`,
    has_2fa_enabled: twoStepOf(quirk),
    emails: [
      {
        email: `${address}@generated.example`,
        is_primary: true,
        is_confirmed: !(quirk >= 0.05 && quirk < 0.08),
      },
      ...(quirk >= 0.08 && quirk < 0.1
        ? [
            {
              email: `${address}@private.example`,
              is_primary: false,
              is_confirmed: true,
            },
          ]
        : []),
    ],
    ...(index === 0 ? { note: 'Owns the workspace' } : {}),
    workspaces: { [WORKSPACE]: index === 0 ? 'owner' : 'member' },
  };
}

function twoStepOf(quirk: number): boolean | null {
  if (quirk < 0.03) {
    return false;
  }
  return quirk < 0.05 ? null : true;
}

function pick<T>(values: readonly T[], random: () => number): T {
  return values[Math.floor(random() * values.length)];
}

function fold(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
}
