import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countFor, enduranceCountFor, readOptions } from './options.mts';

describe('the options of bench:sign-in', () => {
  it('measures everything by default, and slower cases less often', () => {
    const options = readOptions([]);
    assert.equal(options.endurance, false);
    assert.deepEqual(options.users, [1000, 50000]);
    assert.deepEqual(options.databases, ['sqlite', 'postgres']);
    assert.deepEqual(
      options.latencies.map(latency => countFor(options, latency)),
      [60, 12, 12],
    );
  });

  it('measures what the options select', () => {
    const args = ['--users', '1000', '--latency', '0, 50', '--count', '7'];
    args.push('--starts', '2', '--database', 'postgres');
    const options = readOptions(args);
    assert.deepEqual(options, {
      endurance: false,
      users: [1000],
      latencies: [0, 50],
      databases: ['postgres'],
      count: 7,
      starts: 2,
    });
    assert.equal(countFor(options, 50), 4);
  });

  it('reads the number of sign-ins in the endurance test', () => {
    const options = readOptions(['--endurance']);
    assert.equal(options.endurance, true);
    assert.equal(enduranceCountFor(options), 20_000);
    const few = readOptions(['--endurance', '--count', '40']);
    assert.equal(enduranceCountFor(few), 40);
  });

  it('reports which option is wrong', () => {
    assert.throws(
      () => readOptions(['--users', '1000,many']),
      /--users accepts whole numbers from 20; it found "many"/,
    );
    assert.throws(
      () => readOptions(['--database', 'sqlite,mysql']),
      /--database accepts sqlite and postgres; it found "mysql"/,
    );
  });

  for (const option of ['--users', '--latency', '--starts']) {
    it(`rejects ${option} together with --endurance`, () => {
      assert.throws(
        () => readOptions(['--endurance', option, '1000']),
        /Remove --users, --latency and --starts/,
      );
    });
  }
});
