import { ConfigReader } from '@backstage/config';
import { dirname, join } from 'node:path';
import { CatalogRules } from './CatalogRules';

/** Backstage's check, which its package does not export. */
const { DefaultCatalogRulesEnforcer } = jest.requireActual(
  join(
    dirname(require.resolve('@backstage/plugin-catalog-backend/package.json')),
    'dist/ingestion/CatalogRules.cjs.js',
  ),
);

const CONFIGS = [
  {},
  { rules: [] },
  { rules: [{ allow: ['Component', 'user'] }] },
  {
    rules: [{ allow: [{ kind: 'Resource', 'spec.type': 'Database' }, 'API'] }],
  },
  {
    rules: [
      { allow: ['Component'] },
      {
        allow: ['User'],
        locations: [
          { type: 'url', pattern: 'https://bitbucket.org/org/**/*.yaml' },
          { type: 'file' },
        ],
      },
      {
        allow: ['Template'],
        locations: [{ type: 'url', exact: 'https://bitbucket.org/a.yaml' }],
      },
    ],
    locations: [
      { type: 'file', target: './a.yaml', rules: [{ allow: ['Group'] }] },
      {
        type: 'url',
        target: 'https://bitbucket.org/ORG/x/b.yaml',
        rules: [{ allow: ['Domain'] }],
      },
      { type: 'url', target: 'https://bitbucket.org/c.yaml' },
    ],
  },
];
const KINDS = [
  'API',
  'Component',
  'Domain',
  'Group',
  'Location',
  'Resource',
  'Template',
  'User',
];
const ORIGINS = [
  { type: 'url', target: 'https://bitbucket.org/ORG/x/b.yaml' },
  { type: 'url', target: 'https://bitbucket.org/a.yaml' },
  { type: 'url', target: 'https://bitbucket.org/.hidden/org/c.yaml' },
  { type: 'url', target: 'https://bitbucket.org/ORG/x/src/main/b.yaml' },
  { type: 'file', target: join(process.cwd(), 'a.yaml') },
  { type: 'file', target: '/elsewhere.yaml' },
];

it.each(CONFIGS)('decides as Backstage does, with %j', catalog => {
  const config = new ConfigReader({ catalog });
  const ours = CatalogRules.fromConfig(config);
  const theirs = DefaultCatalogRulesEnforcer.fromConfig(config);
  for (const origin of ORIGINS) {
    for (const kind of KINDS) {
      for (const type of [undefined, 7, 'database', 'queue']) {
        const entity = {
          apiVersion: 'backstage.io/v1alpha1',
          kind,
          metadata: { name: 'a' },
          spec: { type },
        };
        expect([kind, type, origin, ours.isAllowed(entity, origin)]).toEqual([
          kind,
          type,
          origin,
          theirs.isAllowed(entity, origin),
        ]);
      }
    }
  }
});

const USER = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name: 'a' },
};

function rulesFor(pattern: string): CatalogRules {
  const locations = [{ type: 'url', pattern }];
  return CatalogRules.fromConfig(
    new ConfigReader({ catalog: { rules: [{ allow: ['User'], locations }] } }),
  );
}

const AT_BITBUCKET = 'https://bitbucket.org/acme/org/src/main/a/Users.yaml';

it.each([
  ['https://bitbucket.org/acme/org/src/main/**', AT_BITBUCKET, true],
  ['https://Bitbucket.org/ACME/Org/src/main/**', AT_BITBUCKET, true],
  ['https://bitbucket.org/acme/org/src/MAIN/**', AT_BITBUCKET, false],
  ['https://bitbucket.org/acme/org/src/main/A/**', AT_BITBUCKET, false],
  ['https://bitbucket.org/**/Users.yaml', AT_BITBUCKET, true],
  ['https://bitbucket.org/**/users.yaml', AT_BITBUCKET, false],
  ['https://GitHub.com/acme/**', 'https://github.com/acme/a.yaml', true],
  ['https://github.com/ACME/**', 'https://github.com/acme/a.yaml', false],
])(
  'compares the case of branches and paths: %s, %s, %p',
  (pattern, target, isAllowed) => {
    expect(rulesFor(pattern).isAllowed(USER, { type: 'url', target })).toBe(
      isAllowed,
    );
  },
);

it.each([
  ['https://bitbucket.org/acme/org/src/main/**', 'a/**/*.yaml', true],
  ['https://bitbucket.org/acme/org/src/main/**', '**', true],
  [
    'https://bitbucket.org/acme/org/src/main/*/users.yaml',
    'a/users.yaml',
    true,
  ],
  [
    'https://bitbucket.org/acme/org/src/main/*/users.yaml',
    '*/users.yaml',
    true,
  ],
  [
    'https://bitbucket.org/acme/org/src/main/*/users.yaml',
    '**/users.yaml',
    false,
  ],
  ['https://bitbucket.org/acme/org/src/main/**/u*.yaml', '**/u*.yaml', true],
  ['https://bitbucket.org/acme/org/src/main/?.yaml', '*.yaml', false],
  ['https://bitbucket.org/acme/org/src/main/[!a-z].yaml', '*.yaml', false],
  ['https://bitbucket.org/acme/org/src/main/!(evil).yaml', '*.yaml', false],
  ['https://bitbucket.org/acme/org/src/main/!(evil).yaml', 'a.yaml', true],
  ['https://bitbucket.org/acme/org/src/main/a/**', '**/a/users.yaml', false],
  ['https://bitbucket.org/acme/org/src/main/*any*/*', '*/users.yaml', false],
  [
    'https://bitbucket.org/acme/org/src/main/{*,*/*}/u.yaml',
    '**/u.yaml',
    false,
  ],
  ['https://bitbucket.org/acme/org/src/main/{a,a??*}.yaml', 'a*.yaml', false],
  ['https://bitbucket.org/acme/org/src/{main,live}/**', '*/users.yaml', true],
  ['https://bitbucket.org/acme/org/src/main/?*.yaml', '*.yaml', false],
  ['https://bitbucket.org/acme/org/src/main/**/?/*', 'a/**', false],
  ['https://bitbucket.org/acme/org/src/main/**/?*/*', 'a/**', true],
  ['https://bitbucket.org/acme/org/src/main/?*/*.yaml', '*/*.yaml', true],
])(
  'matches a URL with wildcards only if each file of it matches: %s, %s, %p',
  (pattern, path, isAllowed) => {
    const target = `https://bitbucket.org/acme/org/src/main/${path}`;
    expect(rulesFor(pattern).isAllowed(USER, { type: 'url', target })).toBe(
      isAllowed,
    );
  },
);
