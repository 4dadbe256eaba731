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

describe('the error message of a command', () => {
  it('contains the reason why a request received no response', async () => {
    // A port that HTTP clients block.
    const error = await fetch('http://127.0.0.1:1').catch(each => each);
    assert.match(describeFailure(error), /^fetch failed: bad port$/);
  });

  it('contains the reason for each address of a host name', () => {
    assert.equal(describeFailure(refused), 'connect ECONNREFUSED ::1:7007');
    assert.equal(
      describeFailure(new TypeError('fetch failed', { cause: refused })),
      'fetch failed: connect ECONNREFUSED ::1:7007',
    );
  });

  it('contains each line of a message, does not repeat a cause, and ends', () => {
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

describe('the error message of a command if the framework does not start', () => {
  it('names a database that rejects the connection, and not the services of the framework', () => {
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

  it('does not change other reasons', () => {
    assert.equal(describeStartFailure(new Error('No plugin')), 'No plugin');
  });
});
