import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readLine } from './partOutput.mts';
import { partsOf } from './parts.mts';

const parts = partsOf('stub');
const [app, backend, stub] = parts;

describe('a line of yarn dev', () => {
  it('has the label of its part', () => {
    assert.deepEqual(readLine('backend: hello: world', parts), {
      text: 'backend: hello: world',
      event: undefined,
    });
  });

  it('uses the short name of the stub', () => {
    const line = '@backstage-bitbucket/bitbucket-cloud-stub: GET /authorize';
    assert.equal(readLine(line, parts).text, 'stub: GET /authorize');
  });

  it("keeps the colors of the part's output", () => {
    const line =
      '\u001b[1m\u001b[36mapp:\u001b[39m\u001b[22m \u001b[32mready\u001b[39m';
    assert.equal(readLine(line, parts).text, 'app: \u001b[32mready\u001b[39m');
  });

  it('is hidden if it is empty or about Lerna itself', () => {
    for (const line of ['', 'app: ', 'lerna notice cli v10.1.1']) {
      assert.equal(readLine(line, parts).text, undefined);
    }
  });

  it('of the production build is hidden unless it reports an error', () => {
    const lineOf = (level: string) =>
      `backend: {"level":"${level}","message":"text","plugin":"catalog"}`;
    assert.equal(readLine(lineOf('info'), parts).text, undefined);
    assert.equal(readLine(lineOf('warn'), parts).text, undefined);
    assert.equal(readLine(lineOf('error'), parts).text, lineOf('error'));
  });

  it('reports which part ended, and its exit code', () => {
    const line =
      "lerna ERR! /portal/tools/dev/run-script run dev exited 1 in 'app'";
    assert.deepEqual(readLine(line, parts).event, {
      kind: 'ended',
      part: app,
      code: 1,
    });
  });

  it('reports that the backend failed', () => {
    assert.deepEqual(readLine('backend: [dev] failed with code 1', parts), {
      text: undefined,
      event: { kind: 'failed', part: backend },
    });
  });

  it("reports that the backend's port is taken, and shows the line", () => {
    const line =
      'backend: backstage error Unhandled rejection listen EADDRINUSE: address already in use 127.0.0.1:7007';
    assert.deepEqual(readLine(line, parts), {
      text: line,
      event: { kind: 'failed', part: backend },
    });
  });

  it('reports that the stub failed', () => {
    const line =
      "@backstage-bitbucket/bitbucket-cloud-stub: Failed running 'bin/bitbucket-cloud-stub'";
    assert.deepEqual(readLine(line, parts).event, {
      kind: 'failed',
      part: stub,
    });
  });

  it('reports that a saved file restarts the backend', () => {
    const line =
      'backend: Change detected, restarting the development server...';
    assert.deepEqual(readLine(line, parts).event, {
      kind: 'restarted',
      part: backend,
    });
  });

  describe('about a request to the backend', () => {
    const request = (status: number) =>
      `backend: 2026-11-24T06:31:36.117Z rootHttpRouter info [2026-11-24T06:31:36.117Z] "GET /api/catalog/entities HTTP/1.1" ${status} 0 "-" "node" type="incomingRequest"`;

    it('is hidden if the request succeeded', () => {
      assert.equal(readLine(request(200), parts).text, undefined);
    });

    it('is shown if the request failed', () => {
      assert.equal(readLine(request(500), parts).text, request(500));
    });

    it('is always shown in verbose mode', () => {
      assert.equal(readLine(request(200), parts, true).text, request(200));
    });
  });
});

it('says what to do about a part that the system killed', () => {
  const { text } = readLine('backend: Killed', parts);
  assert.match(text ?? '', /^backend: Killed .* at least 4 GB\.$/);
});
