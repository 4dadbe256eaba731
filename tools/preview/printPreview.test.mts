import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  describeCounts,
  drawProgress,
  formatPreview,
  formatProgress,
} from './printPreview.mts';

const counts = { added: 1, changed: 0, removed: 1, heldBack: 0 };

test('prints a table and the counts', () => {
  assert.equal(
    formatPreview({
      rows: [
        ['add', 'user:default/mira', 'Mira Lindqvist'],
        ['remove', 'user:default/sam', ''],
      ],
      counts: describeCounts(counts, '', { inactive: 2, 'filtered out': 0 }),
    }),
    [
      'add     user:default/mira  Mira Lindqvist',
      'remove  user:default/sam',
      '',
      '1 to add, 0 to change, 1 to remove, 2 inactive',
    ].join('\n'),
  );
});

test('reports that a listing would be held back', () => {
  const held = { ...counts, added: 0, removed: 0, heldBack: 30 };
  assert.equal(
    formatPreview({
      rows: [],
      counts: describeCounts(held, 'nothing would change', { inactive: 2 }),
    }),
    '0 to add, 0 to change, 0 to remove, 30 held back, so nothing would change, 2 inactive',
  );
});

test('shows the progress', () => {
  assert.equal(
    formatProgress(50, 100, 'members'),
    `${'█'.repeat(15)}${'░'.repeat(15)} 50 of 100 members`,
  );
  assert.equal(formatProgress(50, undefined, 'members'), '50 members read …');
});

test('only draws on a terminal', () => {
  for (const isTTY of [true, false]) {
    const written: string[] = [];
    const stream = { isTTY, write: (text: string) => written.push(text) > 0 };
    const progress = drawProgress(stream, 'members');
    progress.update(1, 2);
    progress.clear();
    assert.equal(written.length, isTTY ? 2 : 0);
  }
});
