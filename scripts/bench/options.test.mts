import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countFor, readOptions, type Options } from './options.mts';

describe('the options of bench:sign-in', () => {
  it('measures everything by default, and less often what takes longer', () => {
    const options = readOptions([]) as Options;
    assert.deepEqual(options.users, [1000, 50000]);
    assert.deepEqual(
      options.latencies.map(latency => countFor(options, latency)),
      [60, 12, 12],
    );
  });

  it('measures what it is told', () => {
    const args = ['--users', '1000', '--latency', '0, 50', '--count', '7'];
    args.push('--starts', '2');
    const options = readOptions(args) as Options;
    assert.deepEqual(options, {
      users: [1000],
      latencies: [0, 50],
      count: 7,
      starts: 2,
    });
    assert.equal(countFor(options, 50), 4);
  });

  it('says which option is wrong', () => {
    assert.throws(
      () => readOptions(['--users', '1000,many']),
      /--users wants whole numbers from 20 on; it found "many"/,
    );
  });
});
