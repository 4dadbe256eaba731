import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkIcon, drawTile } from './images.mts';

describe('a logo in PNG', () => {
  it('has the size of the largest icon', () => {
    checkIcon('--logo', { kind: 'png', content: drawTile(512, '#0B6B78') });
    assert.throws(
      () =>
        checkIcon('--logo', { kind: 'png', content: drawTile(192, '#0B6B78') }),
      /^Error: --logo has 192 x 192 pixels\. A PNG must be square/,
    );
  });
});
