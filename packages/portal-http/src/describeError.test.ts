import { connect } from 'node:net';
import { findFreePort } from '@backstage-bitbucket/test-kit';
import { describeError } from './describeError';

describe('describeError', () => {
  it('names the reason why a request received no response', async () => {
    const port = await findFreePort();
    const error = await fetch(`http://127.0.0.1:${port}`).catch(each => each);
    expect(describeError(error)).toBe(
      `fetch failed: connect ECONNREFUSED 127.0.0.1:${port}`,
    );
  });

  it('names the reason for each address of a host name', async () => {
    const port = await findFreePort();
    const error = await new Promise(resolve =>
      connect({
        port,
        host: 'portal.test',
        lookup: (_host, _options, done) =>
          done(null, [
            { address: '127.0.0.1', family: 4 },
            { address: '127.0.0.2', family: 4 },
          ]),
      }).on('error', resolve),
    );
    expect(describeError(error)).toBe(`connect ECONNREFUSED 127.0.0.1:${port}`);
    expect(describeError(new TypeError('fetch failed', { cause: error }))).toBe(
      `fetch failed: connect ECONNREFUSED 127.0.0.1:${port}`,
    );
  });

  it('does not repeat a cause that the message contains, and does not follow a cycle', () => {
    const cause = new Error('self-signed certificate.\nmore');
    const error: Error & { cause?: unknown } = new Error(
      'It failed; caused by Error: self-signed certificate',
      { cause },
    );
    expect(describeError(error)).toBe(error.message);
    const cycle: Error & { cause?: unknown } = new Error('round');
    cycle.cause = cycle;
    expect(describeError(cycle)).toBe('round');
  });

  it.each([
    [undefined, 'undefined'],
    ['text.', 'text'],
    [{ message: '', code: 'ECONNRESET' }, 'ECONNRESET'],
    [new Error(''), 'no reason given'],
  ])('describes %p', (error, expected) => {
    expect(describeError(error)).toBe(expected);
  });
});
