import assert from 'node:assert/strict';
import { it } from 'node:test';
import { root } from '../lib/workspace.mts';
import { findSeamProblems, readSeams, writeSeams } from './seams.mts';

const complete = {
  file: 'packages/portal-http/src/router/x.ts',
  reliesOn: 'The order of the handlers',
  links: ['https://upstream.test/x.ts'],
  tests: ['packages/portal-http/src/router/x.test.ts'],
};

it('finds the missing parts of a seam', () => {
  assert.deepEqual(findSeamProblems([complete]), []);
  const problems = findSeamProblems([
    { ...complete, reliesOn: '', links: [], tests: [] },
  ]);
  assert.equal(problems.length, 3);
});

it('writes one table for each package, with links', () => {
  const page = writeSeams([complete]);
  assert.match(page, /^## packages\/portal-http$/m);
  assert.match(
    page,
    /^\| `router\/x\.ts` \| The order of the handlers \[source\]\(https:\/\/upstream\.test\/x\.ts\) \| `router\/x\.test\.ts` \|$/m,
  );
});

it('reads the sentence, the link and the test of a seam in this repository', () => {
  const seam = readSeams(root).find(({ file }) =>
    file.endsWith('signals/authenticateUpgrade.ts'),
  );
  assert.match(seam?.reliesOn ?? '', /subprotocol of the WebSocket/);
  assert.match(seam?.links[0] ?? '', /^https:\/\/github\.com\/backstage/);
  assert.deepEqual(seam?.tests, [
    'packages/portal-http/src/signals/handshake.test.ts',
  ]);
});
