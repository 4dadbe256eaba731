import { createHash } from 'node:crypto';
import { checkSeed } from '../seed/readSeed';
import { generateSeed } from './generateSeed';
import { readGenerate } from './readGenerate';

const digest = (value: unknown) =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex');

describe('generateSeed', () => {
  it('generates a valid seed of the requested size', () => {
    const seed = generateSeed({ members: 2000, repositories: 120 });
    const { people, projects, repositories } = checkSeed(seed);

    expect(people).toHaveLength(2000);
    expect(repositories).toHaveLength(120);
    expect(projects?.map(({ key }) => key)).toEqual(['PRJ1', 'PRJ2', 'PRJ3']);
    expect(repositories?.[119]).toMatchObject({
      workspace: 'generated',
      project: 'PRJ3',
    });
    expect(seed.people[0].workspaces).toEqual({ generated: 'owner' });
  });

  it('generates the same seed for the same seed number, and another for another number', () => {
    const first = digest(generateSeed({ members: 50, seed: 7 }));

    expect(digest(generateSeed({ members: 50, seed: 7 }))).toBe(first);
    expect(digest(generateSeed({ members: 50, seed: 8 }))).not.toBe(first);
  });

  it('generates people with unusual data', () => {
    const { people } = generateSeed({ members: 500 });

    expect(people.some(({ has_2fa_enabled: on }) => on === false)).toBe(true);
    expect(people.some(({ has_2fa_enabled: on }) => on === null)).toBe(true);
    expect(people.some(({ emails }) => !emails[0].is_confirmed)).toBe(true);
    expect(people.some(({ emails }) => emails.length > 1)).toBe(true);
  });

  it('generates open pull requests in the first repository', () => {
    const { activity, repositories } = checkSeed(
      generateSeed({ members: 3, repositories: 2, pullRequests: 200 }),
    );
    const [{ repository, pull_requests: all = [] }] = activity!.repositories;

    expect(repository).toBe(`generated/${repositories![0].slug}`);
    expect(all).toHaveLength(200);
    expect(new Set(all.map(({ branch }) => branch)).size).toBe(200);
  });

  it.each([
    [
      { repositories: 0, pullRequests: 1 },
      'pullRequests must be a whole number from 0 to 0',
    ],
    [{ members: -1 }, 'members must be a whole number from 0 to 100000'],
    [{ members: 1.5 }, 'members must be a whole number'],
    [{ repositories: 100_001 }, 'repositories must be a whole number'],
    [{ seed: 2 ** 32 }, 'seed must be a whole number'],
  ])('refuses %j', (options, message) => {
    expect(() => generateSeed(options)).toThrow(message);
  });
});

describe('readGenerate', () => {
  it('parses the command line argument', () => {
    expect(readGenerate('members=10000,repositories=2000,seed=3')).toEqual({
      members: 10_000,
      repositories: 2000,
      seed: 3,
    });
  });

  it.each(['', 'members', 'members=x', 'memebrs=1', 'members=1,,seed=2'])(
    'refuses "%s"',
    value => {
      expect(() => readGenerate(value)).toThrow('--generate must be like');
    },
  );
});
