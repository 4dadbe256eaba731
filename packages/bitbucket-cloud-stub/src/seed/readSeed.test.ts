import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkSeed, defaultSeedPath, readSeedFile } from './readSeed';

const YAML = readFileSync(defaultSeedPath(), 'utf8');

describe('readSeedFile', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'seed-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const readText = (text: string) => {
    const path = join(folder, 'seed.yaml');
    writeFileSync(path, text);
    return readSeedFile(path);
  };

  it('reads the seed of Harbour Bikes', () => {
    const { people } = readSeedFile(defaultSeedPath());

    expect(people.map(({ username, note }) => [username, note])).toEqual([
      ['mira_lindqvist', 'Everything in order'],
      ['treyes', 'Everything in order'],
      ['aiko-t', 'Everything in order'],
      ['samferreira', 'Email not confirmed'],
      ['nadia-h', 'No two-step verification, primary address is private'],
      ['olu-adeyemi', 'Unknown to the catalog'],
      ['kitmarlowe', 'Left the workspace'],
    ]);
  });

  it.each([
    [
      'a value of the wrong type',
      ['is_confirmed: false', 'is_confirmed: perhaps'],
      /line \d+, people\[3\]\.emails\[0\]\.is_confirmed: .*boolean/,
    ],
    [
      'a missing field',
      ['    nickname: tomas\n', ''],
      /line \d+, people\[1\]\.nickname: /,
    ],
    [
      'an unknown field',
      ['nickname: tomas', 'nickname: tomas\n    nick: t'],
      /line \d+, people\[1\]: .*nick/,
    ],
    [
      'a uuid without braces',
      [/'\{(a1f0\S+02)\}'/, '$1'],
      /people\[1\]\.uuid: must be a lower case UUID in braces/,
    ],
    [
      'a username that is used twice',
      ['username: treyes', 'username: mira_lindqvist'],
      /people\[1\]\.username: is used twice: mira_lindqvist/,
    ],
    [
      'a membership of an unknown workspace',
      ['harbour-bikes: owner', 'elsewhere: owner'],
      /people\[0\]\.workspaces\.elsewhere: is not one of the workspaces/,
    ],
    [
      'two primary addresses',
      ['is_primary: false', 'is_primary: true'],
      /people\[4\]\.emails: must have at most one primary address/,
    ],
    [
      'a scope that Bitbucket does not have',
      ['[account, email, team]', '[account, emails]'],
      /line \d+, clients\[0\]\.scopes\[1\]: must be a scope of Bitbucket Cloud/,
    ],
    [
      'a repository of an unknown project',
      ['project: FLEET', 'project: FLEETS'],
      /repositories\[3\]\.project: is not the key of a project of its workspace/,
    ],
    [
      'a permission for an unknown project',
      ['harbour-bikes/FLEET: admin', 'harbour-bikes/NONE: admin'],
      /people\[2\]\.projects\.harbour-bikes\/NONE: is not one of the projects/,
    ],
    [
      'a project of an unknown workspace',
      [
        /workspace: harbour-bikes\n {4}key: PLAT/,
        'workspace: x\n    key: PLAT',
      ],
      /projects\[2\]\.workspace: is not one of the workspaces/,
    ],
    [
      'a repository that occurs twice',
      ['slug: booking-web', 'slug: booking-api'],
      /line \d+, repositories\[1\]\.slug: is used twice: booking-api/,
    ],
    [
      'a file that leaves its repository',
      ['      mkdocs.yml: |', '      ../mkdocs.yml: |'],
      /repositories\[0\]\.files.*mkdocs\.yml/,
    ],
    [
      'a file in place of a directory',
      ['      mkdocs.yml: |', '      docs: |'],
      /repositories\[0\]\.files: must not contain a file in place/,
    ],
    [
      'other files for the main branch',
      ['pricing/weekend-tariff:', 'main:'],
      /repositories\[0\]\.branches\.main: is the main branch/,
    ],
    [
      'a fork of an unknown repository',
      [/parent: '\{9e/, "parent: '{00"],
      /repositories\[\d+\]\.parent: is not the uuid of a repository/,
    ],
    [
      'an access token of an unknown workspace',
      [/(the-workspace-only\S+\n\s+workspace: )\S+/, '$1x'],
      /accessTokens\[0\]\.workspace: is not one of the workspaces/,
    ],
    [
      'a client of an unknown workspace',
      ['workspace: harbour-bikes\n    scopes', 'workspace: x\n    scopes'],
      /clients\[1\]\.workspace: is not one of the workspaces/,
    ],
    [
      'an invalid callback',
      ['http://localhost:7007/api', 'localhost:7007/api'],
      /clients\[0\]\.callbackUrl: must be an http: or https: URL/,
    ],
  ])('names the field of %s', (_, [from, to], message) => {
    const changed = YAML.replace(from, to as string);

    expect(changed).not.toBe(YAML);
    expect(() => readText(changed)).toThrow(message);
  });

  it('names the line of the wrong field', () => {
    const line =
      YAML.split('\n').findIndex(text => /username: treyes/.test(text)) + 1;

    expect(() => readText(YAML.replace('treyes', "'t reyes'"))).toThrow(
      `line ${line}, people[1].username`,
    );
  });

  it('reports that a file is not YAML, with the position', () => {
    expect(() => readText('people: [')).toThrow(
      /seed\.yaml is not YAML: .* line 1/,
    );
  });

  it('reports missing content of an empty file', () => {
    expect(() => readText('')).toThrow('the whole seed');
  });

  it('reports that the file does not exist', () => {
    expect(() => readSeedFile(join(folder, 'none.yaml'))).toThrow(
      /none\.yaml cannot be read: there is no such file\.$/,
    );
  });
});

describe('checkSeed', () => {
  it('names the field of a seed from code', () => {
    expect(() => checkSeed({ workspaces: [], people: [{}] })).toThrow(
      /people\[0\]\.uuid[\s\S]*clients: /,
    );
  });
});
