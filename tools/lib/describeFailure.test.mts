import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { describeFailure, describeStartFailure } from './describeFailure.mts';
import { root } from './workspace.mts';

const refused = Object.assign(new AggregateError([], ''), {
  code: 'ECONNREFUSED',
  errors: [new Error('connect ECONNREFUSED ::1:7007')],
});

describe('what a command prints of an error', () => {
  it('has the reason why a request had no response', async () => {
    // The port of a service that no client may use.
    const error = await fetch('http://127.0.0.1:1').catch(each => each);
    assert.match(describeFailure(error), /^fetch failed: bad port$/);
  });

  it('has the reason where each address of a name has one', () => {
    assert.equal(describeFailure(refused), 'connect ECONNREFUSED ::1:7007');
    assert.equal(
      describeFailure(new TypeError('fetch failed', { cause: refused })),
      'fetch failed: connect ECONNREFUSED ::1:7007',
    );
  });

  it('has each line of a message, does not repeat a cause, and ends', () => {
    const lines = 'Two problems:\n- a\n- b';
    assert.equal(describeFailure(new Error(lines)), lines);
    const cause = new Error('no route');
    assert.equal(
      describeFailure(new Error('It failed; caused by no route', { cause })),
      'It failed; caused by no route',
    );
    const round: Error & { cause?: unknown } = new Error('round');
    round.cause = round;
    assert.equal(describeFailure(round), 'round');
    assert.equal(describeFailure('text'), 'text');
  });
});

describe('what a command prints where the framework does not start', () => {
  it('names a database that refuses the connection, and not the services of the framework', () => {
    const folder = mkdtempSync(join(tmpdir(), 'config-'));
    const file = join(folder, 'config.yaml');
    const database = {
      client: 'pg',
      connection: { host: '127.0.0.1', port: 1 },
    };
    writeFileSync(
      file,
      JSON.stringify({
        backend: { baseUrl: 'http://localhost:7007', database },
      }),
    );
    try {
      const { status, stderr } = spawnSync(
        process.execPath,
        [
          join(root, 'tools/sessions/sessions.mts'),
          'list',
          'mira',
          '--config',
          file,
        ],
        { cwd: root, encoding: 'utf8' },
      );
      assert.match(
        stderr,
        /^The database of the portal cannot be used: connect ECONNREFUSED 127\.0\.0\.1:1\. Check /m,
      );
      assert.doesNotMatch(stderr, /factory function/);
      assert.equal(status, 1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('keeps any other reason', () => {
    assert.equal(describeStartFailure(new Error('No plugin')), 'No plugin');
  });
});
