import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findWords } from './wordList.mts';

describe('the list of words', () => {
  for (const text of [
    'Whoever signs in',
    'the user whom it names',
    "it('signs nobody in', () => {})",
    'Nobody can sign in.',
    'read by everybody.',
    'starts anew',
    'kept for ever',
    'a token that is worth nothing',
    'a resolver that goes by the email address',
    'a key of ours',
    'a stand-in for Bitbucket',
    'The log says why.',
    'The endpoint tells the status.',
    'The module wants a key.',
    'the person is told why',
    'A number alone is none, and ends the start.',
    'an account that has none.',
    'undefined if there is none.',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.equal(findWords(text).length, 1);
    });
  }

  for (const text of [
    "chown('nobody')",
    'user `nobody` of Unix',
    "email: 'nobody@harbourbikes.example'",
    "clientId: 'nobody-knows-this-one'",
    "import { WhomToAsk } from '../WhomToAsk/WhomToAsk';",
    'list-style: none;',
    'The repositories of all workspaces. Defaults to none.',
    'a whole sentence without such words',
  ]) {
    it(`takes ${JSON.stringify(text)}`, () => {
      assert.deepEqual(findWords(text), []);
    });
  }

  it('accepts the name of a person in a catalog file only', () => {
    const text = 'displayName: Somebody else';
    assert.equal(findWords(text, 'users.yaml').length, 0);
    assert.equal(findWords(text, 'users.md').length, 1);
  });

  it('finds a phrase on two lines of a comment', () => {
    const [finding] = findWords('\n// The person is\n// told why.\n');
    assert.deepEqual(
      { line: finding.line, word: finding.word },
      { line: 2, word: 'is told' },
    );
  });

  it('reports what to write instead', () => {
    const [finding] = findWords('It starts anew.');
    assert.match(finding.use, /again/);
  });

  it('lists findings by line', () => {
    const lines = findWords('It says\nwhoever it is,\nand tells').map(
      ({ line }) => line,
    );
    assert.deepEqual(lines, [1, 2, 3]);
  });
});
