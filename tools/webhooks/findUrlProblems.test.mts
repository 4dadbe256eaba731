import assert from 'node:assert/strict';
import { it } from 'node:test';
import { findUrlProblems } from './findUrlProblems.mts';

it('accepts a public address', () => {
  for (const host of ['portal.acme.com', '203.0.113.7', '[2606:4700::1111]']) {
    assert.deepEqual(findUrlProblems(`https://${host}/hook`), []);
  }
});

it('reports http', () => {
  const [problem, ...others] = findUrlProblems('http://portal.acme.com/hook');
  assert.match(problem, /is not https/);
  assert.deepEqual(others, []);
});

for (const host of [
  'localhost:7007',
  'portal',
  'portal.corp',
  'portal.internal',
  '127.0.0.1',
  '10.1.2.3',
  '172.31.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '169.254.1.1',
  '[::1]',
  '[fd00::1]',
  '[fe80::1]',
]) {
  it(`reports ${host}`, () => {
    const [problem] = findUrlProblems(`https://${host}/hook`);
    assert.match(problem, /is not reachable from the internet/);
  });
}
