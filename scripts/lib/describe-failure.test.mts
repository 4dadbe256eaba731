import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeFailure } from './describe-failure.mts';

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
