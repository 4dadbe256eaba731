import { readCodeOwners } from './codeOwners';

describe('readCodeOwners', () => {
  it.each([
    ['* ann@globex.example', ['ann@globex.example']],
    ['# ours\n\n* @ann @globex/team # both', ['@ann', '@globex/team']],
    ['* @ann\nsrc/ @bo\n* @cy @dan', ['@cy', '@dan']],
    ['src/ @bo @cy\r\ndocs/ @bo\r\n', ['@bo', '@cy']],
    ['', []],
    ['src/', []],
  ])('reads %j', (text, owners) => {
    expect(readCodeOwners(text)).toEqual({ owners, hasMore: false });
  });

  it('returns at most five', () => {
    expect(readCodeOwners('* @a @b @c @d @e @f')).toEqual({
      owners: ['@a', '@b', '@c', '@d', '@e'],
      hasMore: true,
    });
  });
});
