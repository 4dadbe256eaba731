import assert from 'node:assert/strict';
import { it } from 'node:test';
import { formatOnboarding } from './formatOnboarding.mts';

const line = {
  result: 'create',
  repository: 'acme/shop',
  path: 'catalog-info.yaml',
  name: 'shop',
  owner: 'group:default/booking',
  about: 'A reason.',
};

it('prints a table and what to do next', () => {
  assert.equal(
    formatOnboarding(
      { lines: [line], withFile: 2, rest: 3 },
      { write: false, isStopped: false },
    ),
    `        repository  file               name  owner
create  acme/shop   catalog-info.yaml  shop  group:default/booking  A reason.

1 pull requests to create, 2 repositories with a catalog file, 3 not analyzed
For more repositories, add --max, or run the command again after --write.
Nothing was changed. To create the pull requests, add --write.`,
  );
});

it('prints why no pull request can be created', () => {
  const problem = 'No credentials.';
  assert.match(
    formatOnboarding(
      { lines: [line], withFile: 0, rest: 0, problem },
      { write: false, isStopped: false },
    ),
    /1 pull requests to create\nNo credentials\.$/,
  );
});

it('explains how to continue after it was stopped', () => {
  assert.equal(
    formatOnboarding(
      { lines: [], withFile: 0, rest: 4 },
      { write: true, isStopped: true },
    ),
    '0 pull requests created, 4 not analyzed\nStopped. Run the command again to continue.',
  );
});

it('explains how to continue after failures in a row', () => {
  assert.equal(
    formatOnboarding(
      {
        lines: [{ ...line, result: 'failed', path: '', name: '', owner: '' }],
        withFile: 0,
        rest: 4,
        failure: 'Bitbucket failed.',
      },
      { write: true, isStopped: false },
    ).replace(/^[^]*?\n\n/, ''),
    '0 pull requests created, 1 failed, 4 not analyzed\nStopped after failures in a row. Run the command again to continue.',
  );
});
