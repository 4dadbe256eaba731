import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  MAX_LENGTH,
  readSessionTask,
  type SessionValues,
} from './sessionArguments.mts';
import { createSourceRequire } from '../lib/workspace.mts';

const require = createSourceRequire(import.meta.url);
const { BITBUCKET_SESSION_REASON_MAX_LENGTH } =
  require('@backstage-bitbucket/plugin-bitbucket-auth-common') as typeof import('../../plugins/bitbucket-auth-common/src/index.ts');
const { parseTime } =
  require('../../plugins/auth-backend-module-bitbucket-provider/src/config/parseTime') as typeof import('../../plugins/auth-backend-module-bitbucket-provider/src/config/parseTime.ts');

describe('the arguments of the command for sessions', () => {
  it('returns the full reference of the user', () => {
    for (const user of ['Mira', 'default/mira', 'user:default/mira']) {
      assert.deepEqual(readSessionTask(['list', user], {}), {
        command: 'list',
        userEntityRef: 'user:default/mira',
        createdBefore: undefined,
      });
    }
  });

  it('parses a time with its zone, like the portal parses `sessions.notBefore`', () => {
    const read = (time: string) =>
      readSessionTask(['end'], { all: true, 'created-before': time });
    for (const time of [
      '2026-11-29T09:00:00Z',
      '2026-11-29T09:00:00.000Z',
      '2026-11-29T10:00+01:00',
    ]) {
      assert.equal(read(time).createdBefore, Date.UTC(2026, 10, 29, 9));
      assert.equal(parseTime(time), Date.UTC(2026, 10, 29, 9));
    }
    for (const time of [
      '2026-02-30T09:00:00Z',
      '2026-11-29T09:00:00',
      '2026-11-29T25:00:00Z',
      '2026-11-29 (x) 9:00 PST',
      '2026-11-29T09:00:00 PST',
      '2026-11-29',
      '11/12/2020',
      '1',
      '',
    ]) {
      assert.throws(() => read(time), /not a date and time with a time zone/);
      assert.ok(Number.isNaN(parseTime(time)), time);
    }
  });

  it("accepts texts that the administrators' route accepts", () => {
    assert.equal(MAX_LENGTH, BITBUCKET_SESSION_REASON_MAX_LENGTH);
    const text = 'Ü'.repeat(MAX_LENGTH);
    readSessionTask(['end', 'mira'], { by: text, reason: text });
    for (const bad of [`${text}.`, 'a\nb', 'a\u2028b', 'a\u001b[31m']) {
      for (const option of ['by', 'reason']) {
        assert.throws(
          () => readSessionTask(['end', 'mira'], { [option]: bad }),
          new RegExp(`--${option} is not one line of at most 200 characters`),
        );
      }
    }
  });

  const refused: [string[], SessionValues, RegExp][] = [
    [[], {}, /list or end/],
    [['remove', 'mira'], {}, /list or end/],
    [['list', 'mira', 'olu'], {}, /one user/],
    [['list'], {}, /^Error: list requires a user\. /],
    [
      ['end'],
      {},
      /^Error: end requires a user, or --all with --created-before\. /,
    ],
    [['end', ''], {}, /'' is not a user/],
    [['end', 'a b'], {}, /'a b' is not a user/],
    [['end', 'mira'], { by: ' ' }, /--by is empty/],
    [['end', 'mira'], { all: true }, /--all and a user/],
    [['end'], { all: true }, /--all requires --created-before/],
    [['list', 'mira'], { by: 'olu' }, /--by is not an option of list/],
    [
      ['list', 'mira'],
      { 'created-before': '2020' },
      /--created-before is not an option of list/,
    ],
    [
      ['end', 'mira'],
      { 'created-before': '2026-11-29T09:00:00Z' },
      /--created-before is not an option of end/,
    ],
    [
      ['end'],
      { all: true, erase: true },
      /--erase is not an option of end --all/,
    ],
  ];
  for (const [positionals, values, sentence] of refused) {
    it(`rejects ${JSON.stringify([...positionals, values])}`, () => {
      assert.throws(() => readSessionTask(positionals, values), sentence);
    });
  }
});
