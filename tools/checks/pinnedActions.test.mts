import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findLooseActions } from './pinnedActions.mts';

test('accepts actions that are pinned to a commit, and local actions', () => {
  const text = `
      - uses: ./.github/actions/setup
      - name: Check out
        uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2`;
  assert.deepEqual(findLooseActions(text), []);
});

for (const action of ['actions/checkout@v4', 'a/b@main', 'a/b@11bd719']) {
  test(`refuses ${action}`, () => {
    const [finding] = findLooseActions(`\n      - uses: ${action}\n`);
    assert.equal(finding.line, 2);
    assert.ok(finding.message.includes(action));
  });
}
