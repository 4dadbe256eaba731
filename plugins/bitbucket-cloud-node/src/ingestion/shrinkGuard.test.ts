import { isHeldBack } from './shrinkGuard';

const standard = { share: 0.25, count: 10 };

it.each([
  // [guard, previous people, missing people, held back]
  [standard, 100, 0, false],
  [standard, 100, 25, false],
  [standard, 100, 26, true],
  [standard, 10_000, 2500, false],
  [standard, 10_000, 2501, true],
  [standard, 12, 9, false],
  [standard, 12, 10, true],
  [standard, 12, 12, true],
  [standard, 5, 4, false],
  [standard, 5, 5, true],
  [standard, 0, 0, false],
  [{ share: 0, count: 0 }, 100, 1, true],
  [{ share: 0, count: 5 }, 100, 4, false],
  [{ share: 1, count: 10 }, 100, 100, false],
  [{ share: 0.5, count: 10 }, 100, 50, false],
  [{ share: 0.5, count: 10 }, 100, 51, true],
])('with %p, of %i people %i missing: held back is %p', (...row) => {
  const [guard, before, lost, expected] = row;
  const stay = before - lost;
  expect(isHeldBack(guard, { before, lost, stay })).toBe(expected);
});

describe('if all previous people are lost', () => {
  it.each([
    ['another person replaces the only one', 1, { successors: 1 }, false],
    ['no person replaces the only one', 1, { successors: 0 }, true],
    ['other people replace several', 2, { successors: 2 }, true],
    ['Bitbucket confirmed a deletion', 9, { isDeleted: true }, false],
    ['a deletion affects many', 10, { isDeleted: true }, true],
  ])('and %s, held back of %i with %p is %p', (_, before, change, expected) => {
    const loss = { before, lost: before, stay: 0, ...change };
    expect(isHeldBack(standard, loss)).toBe(expected);
  });
});
