import { matchesPattern } from './matchesPattern';

describe('at Bitbucket Server, whose URLs have the branch in their query', () => {
  const FOLDER = 'https://git.acme.example/projects/ACME/repos/org/browse';

  it.each([
    ['*?at=main', 'users.yaml?at=main', true],
    ['*?at=main', 'users.yaml', false],
    ['*?at=main', 'users.yaml?at=evil', false],
    // A file of the branch xat=main, or x?at=main.
    ['*?at=main', 'users.yaml?at=xat=main', false],
    ['*?at=main', 'users.yaml?at=x?at=main', false],
    ['*[?]at=main', 'users.yaml?at=x?at=main', false],
    ['*[?]at=main', 'users.yaml?at=main', true],
    ['*?at={main,live}', 'users.yaml?at=live', true],
    ['*?at={main,live}', 'users.yaml?at=xat=live', false],
    ['*?at=release-*', 'users.yaml?at=release-1', true],
    ['*?at=release-*', 'users.yaml?at=evil/release-1', false],
    ['teams/**?at=main', 'teams/users.yaml?at=main', true],
    // A star does not reach into the branch.
    ['*.yaml', 'evil.txt?at=x.yaml', false],
    ['*/users.yaml', 'evil.yaml?at=x/users.yaml', false],
    ['{*/users.yaml,a/**}', 'evil.yaml?at=x/users.yaml', false],
    ['**', 'a/users.yaml?at=evil', true],
    ['users.yaml', 'users.yaml?at=evil', false],
    // Files that are found by stars.
    ['*?at=main', '*?at=main', true],
    ['*?at=main', '*.yaml?at=main', true],
    ['*?at=main', '*.yaml?at=xat=main', false],
    ['*?at=main', '**?at=main', false],
    ['**', '*.yaml?at=evil', true],
  ])('matches with the pattern %s the file %s: %p', (pattern, file, matches) =>
    expect(matchesPattern(`${FOLDER}/${file}`, `${FOLDER}/${pattern}`)).toBe(
      matches,
    ),
  );
});

describe('at Azure, whose URLs have the path in their query', () => {
  const PROJECT = 'https://dev.azure.com/acme/apps/_git';

  it.each([
    [
      'org?path=/teams/*.yaml&version=GBmain',
      'org?path=/teams/a.yaml&version=GBmain',
      true,
    ],
    [
      'org?path=/teams/*.yaml&version=GBmain',
      'org?path=/teams/a.yaml&version=GBevil',
      false,
    ],
    ['org?path=/teams/**', 'org?path=/teams/a.yaml&version=GBevil', true],
    // A file in another folder, in the spelling of the query and in that of the path.
    ['*?path=/users.yaml', 'org?path=evil.yaml?path=/users.yaml', false],
    ['*?path=/users.yaml', 'org?path=/users.yaml', true],
    ['org?path=/teams/*.yaml', 'org?path=/teams/..%2Fevil.yaml', false],
    ['org?path=/teams/*.yaml', 'org?path=/teams/x%2Fevil.yaml', false],
    ['org?path=/teams/**', 'org?path=/teams/../evil.yaml', false],
    ['org?path=/teams/**', 'org?path=/teams/*.yaml', true],
    ['org?path=/teams/*.yaml', 'org?path=/teams/**', false],
  ])('matches with the pattern %s the file %s: %p', (pattern, file, matches) =>
    expect(matchesPattern(`${PROJECT}/${file}`, `${PROJECT}/${pattern}`)).toBe(
      matches,
    ),
  );
});
