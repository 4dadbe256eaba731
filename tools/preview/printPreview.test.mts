import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  drawProgress,
  formatPreview,
  formatProgress,
} from './printPreview.mts';

const outcome = {
  added: 1,
  changed: 0,
  removed: 1,
  heldBack: 0,
  people: 1,
  besides: { inactive: 2, 'filtered out': 0 },
};

test('prints a table and the counts', () => {
  const lines = [
    { change: 'add', entityRef: 'user:default/mira', about: 'Mira Lindqvist' },
    { change: 'remove', entityRef: 'user:default/sam', about: '' },
  ] as const;
  assert.equal(
    formatPreview({ lines: [...lines], outcome, entities: [] }),
    [
      'add     user:default/mira  Mira Lindqvist',
      'remove  user:default/sam',
      '',
      '1 to add, 0 to change, 1 to remove, 2 inactive',
    ].join('\n'),
  );
});

test('reports that a listing would be held back', () => {
  const held = { ...outcome, added: 0, removed: 0, heldBack: 30 };
  assert.equal(
    formatPreview({ lines: [], outcome: held, entities: [] }),
    '0 to add, 0 to change, 0 to remove, 30 held back, so nothing would change, 2 inactive',
  );
});

test('shows the progress', () => {
  assert.equal(
    formatProgress(50, 100),
    `${'█'.repeat(15)}${'░'.repeat(15)} 50 of 100 members`,
  );
  assert.equal(formatProgress(50, undefined), '50 members read …');
});

test('only draws on a terminal', () => {
  for (const isTTY of [true, false]) {
    const written: string[] = [];
    const progress = drawProgress({
      isTTY,
      write: (text: string) => written.push(text) > 0,
    });
    progress.update(1, 2);
    progress.clear();
    assert.equal(written.length, isTTY ? 2 : 0);
  }
});
