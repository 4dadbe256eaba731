import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mean, median, quantile } from './statistics.mts';

describe('the statistics of a benchmark', () => {
  const values = [9, 1, 8, 2, 7, 3, 6, 4, 5, 10];

  it('returns the median of an odd and of an even number of values', () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median(values), 5.5);
  });

  it('returns the nearest rank as a quantile', () => {
    assert.equal(quantile(values, 0.95), 10);
    assert.equal(quantile(values, 0.5), 5);
    assert.equal(quantile([4], 0.95), 4);
  });

  it('returns the mean', () => {
    assert.equal(mean(values), 5.5);
  });

  it('does not change the order of the values', () => {
    assert.equal(values[0], 9);
  });
});
