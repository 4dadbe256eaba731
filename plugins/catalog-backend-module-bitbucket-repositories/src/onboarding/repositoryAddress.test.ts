import { parseRepositoryAddress } from './repositoryAddress';

const SITES = ['https://bitbucket.org', 'http://localhost:7100'];

it.each([
  'https://bitbucket.org/acme/shop',
  'https://bitbucket.org/acme/shop/',
  '  https://bitbucket.org/Acme/Shop ',
  'https://bitbucket.org/acme/shop.git',
  'https://mira@bitbucket.org/acme/shop.git',
  'https://www.bitbucket.org/acme/shop',
  'bitbucket.org/acme/shop',
  'https://bitbucket.org/acme/shop/src/main',
  'https://bitbucket.org/acme/shop/src/main/',
  'https://bitbucket.org/acme/shop/src/release/1/docs/',
  'https://bitbucket.org/acme/shop/branch/main',
  'https://bitbucket.org/acme/shop/pull-requests/',
  'https://bitbucket.org/acme/shop?at=main#readme',
  'git@bitbucket.org:acme/shop.git',
  'ssh://git@bitbucket.org/acme/shop.git',
  'http://localhost:7100/acme/shop',
])('accepts %j', address => {
  expect(parseRepositoryAddress(address, SITES)).toEqual({
    workspace: 'acme',
    repository: 'shop',
  });
});

it.each([
  ['', 'missing'],
  ['x'.repeat(2000), 'too long'],
  ['https://', 'not the address'],
  ['mailto:mira@acme.example', 'not the'],
  ['file:///etc/passwd', 'not the address'],
  ['https://bitbucket.org', 'names no repository'],
  ['https://bitbucket.org/acme', 'names no repository'],
  ['https://bitbucket.org/acme/', 'names no repository'],
  ['https://bitbucket.org/acme/workspace/projects', 'a page of the workspace'],
  ['https://bitbucket.org/acme/a%2Fb', 'characters'],
  ['https://bitbucket.org/acme/a b', 'characters'],
  [
    'https://git.acme.example/projects/SHOP/repos/shop/browse',
    'Bitbucket Server or Data Center',
  ],
  ['https://bitbuckt.org/acme/shop', 'not the host of Bitbucket Cloud'],
  ['https://bitbucket.org.evil.example/acme/shop', 'not the host'],
  ['https://github.com/acme/shop', 'not the host of Bitbucket Cloud'],
])('explains why %j is no repository', (address, sentence) => {
  expect(() => parseRepositoryAddress(address, SITES)).toThrow(sentence);
  expect(() => parseRepositoryAddress(address, SITES)).toThrow(
    'Enter an address such as https://bitbucket.org/your-workspace/your-repository.',
  );
});

it('suggests the address of the repository for a file', () => {
  expect(() =>
    parseRepositoryAddress(
      'https://bitbucket.org/acme/shop/src/main/README.md',
      SITES,
    ),
  ).toThrow(
    'Enter the address of the repository: https://bitbucket.org/acme/shop.',
  );
});
