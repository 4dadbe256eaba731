import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sample } from './measure.mts';
import {
  formatFloors,
  formatRatios,
  formatTable,
  type Cell,
} from './report.mts';

function samples(...milliseconds: number[]): Sample[] {
  return milliseconds.map(each => ({
    milliseconds: each,
    cpuMilliseconds: each / 2,
    requests: 2,
    connections: 0,
  }));
}

function cellWith(refreshes: number[], floors: number[]): Cell {
  const signIns = samples(20, 20, 20);
  return {
    users: 1000,
    latency: 50,
    database: 'sqlite',
    samples: new Map([
      ['published', { signIns, refreshes: samples(20, 20, 20), floors: [] }],
      [
        'ours',
        {
          signIns,
          refreshes: samples(...refreshes),
          floors: samples(...floors),
        },
      ],
    ]),
  };
}

describe('the report of bench:sign-in', () => {
  it('contains the database in the table and with the ratios', () => {
    const cells = [cellWith([10, 10, 10], [8, 8, 8])];
    assert.match(
      formatTable(cells),
      /\| 1000 \| 50 \| sqlite \| ours \| 20\.0 \(20\.0\) \| 10\.0 \(10\.0\) \|/,
    );
    assert.equal(
      formatRatios(cells),
      'ours / published, 1000 users, 50 ms, sqlite: sign-in 1.00, refresh 0.50, CPU 1.00 + 0.50',
    );
  });

  it('compares the refresh with the floor, if there is one', () => {
    assert.equal(
      formatFloors([cellWith([11, 11.5, 15], [10, 10.3, 12.9])]),
      'ours, 1000 users, 50 ms, sqlite: refresh 11.5 ms is 1.2 ms above the floor of 10.3 ms (p95: 15.0, 2.1 ms above)',
    );
  });

  it('reports a refresh below the floor, which noise can cause', () => {
    assert.match(
      formatFloors([cellWith([10, 10, 10], [10.5, 10.5, 10.5])]),
      /refresh 10\.0 ms is 0\.5 ms below the floor of 10\.5 ms \(p95: 10\.0, 0\.5 ms below\)/,
    );
  });
});
